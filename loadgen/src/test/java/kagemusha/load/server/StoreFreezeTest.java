package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.testkit.RecordingContext;
import kagemusha.kernel.testkit.RecordingContext.Logged;
import kagemusha.kernel.testkit.RecordingContext.Sent;
import kagemusha.kernel.testkit.RecordingContext.Timer;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.profile.MailSite;
import kagemusha.load.protocol.MailReplies;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.TaskKind;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.StoreNotice;
import kagemusha.load.testkit.FakeDisks;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail server whose store is frozen under load: a message is sent every second. */
class StoreFreezeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long IO_NANOS = 11_000_000;
  private static final EntityId GUEST = new EntityId("GUEST1");
  private static final EntityId CLIENT = new EntityId("EXCL01");
  private static final EntityId VSS = new EntityId("GUEST1.vss");

  /** A server and its day, in ticks. */
  private static final class Bench {
    final long quantumNanos;
    final RecordingContext context;
    final FakeDisks disks;
    final MailServer server =
        new MailServer(GUEST, MailSite.of(TestSite.topology(TestSite.mail(), 1000, 60)));
    final List<Sent> sent = new ArrayList<>();
    final List<MailReplies> replies = new ArrayList<>();
    private long nowNanos;

    Bench(long quantumNanos) {
      this.quantumNanos = quantumNanos;
      context = new RecordingContext(quantumNanos);
      disks = new FakeDisks(IO_NANOS, 2 * quantumNanos, true);
      server.start(context, disks);
    }

    void runUntil(long untilNanos) {
      for (; nowNanos < untilNanos; nowNanos += quantumNanos) {
        if (nowNanos % SECOND == 0) {
          long tag = nowNanos / SECOND;
          var rows = new MailTasks.Builder().add(nowNanos, 0, TaskKind.SEND, 7, 100_000, 0, tag);
          server.accept(CLIENT, rows.build(CLIENT));
        }
        server.advance(nowNanos + quantumNanos, context, disks);
        server.accept(new EntityId("HYPR1.csv"), disks.completions());
        context
            .drainRows()
            .forEach(
                rows -> {
                  if (rows.rows() instanceof MailReplies reply) {
                    replies.add(reply);
                  }
                });
        sent.addAll(context.drainSent());
      }
      server.invariant();
    }

    void on(StoreCommand command, long padNanos) {
      context.at(nowNanos, padNanos);
      server.on(command, context, disks);
      context.at(nowNanos, 0);
      sent.addAll(context.drainSent());
    }

    long storeWrites() {
      return disks.count(VhdRole.LOG, IoKind.WRITE) + disks.count(VhdRole.DATABASE, IoKind.WRITE);
    }

    long reads() {
      return disks.count(VhdRole.DATABASE, IoKind.READ);
    }

    double averagedLatencyMs() {
      return server.counters().get(0).read().getAsDouble();
    }
  }

  @Test
  void aFrozenStoreReadsAndDoesNotWrite() {
    var bench = new Bench(SECOND / 10);
    bench.runUntil(60 * SECOND);
    bench.on(new StoreCommand.Freeze("set", VSS), 0);
    assertThat(bench.context.drainTimers())
        .contains(
            new Timer(
                "hold STORE",
                81 * SECOND,
                new HoldCommand.Limit(HoldCommand.Kind.STORE, "set", 60 * SECOND)));
    long atFreeze = bench.storeWrites();
    bench.runUntil(61 * SECOND);
    assertThat(bench.sent).hasSize(1);
    StoreNotice.Frozen frozen = (StoreNotice.Frozen) bench.sent.get(0).message();
    assertThat(frozen.guest()).isEqualTo("GUEST1");
    assertThat(bench.sent.get(0).to()).isEqualTo(VSS);
    assertThat(bench.sent.get(0).timeNanos()).isGreaterThan(60 * SECOND);
    assertThat(bench.sent.get(0).padNanos()).isEqualTo(2 * bench.quantumNanos);

    long reads = bench.reads();
    bench.runUntil(70 * SECOND);
    assertThat(bench.storeWrites()).isEqualTo(atFreeze);
    assertThat(bench.reads()).isGreaterThan(reads + 50);
    List<FakeDisks.Io> ios = bench.disks.ios();
    StoreDocument document = frozen.document();
    assertThat(document.lastLog()).isEqualTo(bench.disks.count(VhdRole.LOG, IoKind.WRITE));
    assertThat(last(ios, VhdRole.DATABASE).version()).isEqualTo(document.checkpoint() << 8 | 1);

    bench.on(new StoreCommand.Thaw("set"), 4 * bench.quantumNanos);
    assertThat(bench.storeWrites()).isGreaterThan(atFreeze + 50);
    assertThat(bench.context.drainLogged()).isEmpty();
    bench.runUntil(120 * SECOND);
    assertThat(bench.sent).hasSize(1);
    List<Integer> logs =
        ios.stream().filter(io -> io.disk() == VhdRole.LOG).map(io -> io.version() >>> 8).toList();
    assertThat(logs).isSorted().doesNotHaveDuplicates().startsWith(1).endsWith(logs.size());
  }

  private static FakeDisks.Io last(List<FakeDisks.Io> ios, VhdRole disk) {
    return ios.stream()
        .filter(io -> io.disk() == disk && io.kind() == IoKind.WRITE)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** Messages wait about five seconds of real time, whatever the quantum makes of it. */
  @ParameterizedTest
  @ValueSource(longs = {SECOND, SECOND / 10})
  void theWaitCountsInTheLatencyWithoutItsArtificialPart(long quantumNanos) {
    var bench = new Bench(quantumNanos);
    bench.runUntil(100 * SECOND);
    double before = bench.averagedLatencyMs();
    long realNanos = 5 * SECOND;
    long padding = 4 * quantumNanos;
    bench.on(new StoreCommand.Freeze("set", VSS), 0);
    bench.runUntil(100 * SECOND + realNanos + padding);
    bench.on(new StoreCommand.Thaw("set"), padding);
    bench.runUntil(125 * SECOND);

    long slowest = 0;
    for (MailReplies reply : bench.replies) {
      for (int row = 0; row < reply.size(); row++) {
        long duration = reply.timeNanos(row) - reply.padNanos(row) - reply.tag(row) * SECOND;
        slowest = Math.max(slowest, duration);
      }
    }
    assertThat(slowest).isBetween(realNanos - SECOND / 2, realNanos + SECOND);
    assertThat(bench.averagedLatencyMs()).isGreaterThan(before + 20);
  }

  @Test
  void aFreezeThatNobodyEndsIsGivenUp() {
    var bench = new Bench(SECOND / 10);
    bench.runUntil(60 * SECOND);
    bench.on(new StoreCommand.Freeze("set", VSS), 0);
    bench.runUntil(81 * SECOND);
    bench.sent.clear();
    long frozen = bench.storeWrites();
    bench.context.at(81 * SECOND, 0);
    bench.server.on(
        new HoldCommand.Limit(HoldCommand.Kind.STORE, "set", 60 * SECOND),
        bench.context,
        bench.disks);
    assertThat(bench.context.drainSent())
        .extracting(Sent::message)
        .containsExactly(new StoreNotice.FreezeExpired("set", "GUEST1"));
    assertThat(bench.context.drainLogged())
        .containsExactly(
            new Logged(
                2004,
                Level.ERROR,
                "GUEST1: the shadow copy set is given up, its freeze took longer than 20000 ms."));
    assertThat(bench.storeWrites()).isGreaterThan(frozen + 50);
    bench.on(new StoreCommand.Thaw("set"), 0);
    assertThat(bench.sent).isEmpty();
  }
}
