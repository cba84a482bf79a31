package kagemusha.backup.dpm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.config.BackupSpec;
import kagemusha.kernel.entity.Context;

/**
 * A disk of a transportable snapshot: the server reads it over the storage network itself, so that
 * neither content nor checksums cross the LAN. Each stage works on one piece at a time:
 *
 * <pre>
 * array --pieces--> [replica write]                                            all of it is wanted
 * array --pieces--> [replica read] [compare, checksum rate] --what differs--> [replica write]
 * </pre>
 *
 * <p>The array reads a {@link Window} ahead of what is written or found equal.
 */
final class SurfacedDisk {
  /** Stores a part of a piece at a time; the answer is when the server's disks have it. */
  interface Store {
    long write(long atNanos, long firstBlock, int bytes, int[] versions);
  }

  private record Piece(long timeNanos, long firstBlock, int bytes, int[] versions) {}

  private record Done(long timeNanos, int bytes) {}

  private final DpmServer.DiskSurfaced surfaced;
  private final BackupWiring wiring;
  private final long windowBytes;
  private final long padNanos;
  private final Deque<Piece> comparing = new ArrayDeque<>();
  private final Deque<Done> storing = new ArrayDeque<>();
  private long compareFreeNanos;
  private long grantedBytes;
  private long doneBytes;
  private long doneNanos = -1;
  private long keptBytes;
  private long differing;
  private long firstDifferent = -1;
  private Optional<ControllerNotice.StreamEnded> end = Optional.empty();
  private boolean reported;

  /** Opens the stream; what comes of it has been on its way over two hops, there and back. */
  SurfacedDisk(DpmServer.DiskSurfaced surfaced, BackupWiring wiring, Context context) {
    this.surfaced = surfaced;
    this.wiring = wiring;
    this.windowBytes = Window.surfacedBytes(wiring, context);
    this.padNanos = context.padNanos() + 2 * context.quantumNanos();
    this.grantedBytes = windowBytes;
    BackupSpec.StreamSpec reads = wiring.spec().stream();
    context.send(
        wiring.storageNetwork(),
        surfaced.controller(),
        new ControllerCommand.OpenStream(
            surfaced.opened().stream(),
            surfaced.snapshot(),
            surfaced.opened().disk().extents(),
            reads.readBytes(),
            reads.depth(),
            reads.prefetchLimitBytes(),
            grantedBytes,
            wiring.server()));
  }

  boolean isCompared() {
    return surfaced.opened().purpose() == Purpose.COMPARE;
  }

  /** A piece that is wanted as a whole is being stored. */
  void stores(long untilNanos, int bytes) {
    keptBytes += bytes;
    storing.add(new Done(untilNanos, bytes));
  }

  /** A piece is compared as soon as the server's disks have read the replica's. */
  void compares(StreamRows rows, int row, long replicaReadNanos) {
    int bytes = rows.bytes(row);
    long takes = bytes * 1_000_000_000L / wiring.spec().dpm().checksumBytesPerSecond();
    compareFreeNanos = Math.max(compareFreeNanos, replicaReadNanos) + takes;
    comparing.add(new Piece(compareFreeNanos, rows.firstBlock(row), bytes, rows.versions(row)));
  }

  /** When the next piece has been compared or stored. */
  long nextNanos() {
    long compared = comparing.isEmpty() ? Long.MAX_VALUE : comparing.peekFirst().timeNanos();
    return storing.isEmpty() ? compared : Math.min(compared, storing.peekFirst().timeNanos());
  }

  /** The piece of {@link #nextNanos} goes on. */
  void step(DiskImage image, Store store) {
    long at = nextNanos();
    if (!storing.isEmpty() && storing.peekFirst().timeNanos() == at) {
      doneBytes += storing.removeFirst().bytes();
      doneNanos = at;
    } else {
      Piece piece = comparing.removeFirst();
      storing.add(new Done(storeDifferences(piece, image, store), piece.bytes()));
    }
  }

  private long storeDifferences(Piece piece, DiskImage image, Store store) {
    int blocks = piece.bytes() / IoBatch.BLOCK_BYTES;
    long done = piece.timeNanos();
    for (Extent run : DiskImage.runs(blocks, i -> differs(piece, i, image))) {
      done = store(piece, run, store);
    }
    return storing.isEmpty() ? done : Math.max(done, storing.peekLast().timeNanos());
  }

  private boolean differs(Piece piece, int index, DiskImage image) {
    long block = piece.firstBlock() + index - surfaced.opened().disk().firstBlock();
    return !image.has(block) || image.version(block) != version(piece, index);
  }

  private static int version(Piece piece, int index) {
    return piece.versions() == null ? 0 : piece.versions()[index];
  }

  private long store(Piece piece, Extent run, Store store) {
    int from = (int) run.firstBlock();
    int to = (int) (from + run.blocks());
    int bytes = (to - from) * IoBatch.BLOCK_BYTES;
    int[] versions =
        piece.versions() == null ? null : Arrays.copyOfRange(piece.versions(), from, to);
    differing += to - from;
    keptBytes += bytes;
    firstDifferent = firstDifferent < 0 ? piece.firstBlock() + from : firstDifferent;
    return store.write(piece.timeNanos(), piece.firstBlock() + from, bytes, versions);
  }

  /** Lets the array read on behind what has been done since the last call. */
  void flush(Context context) {
    if (doneNanos < 0) {
      return;
    }
    context.at(doneNanos, padNanos);
    if (end.isEmpty() && doneBytes + windowBytes > grantedBytes) {
      grantedBytes = doneBytes + windowBytes;
      context.send(
          wiring.storageNetwork(),
          surfaced.controller(),
          new ControllerCommand.Grant(surfaced.opened().stream(), grantedBytes));
    }
    doneNanos = -1;
    reportIfDone(context);
  }

  /** The array has read all of the disk. */
  void ended(ControllerNotice.StreamEnded notice, Context context) {
    end = Optional.of(notice);
    reportIfDone(context);
  }

  private void reportIfDone(Context context) {
    if (end.isPresent() && !reported && doneBytes == end.get().bytes()) {
      reported = true;
      context.tell(
          wiring.server(),
          new DpmServer.DiskShipped(
              surfaced.opened().run(),
              surfaced.opened().stream(),
              doneBytes,
              keptBytes,
              differing,
              firstDifferent,
              end.get().digest()));
    }
  }

  /** The disk is given up. */
  void close(Context context) {
    context.send(
        wiring.storageNetwork(),
        surfaced.controller(),
        new ControllerCommand.CloseStream(surfaced.opened().stream()));
  }
}
