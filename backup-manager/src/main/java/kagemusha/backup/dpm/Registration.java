package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.AgentState.Idle;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** What follows when a host's agent has restored the disks of a virtual machine: who knows it. */
final class Registration implements RestoreRules.Sequel {
  static final int ELSEWHERE = 9108;

  /** Windows Server's numbers: a restored VM is registered outside the cluster's knowledge. */
  static final int RESOURCE_FAILED = 1069;

  static final int NOT_REGISTERED = 21502;

  private final BackupWiring wiring;

  Registration(BackupWiring wiring) {
    this.wiring = wiring;
  }

  /** What becomes of the virtual machine whose files are there now. */
  @Override
  public List<Act> written(JobOrder order, List<VmDisks.Disk> disks) {
    if (order.restore().toOriginalPlace()) {
      List<Act> acts = new ArrayList<>();
      acts.addAll(order.restore().outsideCluster() ? List.of(onHost(order)) : clusterErrors(order));
      acts.add(new Tell(new EntityId(order.vm()), new VmDisks.Restored(order.run())));
      return acts;
    }
    String where = wiring.luName(disks.get(0).lu()) + " at block " + disks.get(0).firstBlock();
    String text =
        order.restore().whole()
            ? "A copy of %s is on " + where + "; it is registered here, outside the cluster."
            : "Single disks of %s are on " + where + "; no virtual machine is registered.";
    return List.of(AgentRules.log(ELSEWHERE, text, order));
  }

  private static Log onHost(JobOrder order) {
    return AgentRules.log(ELSEWHERE, "%s is registered here, outside the cluster.", order);
  }

  private static List<Log> clusterErrors(JobOrder order) {
    return List.of(
        new Log(
            "FailoverClustering",
            RESOURCE_FAILED,
            Level.ERROR,
            "Resource '%s Configuration' of group '%s' is Failed until it is brought online."
                .formatted(order.vm(), order.vm()),
            order.run()),
        new Log(
            "Hyper-V-High-Availability",
            NOT_REGISTERED,
            Level.ERROR,
            "'%s Configuration' could not register the virtual machine; a restore has done so."
                .formatted(order.vm()),
            order.run()));
  }

  @Override
  public Decision<AgentState> over(JobOrder order, Outcome outcome) {
    DpmServer.JobEnded ended = new DpmServer.JobEnded(order.run(), outcome);
    return Decision.<AgentState>to(
            new Idle(), new Send(wiring.backupNetwork(), order.server(), ended))
        .and(online(order, outcome));
  }

  /** The operator does so only with a virtual machine that is right. */
  private static List<Act> online(JobOrder order, Outcome outcome) {
    long afterNanos = order.restore().bringOnlineNanos();
    return outcome.good() && afterNanos >= 0
        ? List.of(
            new Timer(
                "online " + order.vm(),
                afterNanos,
                new DpmAgent.BringOnline(order.vm(), order.run())))
        : List.of();
  }
}
