package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kagemusha.node.VmState;
import kagemusha.node.testkit.EventLog;
import kagemusha.node.testkit.TestCluster;

/**
 * What must have become of HYPR1 and HYPR2, of which the latter owned LOG from the beginning, at
 * the end of a run in which HYPR2 has died while it backed up GUEST3.
 */
final class HostLossCheck {
  private static final String DATA = "SYS&DB";
  private static final String LOG = "LOG";
  private static final String PAUSED = "5120";
  private static final String ALL_THERE = "9291";
  private static final int DISK_VERIFIED = 9111;
  private static final int INCONSISTENT = 3106;

  private final TestCluster cluster;
  private final EventLog events;
  private final Duration died;
  private final String job;

  /**
   * @param job that was under way
   */
  HostLossCheck(TestCluster cluster, Duration died, String job) {
    this.cluster = cluster;
    this.events = cluster.events();
    this.died = died;
    this.job = job;
  }

  void all() {
    itIsMissedAndRemoved();
    itsVolumesAreTakenOver();
    itsMachinesAreStartedOnTheOther();
    theJobFails();
    theNextOneSucceedsAfterACheck();
    nothingIsLost();
  }

  /** When what has happened, since the death. */
  String figures() {
    return ("removed after %.1f s, volumes served again %.1f s, GUEST3 online %.1f s,"
            + " GUEST4 online %.1f s, job failed %.1f s, its repetition done %.1f s")
        .formatted(
            secondsUntil("cluster.removed of HYPR2"),
            events.of("9014").stream()
                .filter(serves -> serves.timeNanos() > died.toNanos())
                .mapToDouble(serves -> (serves.timeNanos() - died.toNanos()) / 1e9)
                .limit(events.count(PAUSED))
                .max()
                .orElseThrow(),
            secondsUntil("cluster.resource-online of GUEST3"),
            secondsUntil("cluster.resource-online of GUEST4"),
            secondsUntil("job.failed of " + job),
            secondsUntil("job.succeeded of " + job + ".rerun"));
  }

  private double secondsUntil(String event) {
    return events.timeOf(event).minus(died).toMillis() / 1e3;
  }

  /**
   * Every second a host says that it lives, for the last time before it died. Five seconds later it
   * is missed; until the registry knows, a few hops have passed.
   */
  private void itIsMissedAndRemoved() {
    events.has(1, "cluster.removed").says("HYPR1 has not heard HYPR2 for 5.0 s.", "was removed");
    Duration alive = Duration.ofSeconds(died.minusNanos(1).toSeconds());
    assertThat(events.timeOf("cluster.removed of HYPR2"))
        .isBetween(alive.plusSeconds(5), alive.plusSeconds(6));
  }

  private void itsVolumesAreTakenOver() {
    List<String> owned = new ArrayList<>(List.of(LOG));
    if (events.texts("csv.moved").stream().anyMatch(text -> text.contains("HYPR2 owns volume"))) {
      owned.add(DATA);
    }
    events.has(owned.size(), PAUSED);
    for (String lu : owned) {
      events.says(
          "Volume %s is paused because its owner HYPR2 is gone".formatted(lu),
          "HYPR1 owns volume " + lu,
          "HYPR1 serves volume " + lu);
    }
    cluster.volume(LOG).isOwnedBy("HYPR1").isDirect();
    cluster.volume(DATA).isOwnedBy("HYPR1").isDirect();
  }

  private void itsMachinesAreStartedOnTheOther() {
    for (String vm : List.of("GUEST3", "GUEST4")) {
      events.inOrder(
          "cluster.removed of HYPR2", "vm.running of " + vm, "cluster.resource-online of " + vm);
      cluster.vm(vm).isOn("HYPR1").is(VmState.RUNNING);
    }
  }

  /**
   * A replica that has been touched can be trusted no more. Then there is an alert, and the job is
   * repeated as a consistency check.
   */
  private void theJobFails() {
    cluster.job(job).failedBecause("Agent HYPR2.dpmra is unreachable").madeNoPoint();
    boolean alerted = events.count(INCONSISTENT + " of " + job) > 0;
    if (job.equals("replica") || events.count(DISK_VERIFIED + " of " + job) > 0) {
      cluster.job(job).alert(INCONSISTENT);
    }
    events.says(
        "Job %s is run again as %s".formatted(job, alerted ? "consistency-check" : "express-full"));
  }

  private void theNextOneSucceedsAfterACheck() {
    cluster.job(job + ".rerun").succeeded();
    cluster.job("check").succeeded();
    cluster.job("next").succeeded().madeAPoint();
    events.inOrder("job.failed of " + job, "job.succeeded of check", "job.succeeded of next");
  }

  /** Acknowledged writes are on the disks, and what is in the recovery points is right. */
  private void nothingIsLost() {
    cluster.invariants().content().isNotContradicted();
    for (String vm : List.of("GUEST1", "GUEST2", "GUEST3", "GUEST4")) {
      events.has(1, ALL_THERE + " of " + vm);
    }
  }
}
