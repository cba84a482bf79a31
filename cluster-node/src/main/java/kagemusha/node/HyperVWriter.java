package kagemusha.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.SetStates;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssWiring;
import kagemusha.backup.vss.WriterCommand;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * The Hyper-V writer of a host: brings a running guest to make its own snapshot before the host's,
 * and reverts the host's to it afterwards. Its rules are {@link HyperVWriterRules}.
 */
public final class HyperVWriter implements Entity<HyperVWriter.Command> {
  /** What the writer accepts; everything comes wrapped, under the name of the host's set. */
  public sealed interface Command extends Message {
    String set();
  }

  record FromService(WriterCommand command) implements Command {
    @Override
    public String set() {
      return command.set();
    }
  }

  record StateKnown(String set, VmState state, boolean integration) implements Command {}

  /** Time to ask a machine once more what state it is in. */
  record AskAgain(String set) implements Command {}

  /** A machine is in another state; of each of its sets. */
  record VmChanged(String set, String vm, VmState state) implements Command {}

  /** A machine has come to the host or is about to leave it. */
  record VmHere(String set, VmDisks.Presence presence) implements Command {}

  /** A machine has done as it was asked, or why it has not. */
  record VmAnswered(String set, Verb verb, Optional<String> refused) implements Command {}

  record DisksKnown(String set, VmDisks.Described described) implements Command {}

  record FromGuest(String set, VssNotice notice) implements Command {}

  record Reverted(String set, ControllerNotice.Reverted notice) implements Command {}

  record Refused(String set, ControllerNotice.Refused notice) implements Command {}

  /** What a step took has passed: {@code next} follows. */
  record StepOver(String set, HyperVWriterRules.Timed next) implements Command {}

  /** The guest should have answered by now. */
  record GuestSilent(String set) implements Command {}

  private final EntityId id;
  private final Set<String> here = new TreeSet<>();
  private final HyperVWriterRules rules;
  private final SetStates<HyperVWriterState> sets = new SetStates<>(new HyperVWriterState.None());

  public HyperVWriter(String host, VssWiring wiring) {
    this.id = VssWiring.hyperVWriterOf(host);
    this.rules = new HyperVWriterRules(host, here, wiring);
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
    } else if (message instanceof VmCommand.StateIs is) {
      return new StateKnown(is.set(), is.state(), is.integration());
    } else if (message instanceof VmCommand.StateChanged changed) {
      return new VmChanged("", changed.vm(), changed.state());
    } else if (message instanceof VmDisks.Presence presence) {
      return new VmHere("", presence);
    } else if (message instanceof VmRequest.Done done) {
      return new VmAnswered(done.by(), done.verb(), Optional.empty());
    } else if (message instanceof VmRequest.Refused refused) {
      return new VmAnswered(refused.by(), refused.verb(), Optional.of(refused.why()));
    } else if (message instanceof VmDisks.Described described) {
      return new DisksKnown(described.job(), described);
    } else if (message instanceof VssNotice notice) {
      return new FromGuest(HyperVWriterState.Session.hostSet(notice.set()), notice);
    } else if (message instanceof ControllerNotice.Reverted reverted) {
      return new Reverted(VssWiring.setOf(reverted.snapshot()), reverted);
    } else if (message instanceof ControllerNotice.Refused refused) {
      return new Refused(VssWiring.setOfRefused(refused.what()), refused);
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof VmHere vm && vm.presence().here()) {
      here.add(vm.presence().vm());
    } else if (command instanceof VmHere vm) {
      here.remove(vm.presence().vm());
    } else if (command instanceof VmChanged changed) {
      changed(changed, context);
    } else {
      sets.on(
          command.set(), context, (state, now) -> toPresent(state, rules.on(state, command, now)));
    }
  }

  private void changed(VmChanged changed, Context context) {
    for (String set : sets.names()) {
      if (concerns(sets.of(set), changed.vm())) {
        var ofSet = new VmChanged(set, changed.vm(), changed.state());
        sets.on(set, context, (state, now) -> rules.on(state, ofSet, now));
      }
    }
  }

  /** What is said to the guest of a machine that has left the host would never be heard. */
  private Decision<HyperVWriterState> toPresent(
      HyperVWriterState before, Decision<HyperVWriterState> decision) {
    Optional<String> gone =
        AwayRules.concerned(decision.next())
            .or(() -> AwayRules.concerned(before))
            .map(HyperVWriterState.Session::vm)
            .filter(vm -> !here.contains(vm));
    if (gone.isEmpty()) {
      return decision;
    }
    List<Act> heard = decision.acts().stream().filter(act -> !isToGuest(act, gone.get())).toList();
    return new Decision<>(decision.next(), heard);
  }

  private static boolean isToGuest(Act act, String vm) {
    return act instanceof Tell tell
        && (tell.to().name().equals(vm) || tell.to().name().startsWith(vm + "."));
  }

  private static boolean concerns(HyperVWriterState state, String vm) {
    return AwayRules.concerned(state).filter(session -> session.vm().equals(vm)).isPresent();
  }

  HyperVWriterState set(String name) {
    return sets.of(name);
  }
}
