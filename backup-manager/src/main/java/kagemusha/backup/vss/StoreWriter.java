package kagemusha.backup.vss;

import kagemusha.config.VssSpec;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.image.ImagedEntity;
import kagemusha.load.store.StoreNotice;

/**
 * The mail store's writer in a guest: puts the writers' protocol into the freeze and thaw that the
 * store declares. Its rules are {@link StoreWriterRules}.
 */
public final class StoreWriter implements ImagedEntity<StoreWriter.Command> {
  /** What the writer accepts; commands and the store's answers come wrapped. */
  public sealed interface Command extends Message {
    String set();
  }

  record FromService(WriterCommand command) implements Command {
    @Override
    public String set() {
      return command.set();
    }
  }

  record Frozen(String set, StoreNotice.Frozen notice) implements Command {}

  record FreezeExpired(String set) implements Command {}

  /** A step has taken its time. */
  record Answer(String set, WriterNotice notice) implements Command {}

  private final transient EntityId id;
  private final transient StoreWriterRules rules;
  private final SetStates<StoreWriterState> sets = new SetStates<>(new StoreWriterState.None());

  public StoreWriter(String guest, VssSpec spec) {
    this.id = VssWiring.storeWriterOf(guest);
    this.rules = new StoreWriterRules(guest, spec.steps());
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    if (message instanceof WriterCommand command) {
      return new FromService(command);
    } else if (message instanceof StoreNotice.Frozen frozen) {
      return new Frozen(frozen.set(), frozen);
    } else if (message instanceof StoreNotice.FreezeExpired expired) {
      return new FreezeExpired(expired.set());
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    sets.on(command.set(), context, (state, now) -> rules.on(state, command));
  }

  StoreWriterState set(String name) {
    return sets.of(name);
  }
}
