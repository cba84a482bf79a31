package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.AgentState.AskingChanges;
import kagemusha.backup.dpm.AgentState.Dead;
import kagemusha.backup.dpm.AgentState.Ending;
import kagemusha.backup.dpm.AgentState.MakingSet;
import kagemusha.backup.dpm.AgentState.Pinning;
import kagemusha.backup.dpm.AgentState.Reading;
import kagemusha.backup.dpm.AgentState.Releasing;
import kagemusha.backup.dpm.AgentState.Writing;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssWiring;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;

/**
 * What becomes of an agent's work when its process ends and when it is started again. The snapshot
 * service gives up the set of a requester that is gone, and what it read is closed. The volumes
 * stay as they are until the agent is back and finds in its own folder what it was doing [EE].
 */
final class AgentDeath {
  static final int DIED = 9109;
  static final int REVIVED = 9119;

  /** A backup that held volumes. */
  private record Held(JobOrder order, Set<Integer> lus) {}

  private final String host;
  private final BackupWiring wiring;

  AgentDeath(String host, BackupWiring wiring) {
    this.host = host;
    this.wiring = wiring;
  }

  Decision<AgentState> die(AgentState state, Disturbance by) {
    if (state instanceof Dead) {
      return Decision.to(state, by.refused("the agent is dead already"));
    }
    Optional<Held> held = held(state);
    String run = held.map(each -> each.order().run()).orElse(runOf(state));
    String text = "The process of the agent on " + host + " has ended.";
    List<Act> acts = new ArrayList<>();
    acts.add(new Log(AgentRules.SOURCE, DIED, Level.ERROR, text, run));
    String what = run.isEmpty() ? "the agent, which had no run" : "run " + run;
    acts.add(by.touched(1, what));
    if (!run.isEmpty()) {
      acts.add(new Tell(VssWiring.serviceOf(host), new VssCommand.Abort(run)));
    }
    if (state instanceof Reading reading) {
      acts.add(close(reading.stream(), reading.image().controller()));
    } else if (state instanceof Writing writing) {
      acts.add(close(writing.stream(), wiring.controller(writing.disk().lu())));
    }
    return new Decision<>(new Dead(state), acts);
  }

  private Send close(String stream, EntityId controller) {
    return new Send(wiring.storageNetwork(), controller, new ControllerCommand.CloseStream(stream));
  }

  private static String runOf(AgentState state) {
    return state instanceof Writing writing ? writing.order().run() : "";
  }

  Decision<AgentState> revive(Dead dead, AgentRules rules) {
    String text = "The agent on " + host + " has been started again.";
    Optional<Held> held = held(dead.before());
    String run = held.map(each -> each.order().run()).orElse(runOf(dead.before()));
    Log log = new Log(AgentRules.SOURCE, REVIVED, Level.INFORMATION, text, run);
    Outcome outcome = Outcome.failed("the agent on " + host + " has been started again");
    Decision<AgentState> next =
        held.map(each -> rules.release(each.order(), each.lus(), outcome))
            .orElseGet(() -> rules.giveUpRestore(dead.before(), outcome));
    return Decision.<AgentState>to(next.next(), log).and(next.acts());
  }

  private static Optional<Held> held(AgentState state) {
    if (state instanceof Pinning pinning) {
      return Optional.of(new Held(pinning.order(), AgentRules.lusOf(pinning.disks())));
    } else if (state instanceof MakingSet making) {
      return Optional.of(new Held(making.order(), making.lus()));
    } else if (state instanceof AskingChanges asking) {
      return Optional.of(new Held(asking.reading().order(), asking.reading().lus()));
    } else if (state instanceof Reading reading) {
      return Optional.of(new Held(reading.order(), reading.lus()));
    } else if (state instanceof Ending ending) {
      return Optional.of(new Held(ending.order(), ending.lus()));
    } else if (state instanceof Releasing releasing) {
      return Optional.of(new Held(releasing.order(), releasing.awaited()));
    }
    return Optional.empty();
  }
}
