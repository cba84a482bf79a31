package kagemusha.backup.vss;

import java.time.Duration;
import java.util.Optional;
import kagemusha.backup.VmDisks;
import kagemusha.csv.CsvNode;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.image.ImagedEntity;

/**
 * The Volume Shadow Copy Service of a host, or of a guest, where it is also the requester that the
 * integration component brings. It leads writers and a provider through the phases of a set; its
 * rules are {@link VssRules}.
 */
public final class VssService implements ImagedEntity<VssService.Command> {
  /** What a service accepts; requests and answers of all kinds come wrapped. */
  public sealed interface Command extends Message {
    String set();
  }

  record FromRequester(VssCommand command) implements Command {
    @Override
    public String set() {
      return command.set();
    }
  }

  record FromWriter(WriterNotice notice) implements Command {
    @Override
    public String set() {
      return notice.set();
    }
  }

  record FromProvider(ProviderNotice notice) implements Command {
    @Override
    public String set() {
      return notice.set();
    }
  }

  /** Writes are held. */
  record Held(String set, String what) implements Command {}

  /** A hold has been given up by who held. */
  record HoldLost(String set, String what) implements Command {}

  /** The phase has lasted as long as it may. */
  record PhaseOver(String set, VssPhase phase) implements Command {}

  /** The freeze has lasted as long as it may. */
  record FreezeOver(String set) implements Command {}

  /**
   * From outside: a step of the making of sets takes longer.
   *
   * @param factor so many times as long as it would, and
   * @param more so much longer
   */
  public record Slow(VssPhase phase, double factor, Duration more, Disturbance by)
      implements Command {
    @Override
    public String set() {
      return "";
    }
  }

  /** From outside: it takes as long as it does. */
  public record AsFastAsUsual(VssPhase phase) implements Command {
    @Override
    public String set() {
      return "";
    }
  }

  /** An answer that was kept back. */
  record Late(Command answer) implements Command {
    @Override
    public String set() {
      return answer.set();
    }
  }

  private final transient EntityId id;
  private final transient VssRules rules;
  private final transient String machine;
  private final transient SlowSteps slow = new SlowSteps();
  private final SetStates<VssSet> sets = new SetStates<>(new VssSet.None());

  private VssService(String machine, Participants participants, VssWiring wiring) {
    this.machine = machine;
    this.id = participants.service();
    this.rules = new VssRules(participants, wiring.spec());
  }

  /** The service of a host. */
  public static VssService ofHost(String host, VssWiring wiring) {
    return new VssService(host, Participants.ofHost(host), wiring);
  }

  /** The service of a guest. */
  public static VssService ofGuest(String guest, VssWiring wiring) {
    return new VssService(guest, Participants.ofGuest(guest), wiring);
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
    if (message instanceof VssCommand command) {
      return new FromRequester(command);
    } else if (message instanceof WriterNotice notice) {
      return new FromWriter(notice);
    } else if (message instanceof ProviderNotice notice) {
      return new FromProvider(notice);
    } else if (message instanceof CsvNode.WritesHeld held) {
      return new Held(held.set(), Participants.key(held.lu()));
    } else if (message instanceof CsvNode.HoldExpired expired) {
      return new HoldLost(expired.set(), Participants.key(expired.lu()));
    } else if (message instanceof VmDisks.WritesHeld held) {
      return new Held(held.set(), held.guest());
    } else if (message instanceof VmDisks.HoldExpired expired) {
      return new HoldLost(expired.set(), expired.guest());
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof Slow how) {
      slow.begin(how);
    } else if (command instanceof AsFastAsUsual usual) {
      slow.end(usual.phase());
    } else if (command instanceof Late late) {
      lead(late.answer(), context);
    } else if (!slow.keeps(sets.of(command.set()), command, context)) {
      lead(command, context);
    }
  }

  private void lead(Command command, Context context) {
    if (command instanceof FromRequester from && from.command() instanceof VssCommand.Start start) {
      Optional<String> other = sets.find(VssService::isBeingMade);
      sets.on(start.set(), context, (set, now) -> rules.start(set, start, other, now));
    } else {
      sets.on(command.set(), context, (set, now) -> rules.on(set, command, now));
    }
  }

  /** Only who is in the guest itself has come along; the host's channel to it is a new one. */
  @Override
  public void unpacked(Context context) {
    for (String set : sets.names()) {
      Optional<EntityId> requester = sets.of(set).requester();
      if (requester.isPresent() && !requester.get().name().startsWith(machine + ".")) {
        sets.on(set, context, (state, now) -> rules.forsaken(state));
      }
    }
  }

  private static boolean isBeingMade(VssSet set) {
    return set instanceof VssSet.Creating || set instanceof VssSet.Aborting;
  }

  VssSet set(String name) {
    return sets.of(name);
  }
}
