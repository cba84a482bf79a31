package kagemusha.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.load.protocol.LogonRows;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.TaskKind;
import kagemusha.load.testkit.LoadWorld;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** The users' day from the log-on to the log-off. */
class DayTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long IO_NANOS = 11_000_000;

  private final Map<TaskKind, Integer> sent = new EnumMap<>(TaskKind.class);
  private final int[] logonsPerMinute = new int[200];
  private final int[] syncsPerMinute = new int[200];
  private int logoffsBeforeTheEnd;

  private LoadWorld world(long quantumNanos, int users, long dayNanos) {
    var topology = TestSite.topology(TestSite.mail(), users, 60, 60, 60, 60);
    var world = new LoadWorld(topology, 5, quantumNanos, dayNanos, IO_NANOS);
    world.tap(rows -> count(rows, dayNanos));
    return world;
  }

  private void count(Batch rows, long dayNanos) {
    for (int row = 0; row < rows.size(); row++) {
      int minute = (int) (rows.timeNanos(row) / MINUTE);
      if (rows instanceof LogonRows) {
        logonsPerMinute[minute]++;
      } else if (rows instanceof MailTasks tasks) {
        sent.merge(tasks.kind(row), 1, Integer::sum);
        syncsPerMinute[minute] += tasks.kind(row) == TaskKind.SYNC ? 1 : 0;
        if (tasks.kind(row) == TaskKind.LOGOFF && rows.timeNanos(row) < dayNanos) {
          logoffsBeforeTheEnd++;
        }
      }
    }
  }

  /** 800 users of each of five clients want to log on at once; each client does one a second. */
  @Test
  void logOnsFormAStormThatEnds() {
    LoadWorld world = world(SECOND, 1000, 480 * MINUTE);
    long[] reads = new long[12];
    for (int i = 0; i < reads.length; i++) {
      world.runUntil((i + 1) * 10 * MINUTE);
      reads[i] = world.disks.get(0).count(VhdRole.DATABASE, IoKind.READ);
    }
    for (int i = reads.length - 1; i > 0; i--) {
      reads[i] -= reads[i - 1];
    }

    assertThat(Arrays.copyOf(logonsPerMinute, 13)).containsOnly(300).hasSize(13);
    assertThat(Arrays.stream(logonsPerMinute).sum()).isEqualTo(4000);
    assertThat(sent.get(TaskKind.LOGON)).isEqualTo(4000);
    assertThat(sent.get(TaskKind.SYNC)).isEqualTo(80_000);
    assertThat(sent).doesNotContainKey(TaskKind.LOGOFF);
    assertThat(Arrays.stream(syncsPerMinute, 20, 50).sum())
        .as("evenly over the window")
        .isCloseTo(Arrays.stream(syncsPerMinute, 50, 80).sum(), withPercentage(5));
    assertThat(Arrays.stream(syncsPerMinute, 106, 120).sum()).isZero();
    assertThat(reads[4]).as("in the storm").isGreaterThan(2 * reads[11]);
    assertThat(reads[11] / 600.0).isCloseTo(129.2, withPercentage(8));
  }

  @Test
  void everybodyWhoIsInLogsOffAtTheEndOfTheDay() {
    long day = 30 * MINUTE;
    LoadWorld world = world(SECOND, 100, day);
    world.runUntil(day + MINUTE);

    assertThat(sent.get(TaskKind.LOGOFF)).isEqualTo(400);
    assertThat(logoffsBeforeTheEnd).isZero();
    for (LoadClient client : world.clients) {
      assertThat(client.counters().get(1).read().getAsDouble()).isZero();
    }
  }

  /** What nobody answers is given up; whoever could not log on tries again. */
  @Test
  void aServerThatIsGoneLetsItsClientsWait() {
    LoadWorld world = world(SECOND, 100, 480 * MINUTE);
    world.runUntil(20 * SECOND);
    world.servers.get(0).end();
    world.runUntil(20 * MINUTE);

    assertThat(sent.get(TaskKind.LOGON)).as("others once").isGreaterThan(400 + 100);
    double failed = 0;
    for (LoadClient client : world.clients) {
      failed += failedTasks(client);
      assertThat(client.counters().get(1).read().getAsDouble()).as("queue").isLessThan(200);
    }
    assertThat(failed).isGreaterThan(100);
  }

  @Test
  void nobodyGivesUpOnADayWithoutTrouble() {
    LoadWorld world = world(SECOND, 100, 480 * MINUTE);
    world.runUntil(20 * MINUTE);
    assertThat(world.clients).allMatch(client -> failedTasks(client) == 0);
  }

  private static double failedTasks(LoadClient client) {
    var reported = new ArrayList<Statistic>();
    client.summarise(reported::add);
    return reported.stream()
        .filter(each -> each.statistic().equals("failed tasks"))
        .mapToDouble(Statistic::value)
        .sum();
  }

  @Test
  void whoIsStillInTheQueueAtTheEndNeverComes() {
    long day = 20 * SECOND;
    LoadWorld world = world(SECOND, 100, day);
    world.runUntil(3 * MINUTE);

    assertThat(sent.get(TaskKind.LOGON)).isEqualTo(100);
    assertThat(sent.get(TaskKind.LOGOFF)).isEqualTo(100);
  }

  /** The shares of a day's 132 tasks, and their rate. */
  @Test
  void usersSendReadAndBrowseAsOftenAsGiven() {
    LoadWorld world = world(SECOND, 1000, 480 * MINUTE);
    world.runUntil(20 * MINUTE);
    sent.clear();
    world.runUntil(80 * MINUTE);

    assertThat((double) sent.get(TaskKind.SEND)).isCloseTo(4000 * 20 / 8.0, withPercentage(2));
    assertThat((double) sent.get(TaskKind.READ)).isCloseTo(4000 * 80 / 8.0, withPercentage(1.5));
    assertThat((double) sent.get(TaskKind.BROWSE)).isCloseTo(4000 * 32 / 8.0, withPercentage(2));
  }

  /** Processor, 22 pages, turnarounds and, at the client, 4 ms for each KB of the message. */
  @Test
  void sendMailLatencyIsRealTimeWithoutPadding() {
    double mean = meanMs(SECOND);
    double expected = 30 * 5 + 22.15 * 11 + 29 * 0.2 + 0.2 + 4 * 100_000 / 1024.0;
    assertThat(mean).isCloseTo(expected, withPercentage(1.5));
    assertThat(meanMs(SECOND / 4)).isCloseTo(mean, withPercentage(1));
  }

  private double meanMs(long quantumNanos) {
    LoadWorld world = world(quantumNanos, 250, 480 * MINUTE);
    world.runUntil(120 * MINUTE);
    var reported = new ArrayList<Statistic>();
    world.clients.forEach(client -> client.summarise(reported::add));
    return SendMailLatency.combine(reported).get(1).value();
  }
}
