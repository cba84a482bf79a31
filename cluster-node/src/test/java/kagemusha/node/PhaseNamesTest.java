package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.config.Phase;
import kagemusha.config.PhaseNames;
import kagemusha.kernel.event.EventRecord;
import org.junit.jupiter.api.Test;

/** Every phase that can be named is one through which something really passes. */
class PhaseNamesTest {
  private static final String SLOW_TO_CONVERGE =
      "live-migration { dirty-rate = 105 MB/s, writable-set = 8 GB, stop-below = 1 MB }\n";

  private static Set<String> begunIn(List<EventRecord> events) {
    Set<String> names = new TreeSet<>();
    for (EventRecord event : events) {
      for (Phase phase : PhaseNames.all()) {
        if (phase.isBegunBy(event.source(), event.id(), event.correlation())) {
          names.add(phase.name());
        }
      }
    }
    return names;
  }

  private static String operation(String vm, double atSecond, String verb) {
    return "{ on = %s, at = %.3f s, do = %s }".formatted(vm, atSecond, verb);
  }

  /** Backup and restore by both methods, a job of another host, a host that dies. */
  private static SmallSite backups(String method) {
    String restore =
        "  { name = recovery, kind = recovery, method = %s, vms = [MAIL1], at = 25 min%n"
                .formatted(method)
            + "    bring-online-after = 1 min }\n";
    return new SmallSite()
        .load(23)
        .jobs(
            SmallSite.job("replica", "replica-creation", method, "MAIL1", 5),
            SmallSite.job("other", "replica-creation", method, "MAIL2", 5),
            restore)
        .losing("NODE3", 1200);
  }

  @Test
  void everyPhaseIsReached() throws Exception {
    SmallSite.Outcome network = backups("network").run();
    Set<String> reached = begunIn(network.events());
    reached.addAll(begunIn(backups("shadow-image").run().events()));
    double preparing = network.seconds(9204);
    reached.addAll(
        begunIn(
            new SmallSite()
                .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5))
                .doing(
                    operation("MAIL1", 60, "resume"),
                    operation("MAIL1", preparing + 1, "pause"),
                    operation("MAIL1", preparing + 60, "resume"),
                    operation("MAIL1", 600, "save"),
                    operation("MAIL1", 700, "start"),
                    operation("MAIL1", 800, "shut-down"),
                    operation("MAIL1", 1000, "start"),
                    operation("MAIL1", 1200, "turn-off"),
                    operation("MAIL1", 1300, "delete-vm"))
                .run()
                .events()));
    reached.addAll(begunIn(migrations().run().events()));
    assertThat(reached).containsAll(PhaseNames.names());
  }

  /**
   * Pages change almost as fast as they are sent, so that ten passes are made; one machine waits
   * for another, is given up, and there is no room for the third.
   */
  private static SmallSite migrations() {
    return new SmallSite()
        .with("csv-network = lan", SLOW_TO_CONVERGE + "csv-network = lan")
        .with("NODE3, logical-processors = 4, memory = 8 GiB", "NODE3, memory = 5 GiB")
        .doing(
            operation("MAIL1", 200, "live-migrate, to = NODE2"),
            operation("MAIL2", 210, "live-migrate, to = NODE1"),
            "{ on = MAIL2, when = \"migration of MAIL2 >= 50 %\", do = turn-off }",
            operation("MAIL1", 1200, "live-migrate, to = NODE3"));
  }

  /** A phase is somebody's: of a job, of the machine that it protects, or of nobody else. */
  @Test
  void aPhaseBelongsToItsRun() {
    Phase freeze = PhaseNames.named("vss.freeze").orElseThrow();
    assertThat(freeze.isBegunBy("VSS", 9205, "replica")).isTrue();
    assertThat(freeze.isBegunBy("VSS", 9205, "replica.guest")).isFalse();
    assertThat(freeze.isOf(Set.of("replica"), "replica.rerun")).isTrue();
    assertThat(freeze.isOf(Set.of("replica"), "replica2")).isFalse();
    Phase paused = PhaseNames.named("vm.paused").orElseThrow();
    assertThat(paused.isOf(Set.of("MAIL1"), "MAIL1.x")).isFalse();
  }
}
