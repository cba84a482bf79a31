package kagemusha.array.pair;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.AdoptPair;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * A ShadowImage pair as its operators see it: a state, and commands that it takes or rejects. It
 * lives on the array's machine and has the controller of its volumes do the copying. The state is
 * durable. It accepts {@link PairCommand}; the transitions are in the package's chapter.
 */
public final class ShadowImagePair implements DurableEntity<ShadowImagePair.Input, PairEvent> {
  /** What reaches a pair. */
  public sealed interface Input extends Message {}

  private record Asked(PairCommand command) implements Input {}

  private record Heard(PairCopyNotice notice) implements Input {}

  private final EntityId id;
  private final EntityId controller;
  private final String name;
  private final PairRules rules;
  private final List<Counter> counters;
  private PairState state;

  /**
   * A pair in the state that the topology gives it.
   *
   * @param storageNetwork where its answers go
   */
  public ShadowImagePair(ArraySpec array, PairSpec pair, String storageNetwork) {
    this.id = idOf(array.name(), pair.name());
    this.controller = new EntityId(array.name() + "." + array.lu(pair.primary()).controller());
    this.name = pair.name();
    this.rules = new PairRules(array, pair, storageNetwork);
    this.state =
        switch (pair.initial()) {
          case SMPL -> new PairState.Simplex();
          case PAIR -> new PairState.Mirroring();
          case PSUS -> new PairState.Split("");
        };
    CounterName counter = new CounterName(array.name(), "ShadowImage Pair", name, "State");
    this.counters = List.of(Counter.every60s(counter, () -> state.status().ordinal()));
  }

  /** The name of a pair in the run, e.g. {@code AMS2300.pair.LOG}. */
  public static EntityId idOf(String array, String pair) {
    return new EntityId(array + ".pair." + pair);
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Input> protocol() {
    return Input.class;
  }

  @Override
  public Class<PairEvent> eventType() {
    return PairEvent.class;
  }

  @Override
  public Input adapt(Message message) {
    if (message instanceof PairCommand command) {
      return new Asked(command);
    } else if (message instanceof PairCopyNotice notice) {
      return new Heard(notice);
    }
    return protocol().cast(message);
  }

  @Override
  public void apply(PairEvent event) {
    state = PairRules.recovered(event);
  }

  @Override
  public void start(Context context) {
    context.tell(controller, new AdoptPair(name, state.status(), state.image()));
  }

  @Override
  public void on(Input input, Context context) {
    state =
        (input instanceof Asked asked
                ? rules.on(state, asked.command())
                : rules.on(state, ((Heard) input).notice()))
            .perform(context);
  }

  /** The counter {@code State} is the number of the {@code PairStatus}: 0 SMPL to 5 RCPY. */
  @Override
  public List<Counter> counters() {
    return counters;
  }

  PairState state() {
    return state;
  }
}
