package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import kagemusha.backup.testkit.Stub;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.Throttle;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** Half of the data is of a database (55 %), half are logs (50 %); 60 and 200 MB/s a processor. */
class CompressionTest {
  private static final double HALF = JobBench.DATA / 2.0;
  private static final double SENT = HALF * 0.55 + HALF * 0.5;
  private static final BackupJob REPLICA = JobBench.job("replica", Kind.REPLICA_CREATION, 1);
  private static final BackupJob RESTORE = JobBench.job("restore", Kind.RECOVERY, 40);

  private long hostBusyNanos;

  private JobBench run(boolean compressed, Optional<Throttle> throttle) {
    JobBench bench = new JobBench();
    bench.site.onHost(
        new Stub(
            new EntityId("HYPR2"),
            (message, context) -> hostBusyNanos += ((DpmAgent.ProcessorUsed) message).busyNanos()));
    bench.run(
        90,
        List.of(JobBench.group(Duration.ofDays(5), compressed, throttle)),
        List.of(REPLICA, RESTORE));
    return bench;
  }

  private static double processor(JobBench bench) {
    Counter counter = bench.server.counters().get(0);
    assertThat(counter.name().object()).isEqualTo("Processor");
    return counter.read().getAsDouble();
  }

  @Test
  void lessGoesOverTheNetworkAndAllArrives() {
    JobBench bench = run(true, Optional.empty());
    assertThat(bench.movedMb("replica")).isEqualTo(JobBench.DATA / 1e6);
    assertThat(bench.figures.get("replica transferred data MB on the network"))
        .isCloseTo(SENT / 1e6, within(0.001));
    assertThat(bench.figures.get("restore transferred data MB on the network"))
        .isCloseTo(SENT / 1e6, within(0.001));
    assertThat(bench.site.texts(9112))
        .containsExactly(
            "Job replica succeeded: 419 MB, 220 MB on the network.",
            "Job restore succeeded: 419 MB, 220 MB on the network.");
    assertThat(bench.replicaIsExact()).isTrue();
    assertThat(bench.site.texts(9126)).as("read back").hasSize(2);
  }

  /** One processor of the agent takes in 60 MB/s; uncompressed the network's 90 MB/s decide. */
  @Test
  void theProcessorsOfBothEndsWork() {
    JobBench bench = run(true, Optional.empty());
    double both = JobBench.DATA / 60e6 + JobBench.DATA / 200e6;
    assertThat(hostBusyNanos / 1e9).isCloseTo(both, within(0.01));
    double base = JobBench.PAPER.backupServer().baseCpuPercent();
    int processors = JobBench.PAPER.backupServer().processors();
    assertThat(processor(bench)).isCloseTo(base + 100 * both / (10 * processors), within(0.1));
    assertThat(processor(bench)).as("drained").isEqualTo(base);
    assertThat(bench.seconds("replica")).isCloseTo(JobBench.DATA / 60e6, within(1.0));
  }

  @Test
  void offMeansOff() {
    JobBench bench = run(false, Optional.empty());
    assertThat(bench.site.texts(9112).get(0)).isEqualTo("Job replica succeeded: 419 MB.");
    assertThat(bench.figures).doesNotContainKey("replica transferred data MB on the network");
    assertThat(hostBusyNanos).isZero();
    assertThat(processor(bench)).isEqualTo(JobBench.PAPER.backupServer().baseCpuPercent());
  }

  /** A throttle is one of the network: compressed data is through in about half the time. */
  @Test
  void aThrottleCountsWhatIsOnTheNetwork() {
    Throttle slow = new Throttle(LocalTime.of(8, 0), LocalTime.of(18, 0), 10_000_000, 10_000_000);
    JobBench bench = run(true, Optional.of(slow));
    assertThat(bench.seconds("replica")).isCloseTo(SENT / 10e6, within(1.0));
  }
}
