package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kagemusha.config.PhaseNames;
import kagemusha.console.testkit.RealProcesses;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.InOneThread;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HYPR2 dies in each phase of a network backup of GUEST3, which runs there: the machines of the
 * paper, with small disks. {@link HostLossCheck} says what must have become of it.
 *
 * <p>In one thread that is every phase. With real processes it is three of them by default; {@code
 * -Dkagemusha.phases=all} takes all, {@code "-Dkagemusha.phases=vss.freeze of full, ..."} others.
 */
@EmulatedCluster(
    topology = "chaos",
    scenario =
        """
        length = 450 s, load = 440 s, quantum = 250 ms
        placement { GUEST3 = HYPR2, GUEST4 = HYPR2 }
        csv-owners { LOG = HYPR2 }
        jobs = [
          { name = replica, kind = replica-creation,  method = network, vms = [GUEST3], at = 10 s }
          { name = check,   kind = consistency-check, method = network, vms = [GUEST3], at = 330 s }
          { name = next,    kind = express-full,      method = network, vms = [GUEST3], at = 390 s }
        ]
        """)
class HostLossSweepTest {
  private static final String FULL =
      "{ name = full, kind = express-full, method = network, vms = [GUEST3], at = 75 s }";

  private static final String OF = " of ";
  private static final long TICK_NANOS = 250_000_000L;

  /** What a job comes through; of phases that begin in the same tick, one. */
  private static final List<String> PHASES =
      List.of(
          "job.started",
          "job.preparing",
          "csv.preparing",
          "csv.pinned",
          "vss.gather-writer-metadata",
          "vss.prepare-for-backup",
          "vss.prepare-for-snapshot",
          "guest-vss.prepare-for-backup",
          "guest-vss.prepare-for-snapshot",
          "guest-vss.freeze",
          "guest-vss.hold-writes",
          "guest-vss.commit-snapshots",
          "guest-snapshot.created",
          "guest-vss.thaw",
          "vss.hold-writes",
          "vss.commit-snapshots",
          "snapshot.created",
          "vss.post-snapshot",
          "vss.reverted",
          "guest-snapshot.deleted",
          "vss.ready",
          "job.transfer",
          "csv.backup-started",
          "job.disk-verified",
          "vss.backup-complete",
          "snapshot.deleted",
          "vss.deleted",
          "csv.released");

  /** Only the first job finds a volume with the other host. */
  private static final String MOVED = "csv.moved of replica";

  /** The server has all that it needs. */
  private static final Set<String> OVER =
      Set.of("job.recovery-point", "job.point-verified", "job.succeeded");

  /** In those that last, the host dies so long after their beginning. */
  private static final Map<String, Duration> MIDST =
      Map.of(
          "vss.gather-writer-metadata", Duration.ofMillis(1_500),
          "vss.prepare-for-backup", Duration.ofMillis(1_500),
          "guest-vss.prepare-for-backup", Duration.ofMillis(1_500),
          "guest-vss.prepare-for-snapshot", Duration.ofSeconds(5),
          "vss.post-snapshot", Duration.ofSeconds(5),
          "job.transfer", Duration.ofSeconds(4));

  private static final String BY_DEFAULT =
      "csv.pinned of full, vss.post-snapshot of full, job.transfer of replica";

  static Stream<String> all() {
    return Stream.concat(
        PHASES.stream().map(phase -> phase + " of full"),
        Stream.of(MOVED, "job.transfer of replica"));
  }

  static Stream<String> some() {
    String chosen = System.getProperty("kagemusha.phases", BY_DEFAULT);
    return chosen.equals("all") ? all() : Stream.of(chosen.split(", *"));
  }

  /** With shorter patience, so that a run takes seconds. */
  private static ClusterBuilder site(ClusterBuilder builder, String instant) {
    builder
        .allData()
        .with("backup-delay-timer = 3 min", "backup-delay-timer = 2 min")
        .with("auto-rerun = 5 min", "auto-rerun = 1 min")
        .with("agent-timeout = 2 min", "agent-timeout = 1 min");
    return jobOf(instant).equals("full") ? builder.jobs(FULL) : builder;
  }

  private static String jobOf(String instant) {
    return instant.substring(instant.indexOf(OF) + OF.length());
  }

  private static HostLossCheck dies(TestCluster cluster, String instant) {
    String job = jobOf(instant);
    String phase = instant.substring(0, instant.indexOf(OF));
    if (!phase.equals("job.started")) {
      cluster.runUntil("job.started of " + job);
    }
    cluster.runUntil(instant).runFor(MIDST.getOrDefault(phase, Duration.ZERO));
    Duration died = cluster.now();
    cluster.kill("HYPR2").runToEnd();
    return new HostLossCheck(cluster, died, job);
  }

  /** Whoever adds a phase adds it here, unless one that is here begins in the same tick. */
  @Test
  void noPhaseIsMissing(ClusterBuilder builder) {
    TestCluster cluster = site(builder, "job.started of full").by(new InOneThread()).start();
    List<EventRecord> events = cluster.runUntil("job.succeeded of full").events().all();
    Map<String, Long> ticks = new LinkedHashMap<>();
    for (EventRecord event : events) {
      PhaseNames.all().stream()
          .filter(phase -> !OVER.contains(phase.name()))
          .filter(phase -> phase.isBegunBy(event.source(), event.id(), event.correlation()))
          .filter(phase -> phase.isOf(Set.of("full"), event.correlation()))
          .forEach(phase -> ticks.putIfAbsent(phase.name(), event.timeNanos() / TICK_NANOS));
    }
    assertThat(ticks).containsKeys(PHASES.toArray(String[]::new));
    Set<Long> taken = new TreeSet<>();
    PHASES.forEach(phase -> taken.add(ticks.get(phase)));
    assertThat(taken).containsAll(ticks.values());
  }

  @ParameterizedTest
  @MethodSource("all")
  void theClusterGoesOnWithoutIt(String instant, ClusterBuilder builder) {
    dies(site(builder, instant).by(new InOneThread()).start(), instant).all();
  }

  @Tag("multijvm")
  @ParameterizedTest
  @MethodSource("some")
  void theSameWithRealProcesses(
      String instant, ClusterBuilder builder, @TempDir Path again, TestReporter figures)
      throws Exception {
    TestCluster cluster = site(builder, instant).by(new RealProcesses()).start();
    HostLossCheck check = dies(cluster, instant);
    figures.publishEntry(instant, check.figures());
    check.all();
    isRepeatedInOneThread(cluster.folder(), again);
  }

  /** The run and the tick of the death are all that it depends on. */
  private static void isRepeatedInOneThread(Path run, Path again) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code = ReplayCommand.replay(run, again, new PrintStream(said));
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(ExitCode.OK);
    assertThat(text).contains("HYPR2 is lost", "end: completed", "events.jsonl  identical");
  }
}
