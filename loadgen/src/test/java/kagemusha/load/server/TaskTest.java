package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.IoCause;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.profile.MailSite;
import kagemusha.load.protocol.MailCauses;
import kagemusha.load.protocol.MailReplies;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.TaskKind;
import kagemusha.load.testkit.FakeContext;
import kagemusha.load.testkit.FakeDisks;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** Single tasks at one server. */
class TaskTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long IO_NANOS = 11_000_000;
  private static final int PAGE = 32 * 1024;
  private static final long TURNAROUND_NANOS = 200_000;
  private static final EntityId CLIENT = new EntityId("EXCL01");

  /** One server, fed with tasks by hand. */
  private static final class Bench {
    final List<MailReplies> replies = new ArrayList<>();
    final FakeDisks disks;
    final MailServer server;
    final FakeContext context;
    final long quantumNanos;
    long nowNanos;

    Bench(long quantumNanos) {
      this.quantumNanos = quantumNanos;
      var topology = TestSite.topology(TestSite.mail(), 1000, 60);
      var guest = new EntityId("GUEST1");
      disks = new FakeDisks(IO_NANOS, 2 * quantumNanos, true);
      server = new MailServer(guest, MailSite.of(topology));
      context = new FakeContext(guest, 3, quantumNanos, this::carry);
      server.start(context, disks);
    }

    private void carry(EntityId from, EntityId to, Batch rows) {
      if (to.equals(CLIENT)) {
        replies.add((MailReplies) rows);
      }
    }

    void send(long timeNanos, TaskKind kind, long tag) {
      var rows = new MailTasks.Builder().add(timeNanos, 0, kind, 7, 100_000, 1000, tag);
      long[] due = {timeNanos + quantumNanos};
      server.accept(CLIENT, rows.build(CLIENT).arriving(due, quantumNanos));
    }

    void runUntil(long untilNanos) {
      while (nowNanos < untilNanos) {
        nowNanos += quantumNanos;
        server.advance(nowNanos, context, disks);
        server.accept(new EntityId("HYPR1.csv"), disks.completions());
      }
      server.invariant();
    }

    long count(VhdRole disk, IoKind kind) {
      return disks.count(disk, kind);
    }
  }

  private static long durationNanos(MailReplies reply, long sentNanos) {
    return reply.timeNanos(0) - sentNanos - reply.padNanos(0);
  }

  @Test
  void browsingTakesProcessorTimePagesAndTurnarounds() {
    var bench = new Bench(SECOND / 10);
    for (int i = 0; i < 20; i++) {
      long reads = bench.count(VhdRole.DATABASE, IoKind.READ);
      long commits = commits(bench);
      long sent = bench.nowNanos;
      bench.send(sent, TaskKind.BROWSE, i);
      bench.runUntil(sent + 10 * SECOND);

      reads = bench.count(VhdRole.DATABASE, IoKind.READ) - reads;
      commits = commits(bench) - commits;
      MailReplies reply = bench.replies.get(i);
      long work = bench.server.drainCpuNanos() + reads * IO_NANOS;
      assertThat(reply.tag(0)).isEqualTo(i);
      assertThat(reply.serviceNanos(0)).isEqualTo(work + commits * IO_NANOS);
      assertThat(durationNanos(reply, sent))
          .isBetween(work + 29 * TURNAROUND_NANOS, work + 29 * TURNAROUND_NANOS + IO_NANOS);
    }
  }

  /** Calls that wrote to the log. */
  private static long commits(Bench bench) {
    return bench.disks.ios().stream()
        .filter(io -> io.disk() == VhdRole.LOG && WaitTag.isCommit(io.tag()))
        .mapToLong(FakeDisks.Io::atNanos)
        .distinct()
        .count();
  }

  @Test
  void theCausesOfSendingAreTheWholeDuration() {
    var bench = new Bench(SECOND / 10);
    for (int i = 0; i < 30; i++) {
      long sent = bench.nowNanos;
      bench.send(sent, TaskKind.SEND, i);
      bench.runUntil(sent + 10 * SECOND);
      MailReplies reply = bench.replies.get(i);
      long sum = 0;
      for (int cause = 0; cause < MailCauses.OF_CALL; cause++) {
        sum += reply.causeNanos(0, cause);
      }
      long turnarounds = reply.causeNanos(0, MailCauses.NETWORK);
      assertThat(sum + turnarounds).isEqualTo(durationNanos(reply, sent));
      assertThat(turnarounds)
          .isPositive()
          .isEqualTo(turnarounds / TURNAROUND_NANOS * TURNAROUND_NANOS);
      assertThat(reply.causeNanos(0, MailCauses.PROCESSOR)).isPositive();
      assertThat(reply.causeNanos(0, IoCause.SERVICE.ordinal()) % IO_NANOS).isZero();
    }
  }

  @Test
  void theCausesOfTheAveragedLatencyAreItsWhole() {
    var bench = new Bench(SECOND / 10);
    for (int i = 0; i < 40; i++) {
      bench.send(bench.nowNanos, TaskKind.values()[i % 4], i);
      bench.runUntil(bench.nowNanos + 3 * SECOND);
    }
    double whole = 0;
    double parts = 0;
    for (Counter counter : bench.server.counters()) {
      String name = counter.name().counter();
      whole += name.equals(MailServer.RPC_LATENCY) ? counter.read().getAsDouble() : 0;
      parts += name.startsWith(MailServer.RPC_LATENCY + ":") ? counter.read().getAsDouble() : 0;
    }
    assertThat(whole).isPositive().isCloseTo(parts, withPercentage(1e-9));
  }

  @Test
  void durationsDoNotDependOnTheQuantum() {
    assertThat(durations(SECOND)).isEqualTo(durations(SECOND / 10)).doesNotContain(0L);
  }

  private static List<Long> durations(long quantumNanos) {
    var bench = new Bench(quantumNanos);
    var durations = new ArrayList<Long>();
    TaskKind[] kinds = TaskKind.values();
    for (int i = 0; i < 60; i++) {
      long sent = bench.nowNanos;
      bench.send(sent, kinds[i % kinds.length], i);
      bench.runUntil(sent + 30 * SECOND);
      durations.add(durationNanos(bench.replies.get(i), sent));
      durations.add(bench.replies.get(i).serviceNanos(0));
    }
    return durations;
  }

  /** Pages that come back before their call is due wait for it, and no latency is lost. */
  @Test
  void pagesMayOvertakeTheCallsThatWantThem() {
    var bench = new Bench(SECOND);
    bench.disks.bunchChains();
    for (int i = 0; i < 20; i++) {
      long reads = bench.count(VhdRole.DATABASE, IoKind.READ);
      long commits = commits(bench);
      bench.send(bench.nowNanos, TaskKind.READ, i);
      bench.runUntil(bench.nowNanos + 30 * SECOND);

      reads = bench.count(VhdRole.DATABASE, IoKind.READ) - reads;
      commits = commits(bench) - commits;
      assertThat(bench.replies.get(i).serviceNanos(0))
          .isEqualTo(bench.server.drainCpuNanos() + (reads + commits) * IO_NANOS);
    }
  }

  @Test
  void pagesOfOneTaskAreOneChainInTheUsersMailbox() {
    var bench = new Bench(SECOND);
    bench.send(0, TaskKind.SYNC, 0);
    bench.runUntil(30 * SECOND);

    var reads =
        bench.disks.ios().stream()
            .filter(io -> io.disk() == VhdRole.DATABASE && io.kind() == IoKind.READ)
            .toList();
    long slice = (110L << 30) / (32 * 1024) / 1000 * 32 * 1024;
    assertThat(reads).hasSize(60);
    assertThat(reads).filteredOn(io -> !io.linked()).hasSize(1);
    assertThat(reads).allMatch(io -> io.offsetBytes() % (32 * 1024) == 0);
    assertThat(reads).allMatch(io -> (io.offsetBytes() - PAGE) / slice == 7);
    assertThat(bench.replies.get(0).bytes(0)).isEqualTo(8 * 200 + (int) (60 * 32 * 1024 * 0.4));
  }

  @Test
  void changedPagesAreWrittenAtTimesOfTheirOwn() {
    var bench = new Bench(SECOND / 10);
    for (int i = 0; i < 50; i++) {
      bench.send(bench.nowNanos, TaskKind.SEND, i);
      bench.runUntil(bench.nowNanos + SECOND);
    }
    bench.runUntil(400 * SECOND);

    var writes = bench.disks.ios().stream().filter(io -> WaitTag.isPage(io.tag())).toList();
    long logWrites = bench.count(VhdRole.LOG, IoKind.WRITE);
    assertThat(writes.size() / (double) logWrites).isBetween(1.05, 1.25);
    long moments = writes.stream().mapToLong(FakeDisks.Io::atNanos).distinct().count();
    assertThat((double) moments)
        .as("only pages that waited for the same log write go together")
        .isCloseTo(writes.size(), withPercentage(4));
  }
}
