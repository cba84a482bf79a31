package kagemusha.backup.vss;

import java.util.Optional;
import kagemusha.array.protocol.PairNotice;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * The array's snapshot provider on a host: a set is an image of the secondary volumes of
 * ShadowImage pairs that have been made in advance, read on the same host. Its rules are {@link
 * HardwareRules}.
 */
public final class HardwareProvider implements Entity<HardwareProvider.Command> {
  /** What the provider accepts; commands and answers come wrapped. */
  public sealed interface Command extends Message {}

  record FromService(ProviderCommand command) implements Command {}

  record FromPair(PairNotice notice) implements Command {}

  record CommitNow(String set) implements Command {}

  record Surfaced(String set) implements Command {}

  private final EntityId id;
  private final VssWiring wiring;
  private final HardwareRules rules;
  private final SetStates<HardwareState> sets = new SetStates<>(new HardwareState.None());

  public HardwareProvider(String host, VssWiring wiring) {
    this.id = VssWiring.hardwareProviderOf(host);
    this.wiring = wiring;
    this.rules = new HardwareRules(host, wiring);
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
    if (message instanceof ProviderCommand command) {
      return new FromService(command);
    } else if (message instanceof PairNotice notice) {
      return new FromPair(notice);
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof FromService from
        && from.command() instanceof ProviderCommand.BeginPrepare begin) {
      Optional<String> user =
          sets.find(state -> begin.lus().stream().anyMatch(state.lus()::contains));
      sets.on(begin.set(), context, (state, now) -> rules.begin(begin, user));
    } else {
      Optional<String> set = setOf(command);
      if (set.isPresent()) {
        String name = set.get();
        sets.on(name, context, (state, now) -> rules.on(name, state, command));
      }
    }
  }

  /** A pair knows nothing of sets; it is used by one at a time. */
  private Optional<String> setOf(Command command) {
    if (command instanceof FromService from) {
      return Optional.of(from.command().set());
    } else if (command instanceof FromPair pair) {
      return luOf(pair.notice()).flatMap(lu -> sets.find(state -> state.lus().contains(lu)));
    } else if (command instanceof CommitNow commit) {
      return Optional.of(commit.set());
    } else if (command instanceof Surfaced surfaced) {
      return Optional.of(surfaced.set());
    }
    throw new IllegalArgumentException(id + ": " + command);
  }

  private Optional<Integer> luOf(PairNotice notice) {
    if (notice instanceof PairNotice.Status status) {
      return Optional.of(status.primaryLu());
    } else if (notice instanceof PairNotice.Rejected rejected) {
      return wiring.luOfPair(rejected.pair());
    }
    throw new IllegalArgumentException(id + ": " + notice);
  }

  HardwareState set(String name) {
    return sets.of(name);
  }
}
