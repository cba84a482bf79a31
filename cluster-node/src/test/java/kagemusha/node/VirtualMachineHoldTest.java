package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.testkit.RecordingContext;
import kagemusha.kernel.testkit.RecordingContext.Sent;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreNotice;
import org.junit.jupiter.api.Test;

/** A guest whose store is frozen and whose writes are held, as its snapshot wants it. */
class VirtualMachineHoldTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final long QUANTUM = 100 * MS;
  private static final EntityId STORAGE = new EntityId("HYPR1.csv");
  private static final EntityId VSS = new EntityId("GUEST1.vss");
  private static final Topology TOPOLOGY = TopologyReader.bundled("paper");

  private final RecordingContext context = new RecordingContext(QUANTUM);
  private final VirtualMachine guest =
      new VirtualMachine(
          TOPOLOGY, TOPOLOGY.vm("GUEST1"), "HYPR1", new VhdLayout(TOPOLOGY), List.of());
  private final List<Message> told = new ArrayList<>();
  private long nowNanos;
  private int writes;

  private VirtualMachineHoldTest() {
    guest.start(context);
  }

  /** Every I/O comes back after 5 ms and two quanta. */
  private void runUntil(long untilNanos) {
    for (; nowNanos < untilNanos; nowNanos += QUANTUM) {
      guest.advance(nowNanos + QUANTUM, context);
      complete();
      guest.invariant();
    }
  }

  private void complete() {
    for (RecordingContext.Rows each : context.drainRows()) {
      if (!(each.rows() instanceof IoBatch batch)) {
        continue;
      }
      var done = new IoCompletions.Builder();
      for (int row = 0; row < batch.size(); row++) {
        writes += batch.kind(row) == IoKind.READ ? 0 : 1;
        long pad = batch.padNanos(row) + 2 * QUANTUM;
        long back = batch.timeNanos(row) + 2 * QUANTUM + 5 * MS;
        done.add(back, pad, batch.tag(row), 5 * MS, 0, 0);
      }
      guest.accept(STORAGE, done.build(List.of(guest.id())));
    }
    for (Sent sent : context.drainSent()) {
      if (sent.to().equals(VSS)) {
        told.add(sent.message());
        assertThat(sent.padNanos()).isLessThanOrEqualTo(2 * QUANTUM);
      }
    }
  }

  private void send(Message message) {
    context.at(nowNanos, 0);
    guest.on(guest.adapt(message), context);
    context.at(nowNanos, 0);
    complete();
  }

  @Test
  void nothingIsWrittenWhileWritesAreHeld() {
    runUntil(20 * SECOND);
    assertThat(writes).isPositive();
    send(new VmDisks.HoldWrites("set", VSS));
    runUntil(21 * SECOND);
    assertThat(told).containsExactly(new VmDisks.WritesHeld("set", "GUEST1"));
    int before = writes;
    runUntil(29 * SECOND);
    assertThat(writes).isEqualTo(before);
    send(new VmDisks.ReleaseWrites("set"));
    assertThat(writes).as("the system disk's writes of nine seconds").isGreaterThan(before + 5);
    runUntil(40 * SECOND);
    assertThat(told).hasSize(1);
  }

  @Test
  void aHoldIsGivenUpAfterTenSeconds() {
    runUntil(20 * SECOND);
    send(new VmDisks.HoldWrites("set", VSS));
    assertThat(context.drainTimers())
        .contains(
            new RecordingContext.Timer(
                "hold DISKS",
                30 * SECOND + 6 * QUANTUM,
                new HoldCommand.Limit(HoldCommand.Kind.DISKS, "set", 20 * SECOND)));
    runUntil(30 * SECOND + 6 * QUANTUM);
    int before = writes;
    send(new HoldCommand.Limit(HoldCommand.Kind.DISKS, "set", 20 * SECOND));
    assertThat(told)
        .containsExactly(
            new VmDisks.WritesHeld("set", "GUEST1"), new VmDisks.HoldExpired("set", "GUEST1"));
    assertThat(writes).isGreaterThan(before + 5);
  }

  @Test
  void theStoreIsFrozenAndThawedThroughTheGuest() {
    runUntil(20 * SECOND);
    send(new StoreCommand.Freeze("set", VSS));
    assertThat(writes).as("the header goes out at once").isPositive();
    runUntil(21 * SECOND);
    assertThat(told)
        .singleElement()
        .isInstanceOfSatisfying(
            StoreNotice.Frozen.class,
            frozen -> {
              assertThat(frozen.set()).isEqualTo("set");
              assertThat(frozen.guest()).isEqualTo("GUEST1");
              assertThat(frozen.document().checkpoint()).isEqualTo(1);
            });
    send(new StoreCommand.Thaw("set"));
    send(new StoreCommand.Truncate(1));
    runUntil(25 * SECOND);
    assertThat(told).hasSize(1);
  }
}
