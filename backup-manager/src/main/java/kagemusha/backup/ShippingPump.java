package kagemusha.backup;

import java.util.ArrayDeque;
import java.util.Deque;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * Takes the pieces of a stream from the array and ships them to the DPM server at the rate of the
 * agent's network path. It lets the array read a window ahead of what the server has written;
 * because every hop is a quantum longer than in reality, the window grows by what four such hops
 * can hold, so that the window limits the stream no earlier than it would there.
 */
final class ShippingPump {
  private static final int PADDED_HOPS = 4;

  private record Piece(
      long leavesNanos, long padNanos, long firstBlock, int bytes, int[] versions) {}

  private final EntityId self;
  private final BackupWiring wiring;
  private final Inbox<StreamRows> pieces = new Inbox<>();
  private final Inbox<StreamAcks> acks = new Inbox<>();
  private final Deque<Piece> shipping = new ArrayDeque<>();
  private final IntervalSum shipped = new IntervalSum();

  private ReplicaJob job;
  private VmDisks.Disk disk;
  private String stream = "";
  private long freeNanos;
  private long streamShipped;
  private long totalShipped;
  private long granted;
  private boolean endKnown;
  private long endBytes;
  private long endDigest;
  private boolean reported;

  ShippingPump(EntityId self, BackupWiring wiring) {
    this.self = self;
    this.wiring = wiring;
  }

  void open(ReplicaJob forJob, VmDisks.Disk ofDisk, Context context) {
    job = forJob;
    disk = ofDisk;
    stream = job.stream(disk);
    streamShipped = 0;
    endKnown = false;
    reported = false;
    granted = windowBytes(context);
    context.send(
        wiring.storageNetwork(),
        wiring.controller(disk.lu()),
        new ControllerCommand.OpenStream(
            stream,
            job.snapshot(disk.lu()),
            disk.extents(),
            wiring.spec().streamReadBytes(),
            wiring.spec().streamDepth(),
            granted,
            self));
  }

  /** Nothing more is shipped for the stream. */
  void close() {
    stream = "";
    shipping.clear();
  }

  private long windowBytes(Context context) {
    long padded = PADDED_HOPS * context.quantumNanos();
    return wiring.spec().windowBytes()
        + wiring.spec().shipBytesPerSecond() * (padded / 1_000_000) / 1_000;
  }

  void accept(EntityId from, StreamRows rows) {
    pieces.add(from.name(), rows);
  }

  void accept(EntityId from, StreamAcks rows) {
    acks.add(from.name(), rows);
  }

  void ended(ControllerNotice.StreamEnded ended, Context context) {
    if (ended.stream().equals(stream)) {
      endKnown = true;
      endBytes = ended.bytes();
      endDigest = ended.digest();
      reportIfShipped(context, context.nowNanos(), context.padNanos());
    }
  }

  long nextWorkNanos() {
    long next = Math.min(pieces.nextNanos(), acks.nextNanos());
    return shipping.isEmpty() ? next : Math.min(next, shipping.peekFirst().leavesNanos());
  }

  void advance(long untilNanos, Context context) {
    while (pieces.next(untilNanos)) {
      if (pieces.batch().stream().equals(stream)) {
        queue(pieces.batch(), pieces.row());
      }
    }
    ship(untilNanos, context);
    grant(untilNanos, context);
  }

  private void queue(StreamRows rows, int row) {
    long takes = rows.bytes(row) * 1_000_000_000L / wiring.spec().shipBytesPerSecond();
    freeNanos = Math.max(freeNanos, rows.timeNanos(row)) + takes;
    shipping.add(
        new Piece(
            freeNanos,
            rows.padNanos(row),
            rows.firstBlock(row),
            rows.bytes(row),
            rows.versions(row)));
  }

  private void ship(long untilNanos, Context context) {
    int count = 0;
    for (Piece piece : shipping) {
      if (piece.leavesNanos() >= untilNanos) {
        break;
      }
      count++;
    }
    if (count == 0) {
      return;
    }
    long[] times = new long[count];
    long[] pads = new long[count];
    long[] blocks = new long[count];
    int[] bytes = new int[count];
    int[][] versions = new int[count][];
    for (int i = 0; i < count; i++) {
      Piece piece = shipping.removeFirst();
      times[i] = piece.leavesNanos();
      pads[i] = piece.padNanos();
      blocks[i] = piece.firstBlock();
      bytes[i] = piece.bytes();
      versions[i] = piece.versions();
      streamShipped += piece.bytes();
      totalShipped += piece.bytes();
      shipped.add(piece.bytes());
    }
    context.send(
        wiring.backupNetwork(),
        wiring.server(),
        new StreamRows(stream, times, pads, blocks, bytes, versions));
    reportIfShipped(context, times[count - 1], pads[count - 1]);
  }

  /**
   * Once all of a disk is on its way, the server is told what it should add up to. The padding is
   * that of what came from the array last; it holds all since the job began.
   */
  private void reportIfShipped(Context context, long atNanos, long padNanos) {
    if (endKnown && !reported && streamShipped == endBytes) {
      reported = true;
      context
          .at(atNanos, padNanos)
          .send(
              wiring.backupNetwork(),
              wiring.server(),
              new DpmServer.DiskShipped(
                  job.job(), job.vm(), disk.role(), stream, endBytes, endDigest, self));
    }
  }

  private void grant(long untilNanos, Context context) {
    long time = -1;
    long written = 0;
    while (acks.next(untilNanos)) {
      if (acks.batch().stream().equals(stream)) {
        time = acks.batch().timeNanos(acks.row());
        written = acks.batch().writtenBytes(acks.row());
      }
    }
    if (time >= 0 && !endKnown) {
      granted = Math.max(granted, written + windowBytes(context));
      context
          .at(time)
          .send(
              wiring.storageNetwork(),
              wiring.controller(disk.lu()),
              new ControllerCommand.Grant(stream, granted));
    }
  }

  double drainShipped(int seconds) {
    return shipped.drainPerSecond(seconds);
  }

  long totalShipped() {
    return totalShipped;
  }

  void invariant() {
    if (streamShipped > granted) {
      throw new IllegalStateException(
          self + " shipped " + streamShipped + " bytes of " + granted + " granted");
    }
  }
}
