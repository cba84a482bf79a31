package kagemusha.console;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.backup.vss.VssNotice;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.machine.MachineBlueprint;

/**
 * A planted bug: a DPM agent that does not take in that its snapshot set has failed. It waits for
 * its snapshot ever after, says so when the server asks whether it is there, and its job never
 * ends.
 */
record Forgetful<M extends Message>(Entity<M> agent) implements Entity<Message> {
  private static final String AGENT = ".dpmra";

  /** The switch: the machine with its agent replaced, if it has one. */
  static MachineBlueprint in(MachineBlueprint machine) {
    List<Entity<?>> entities =
        machine.entities().stream()
            .<Entity<?>>map(each -> each.id().name().endsWith(AGENT) ? of(each) : each)
            .toList();
    return new MachineBlueprint(
        machine.name(), entities, machine.visitors(), machine.pipeline(), machine.nics());
  }

  private static <M extends Message> Entity<?> of(Entity<M> agent) {
    return new Forgetful<>(agent);
  }

  @Override
  public void on(Message message, Context context) {
    if (!(message instanceof VssNotice.Failed)) {
      agent.on(agent.adapt(message), context);
    }
  }

  @Override
  public EntityId id() {
    return agent.id();
  }

  @Override
  public Class<Message> protocol() {
    return Message.class;
  }

  @Override
  public void start(Context context) {
    agent.start(context);
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    agent.accept(from, rows);
  }

  @Override
  public long nextWorkNanos() {
    return agent.nextWorkNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    agent.advance(untilNanos, context);
  }

  @Override
  public List<Counter> counters() {
    return agent.counters();
  }

  @Override
  public void invariant() {
    agent.invariant();
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    agent.summarise(report);
  }
}
