package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.List;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Counter;
import kagemusha.load.testkit.FakeDisks;
import kagemusha.load.testkit.LoadWorld;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One hour of the steady state of 4,000 users, after a quick log-on without synchronisation. */
class SteadyStateTest {
  private static final double[] CPU = {66.9, 60.1, 56.4, 60.3};
  private static final double MEAN_CPU = (66.9 + 60.1 + 56.4 + 60.3) / 4;
  private static final int USERS = 1000;
  private static final long SECOND = 1_000_000_000L;
  private static final int SECONDS = 3600;
  private static final long IO_NANOS = 11_000_000;

  private static final long[][] before = new long[4][];
  private static final long[][] after = new long[4][];
  private static final double[][] counters = new double[4][32];
  private static final double[] rpcCpu = new double[4];
  private static LoadWorld world;

  @BeforeAll
  static void run() {
    var topology = TestSite.topology(TestSite.mail(50, 0), USERS, CPU);
    world = new LoadWorld(topology, 1, SECOND, Duration.ofHours(8).toNanos(), IO_NANOS);
    world.runUntil(600 * SECOND);
    sample(before);
    drain(new double[4][32]);
    for (int second = 610; second <= 600 + SECONDS; second += 10) {
      world.runUntil(second * SECOND);
      drain(counters);
    }
    sample(after);
  }

  private static void sample(long[][] into) {
    for (int i = 0; i < 4; i++) {
      FakeDisks disks = world.disks.get(i);
      into[i] =
          new long[] {
            disks.count(VhdRole.DATABASE, IoKind.READ),
            disks.count(VhdRole.DATABASE, IoKind.WRITE),
            disks.count(VhdRole.LOG, IoKind.WRITE),
            disks.count(VhdRole.SYSTEM, IoKind.READ),
            disks.count(VhdRole.SYSTEM, IoKind.WRITE)
          };
    }
  }

  /** Adds each counter's share of the mean over all intervals. */
  private static void drain(double[][] means) {
    for (int i = 0; i < 4; i++) {
      List<Counter> list = world.servers.get(i).counters();
      for (int k = 0; k < list.size(); k++) {
        means[i][k] += list.get(k).read().getAsDouble() * 10 / SECONDS;
      }
      long cpuNanos = world.servers.get(i).drainCpuNanos();
      rpcCpu[i] += means == counters ? cpuNanos / 1e9 / SECONDS : 0;
    }
  }

  private static double perSecond(int server, int column) {
    return (after[server][column] - before[server][column]) / (double) SECONDS;
  }

  private static double total(int column) {
    double sum = 0;
    for (int server = 0; server < 4; server++) {
      sum += perSecond(server, column);
    }
    return sum;
  }

  @Test
  void theSiteReadsAndWritesAtTheGivenRates() {
    assertThat(total(0)).isCloseTo(0.1292 * 4 * USERS, withPercentage(1));
    assertThat(total(1)).isCloseTo(0.0540 * 4 * USERS, withPercentage(1.5));
    assertThat(total(2)).isCloseTo(0.0468 * 4 * USERS, withPercentage(1.5));
    assertThat(total(3)).isCloseTo(4 * 0.5, withPercentage(4));
    assertThat(total(4)).isCloseTo(4 * 1.5, withPercentage(3));
  }

  @Test
  void eachServerFollowsItsActivity() {
    for (int server = 0; server < 4; server++) {
      double activity = CPU[server] / MEAN_CPU;
      assertThat(perSecond(server, 0)).isCloseTo(129.2 * activity, withPercentage(2.5));
      assertThat(perSecond(server, 1)).isCloseTo(54.0 * activity, withPercentage(3));
      assertThat(perSecond(server, 2)).isCloseTo(46.8 * activity, withPercentage(3));
    }
  }

  @Test
  void callsUseTheProcessorAsAnnounced() {
    for (int server = 0; server < 4; server++) {
      double steady = world.servers.get(server).steadyRpcCpu();
      assertThat(steady).isCloseTo(0.6875 * CPU[server] / MEAN_CPU, within(1e-9));
      assertThat(rpcCpu[server]).isCloseTo(steady, withPercentage(2.5));
    }
  }

  /**
   * Of the reads per user second, 1/8.4 belong to deliveries, so a call reads 0.828 pages. 1.63 %
   * of the calls of browsing, 8.2 % of those of reading and 40 % of those of sending write to the
   * log.
   */
  @Test
  void averagedLatencyIsThatOfProcessorPagesAndLog() {
    double expectedMs = 5 + 11 * 0.828 + 11 * 0.1144;
    for (int server = 0; server < 4; server++) {
      assertThat(counters[server][0]).isCloseTo(expectedMs, withPercentage(2.5));
    }
  }

  @Test
  void callsDeliveriesAndBytesFollowFromTheUsersDay() {
    double calls = 0;
    double deliveries = 0;
    double bytes = 0;
    for (int server = 0; server < 4; server++) {
      calls += counters[server][1];
      deliveries += counters[server][2];
      bytes += counters[server][3];
    }
    assertThat(calls).isCloseTo(4 * 137.5, withPercentage(1.5));
    assertThat(deliveries).isCloseTo(4 * 2.778, withPercentage(3));
    assertThat(bytes / 4).isCloseTo(479_000, withPercentage(3));
  }
}
