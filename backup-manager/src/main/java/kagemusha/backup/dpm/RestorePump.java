package kagemusha.backup.dpm;

import java.util.List;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * Hands what the DPM server sends of a recovery point on to the array, and the array's
 * acknowledgements back to the server, which never is more than its window ahead of them.
 */
final class RestorePump {
  /** Agent to server, server to agent, agent to array, and back. */
  private static final int HOPS = 4;

  private final EntityId self;
  private final BackupWiring wiring;
  private final Inbox<StreamRows> pieces = new Inbox<>();
  private final Inbox<StreamAcks> acks = new Inbox<>();
  private final IntervalSum restored = new IntervalSum();
  private final Optional<Compressor> compressor;

  private String stream = "";
  private EntityId controller;
  private long padNanos;
  private long written;
  private long totalRestored;
  private long expected = -1;
  private List<Extent> extents = List.of();

  RestorePump(EntityId self, BackupWiring wiring) {
    this.self = self;
    this.wiring = wiring;
    this.compressor = wiring.spec().dpm().tuning().compression().map(Compressor::new);
  }

  void open(String name, EntityId toController, Context context) {
    stream = name;
    controller = toController;
    padNanos = context.padNanos() + HOPS * context.quantumNanos();
    written = 0;
    expected = -1;
  }

  void close() {
    stream = "";
  }

  boolean owns(String name) {
    return name.equals(stream);
  }

  void accept(EntityId from, StreamRows rows) {
    pieces.add(from.name(), rows);
  }

  void accept(EntityId from, StreamAcks rows) {
    acks.add(from.name(), rows);
  }

  /** The last piece is on its way. */
  void sent(DpmAgent.DiskSent sent, Context context) {
    if (owns(sent.stream())) {
      expected = sent.bytes();
      extents = sent.extents();
      finishIfWritten(context, context.nowNanos());
    }
  }

  long nextWorkNanos() {
    return Math.min(pieces.nextNanos(), acks.nextNanos());
  }

  void advance(long untilNanos, Context context) {
    StreamRows.Builder toArray = new StreamRows.Builder();
    while (pieces.next(untilNanos)) {
      StreamRows rows = pieces.batch();
      int row = pieces.row();
      if (owns(rows.stream())) {
        restored.add(rows.bytes(row));
        totalRestored += rows.bytes(row);
        if (rows.isCompressed()) {
          compressor.ifPresent(by -> by.decompress(rows.bytes(row)));
        }
        toArray.add(
            rows.timeNanos(row),
            rows.padNanos(row),
            rows.firstBlock(row),
            rows.bytes(row),
            rows.versions(row));
      }
    }
    if (!toArray.isEmpty()) {
      context.send(wiring.storageNetwork(), controller, toArray.build(stream));
    }
    acknowledge(untilNanos, context);
  }

  private void acknowledge(long untilNanos, Context context) {
    StreamAcks.Builder toServer = new StreamAcks.Builder();
    long at = -1;
    while (acks.next(untilNanos)) {
      if (owns(acks.batch().stream())) {
        at = acks.batch().timeNanos(acks.row());
        written = acks.batch().writtenBytes(acks.row());
        toServer.add(at, written);
      }
    }
    if (at >= 0) {
      context.send(wiring.backupNetwork(), wiring.server(), toServer.build(stream));
      finishIfWritten(context, at);
    }
  }

  private void finishIfWritten(Context context, long atNanos) {
    if (written == expected) {
      expected = -1;
      context.at(atNanos, padNanos).tell(self, new DpmAgent.DiskWritten(stream, written, extents));
    }
  }

  /** Processor time for decompression since the last call. */
  long drainBusyNanos() {
    return compressor.map(Compressor::drainBusyNanos).orElse(0L);
  }

  double drainRestored(int seconds) {
    return restored.drainPerSecond(seconds);
  }

  long totalRestored() {
    return totalRestored;
  }
}
