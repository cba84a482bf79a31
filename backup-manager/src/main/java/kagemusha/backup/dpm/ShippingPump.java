package kagemusha.backup.dpm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * Takes the pieces of a stream from the array, compares them with the replica's checksums if that
 * is the purpose, and ships what is wanted to the DPM server. Each stage works on one piece at a
 * time at its own rate; a protection group may ask for two more stages:
 *
 * <pre>
 * array --pieces--> [compare, checksum rate] --blocks that differ--> [(compress)] [ship rate] [(throttle)] --> server
 * server --checksums--^      the server is told how far the comparison is
 * </pre>
 *
 * <p>It lets the array read a {@link Window} ahead of what is done with: found equal, or shipped
 * and acknowledged by the server.
 */
final class ShippingPump {
  private record Piece(
      long timeNanos, long padNanos, long firstBlock, int bytes, int[] versions, int sentBytes) {
    Piece(long timeNanos, long padNanos, long firstBlock, int bytes, int[] versions) {
      this(timeNanos, padNanos, firstBlock, bytes, versions, bytes);
    }
  }

  private record Known(long timeNanos, ChecksumRows rows, int row) {}

  private final EntityId self;
  private final BackupWiring wiring;
  private final Inbox<StreamRows> pieces = new Inbox<>();
  private final Inbox<StreamAcks> acks = new Inbox<>();
  private final Inbox<ChecksumRows> checksums = new Inbox<>();
  private final Deque<Piece> read = new ArrayDeque<>();
  private final Deque<Known> known = new ArrayDeque<>();

  /** Pieces by the time at which their comparison is done. */
  private final Deque<Piece> compared = new ArrayDeque<>();

  /** What is shipped, by the time at which it leaves. */
  private final Deque<Piece> shipping = new ArrayDeque<>();

  private final IntervalSum shipped = new IntervalSum();

  private final Pace pace = new Pace();
  private final Optional<Compressor> compressor;

  private String run = "";
  private String stream = "";
  private Purpose purpose = Purpose.COPY;
  private ShippingTerms terms = ShippingTerms.NONE;
  private VhdRole role = VhdRole.SYSTEM;
  private EntityId controller;
  private long compareFreeNanos;
  private long shipFreeNanos;
  private long padNanos;
  private long windowBytes;
  private long acceptedBytes;
  private long passedBytes;
  private long queuedBytes;
  private long streamShipped;
  private long acknowledged;
  private long totalShipped;
  private long totalRead;
  private long granted;
  private long differing;
  private long firstDifferent;
  private boolean endKnown;
  private boolean digestKnown;
  private long endBytes;
  private long endDigest;
  private boolean reported;

  ShippingPump(EntityId self, BackupWiring wiring) {
    this.self = self;
    this.wiring = wiring;
    this.compressor = wiring.spec().dpm().tuning().compression().map(Compressor::new);
  }

  /**
   * Opens a stream of what is to be read of a disk; if that is not all of it, the digest of all has
   * to be told with {@link #digested}.
   *
   * <p>The stream and what belongs to it has been on its way over two hops when it comes: here to
   * array or server, and back.
   */
  void open(
      JobOrder order,
      String name,
      VmDisks.Disk disk,
      VssNotice.Image image,
      Purpose forPurpose,
      Context context) {
    close();
    run = order.run();
    stream = name;
    purpose = forPurpose;
    terms = order.terms();
    role = disk.role();
    controller = image.controller();
    padNanos = context.padNanos() + 2 * context.quantumNanos();
    windowBytes = Window.bytes(purpose, wiring, context);
    acceptedBytes = 0;
    passedBytes = 0;
    queuedBytes = 0;
    streamShipped = 0;
    acknowledged = 0;
    differing = 0;
    firstDifferent = -1;
    endKnown = false;
    digestKnown = purpose != Purpose.TRACKED;
    reported = false;
    granted = windowBytes;
    BackupSpec.StreamSpec reads = reads(order);
    context.send(
        wiring.storageNetwork(),
        controller,
        new ControllerCommand.OpenStream(
            stream,
            image.snapshot(),
            disk.extents(),
            reads.readBytes(),
            reads.depth(),
            reads.prefetchLimitBytes(),
            granted,
            self));
  }

  /** A replica creation from a software snapshot reads in its own way, which is fitted. */
  private BackupSpec.StreamSpec reads(JobOrder order) {
    boolean contended = purpose == Purpose.COPY && order.method() != BackupJob.Method.SHADOW_IMAGE;
    return contended ? wiring.spec().softwareReplica() : wiring.spec().stream();
  }

  /** Nothing more is shipped for the stream. */
  void close() {
    stream = "";
    read.clear();
    known.clear();
    compared.clear();
    shipping.clear();
  }

  void accept(EntityId from, StreamRows rows) {
    pieces.add(from.name(), rows);
  }

  void accept(EntityId from, StreamAcks rows) {
    acks.add(from.name(), rows);
  }

  void accept(EntityId from, ChecksumRows rows) {
    checksums.add(from.name(), rows);
  }

  void ended(ControllerNotice.StreamEnded ended, Context context) {
    if (ended.stream().equals(stream)) {
      endKnown = true;
      endBytes = ended.bytes();
      endDigest = purpose == Purpose.TRACKED ? endDigest : ended.digest();
      reportIfDone(context, context.nowNanos());
    }
  }

  void digested(ControllerNotice.Digested notice, Context context) {
    if (notice.stream().equals(stream)) {
      digestKnown = true;
      endDigest = notice.digest();
      reportIfDone(context, context.nowNanos());
    }
  }

  long nextWorkNanos() {
    long next = Math.min(pieces.nextNanos(), Math.min(acks.nextNanos(), checksums.nextNanos()));
    next = compared.isEmpty() ? next : Math.min(next, compared.peekFirst().timeNanos());
    return shipping.isEmpty() ? next : Math.min(next, shipping.peekFirst().timeNanos());
  }

  void advance(long untilNanos, Context context) {
    receive(untilNanos);
    compare();
    long at = pass(untilNanos, context);
    at = Math.max(at, ship(untilNanos, context));
    at = Math.max(at, acknowledge(untilNanos));
    if (at >= 0 && !stream.isEmpty()) {
      grant(context, at);
      reportIfDone(context, at);
    }
  }

  private void receive(long untilNanos) {
    while (pieces.next(untilNanos)) {
      StreamRows rows = pieces.batch();
      if (rows.stream().equals(stream)) {
        int row = pieces.row();
        acceptedBytes += rows.bytes(row);
        totalRead += purpose == Purpose.PROOF ? 0 : rows.bytes(row);
        read.add(
            new Piece(
                rows.timeNanos(row),
                rows.padNanos(row),
                rows.firstBlock(row),
                rows.bytes(row),
                rows.versions(row)));
      }
    }
    while (checksums.next(untilNanos)) {
      ChecksumRows rows = checksums.batch();
      if (rows.stream().equals(stream)) {
        known.add(new Known(rows.timeNanos(checksums.row()), rows, checksums.row()));
      }
    }
  }

  /** Puts each piece where its stage is done with it. */
  private void compare() {
    while (!read.isEmpty() && (!purpose.compares() || !known.isEmpty())) {
      Piece piece = read.removeFirst();
      if (!purpose.compares()) {
        compared.add(piece);
        queue(piece.timeNanos(), piece);
      } else {
        compare(piece, known.removeFirst());
      }
    }
  }

  private void compare(Piece piece, Known checksum) {
    ChecksumRows rows = checksum.rows();
    if (rows.firstBlock(checksum.row()) != piece.firstBlock()
        || rows.bytes(checksum.row()) != piece.bytes()) {
      throw new IllegalStateException(
          self + ": checksums of another piece than that at block " + piece.firstBlock());
    }
    long begin = Math.max(compareFreeNanos, Math.max(piece.timeNanos(), checksum.timeNanos()));
    compareFreeNanos = begin + comparisonNanos(piece.bytes());
    compared.add(
        new Piece(
            compareFreeNanos,
            piece.padNanos(),
            piece.firstBlock(),
            piece.bytes(),
            piece.versions()));
    int blocks = piece.bytes() / IoBatch.BLOCK_BYTES;
    DiskImage.runs(blocks, i -> rows.differs(checksum.row(), i, version(piece, i)))
        .forEach(run -> differs(piece, run));
  }

  private long comparisonNanos(long bytes) {
    return purpose == Purpose.PROOF
        ? 0
        : bytes * 1_000_000_000L / wiring.spec().dpm().checksumBytesPerSecond();
  }

  private static int version(Piece piece, int block) {
    return piece.versions() == null ? 0 : piece.versions()[block];
  }

  private void differs(Piece piece, Extent run) {
    int from = (int) run.firstBlock();
    int to = (int) (from + run.blocks());
    differing += run.blocks();
    if (firstDifferent < 0) {
      firstDifferent = piece.firstBlock() + from;
    }
    if (purpose == Purpose.COMPARE) {
      queue(
          compareFreeNanos,
          new Piece(
              compareFreeNanos,
              piece.padNanos(),
              piece.firstBlock() + from,
              (to - from) * IoBatch.BLOCK_BYTES,
              piece.versions() == null ? null : Arrays.copyOfRange(piece.versions(), from, to)));
    }
  }

  private void queue(long fromNanos, Piece piece) {
    Optional<Compressor> used = terms.compressed() ? compressor : Optional.empty();
    int sent = used.map(by -> by.compressed(role, piece.bytes())).orElse(piece.bytes());
    long ready = used.map(by -> by.compress(fromNanos, piece.bytes())).orElse(fromNanos);
    long takes = sent * 1_000_000_000L / wiring.spec().shipBytesPerSecond();
    shipFreeNanos = Math.max(shipFreeNanos, ready) + takes;
    long leaves = pace.leaves(terms, shipFreeNanos, sent);
    queuedBytes += piece.bytes();
    shipping.add(
        new Piece(
            leaves, piece.padNanos(), piece.firstBlock(), piece.bytes(), piece.versions(), sent));
  }

  /** Books the comparisons that are done and tells the server; the time of the last, or -1. */
  private long pass(long untilNanos, Context context) {
    StreamAcks.Builder progress = new StreamAcks.Builder();
    long at = -1;
    while (!compared.isEmpty() && compared.peekFirst().timeNanos() < untilNanos) {
      Piece piece = compared.removeFirst();
      at = piece.timeNanos();
      passedBytes += piece.bytes();
      progress.add(at, passedBytes);
    }
    if (at >= 0 && purpose.compares()) {
      context.send(wiring.backupNetwork(), wiring.server(), progress.build(stream));
    }
    return at;
  }

  private long ship(long untilNanos, Context context) {
    StreamRows.Builder rows = new StreamRows.Builder();
    long at = -1;
    while (!shipping.isEmpty() && shipping.peekFirst().timeNanos() < untilNanos) {
      Piece piece = shipping.removeFirst();
      at = piece.timeNanos();
      rows.add(
          at,
          piece.padNanos(),
          piece.firstBlock(),
          piece.bytes(),
          piece.versions(),
          piece.sentBytes());
      streamShipped += piece.bytes();
      totalShipped += piece.bytes();
      shipped.add(piece.bytes());
    }
    if (at >= 0) {
      context.send(wiring.backupNetwork(), wiring.server(), rows.build(stream));
    }
    return at;
  }

  private long acknowledge(long untilNanos) {
    long at = -1;
    while (acks.next(untilNanos)) {
      if (acks.batch().stream().equals(stream)) {
        at = acks.batch().timeNanos(acks.row());
        acknowledged = acks.batch().writtenBytes(acks.row());
      }
    }
    return at;
  }

  /** What is passed but still on its way to the server's disks holds the window back. */
  private void grant(Context context, long atNanos) {
    long done = passedBytes - (queuedBytes - acknowledged);
    if (!endKnown && done + windowBytes > granted) {
      granted = done + windowBytes;
      context
          .at(atNanos, padNanos)
          .send(wiring.storageNetwork(), controller, new ControllerCommand.Grant(stream, granted));
    }
  }

  /** Once all of a disk is on its way, the server is told what it should add up to. */
  private void reportIfDone(Context context, long atNanos) {
    if (endKnown
        && digestKnown
        && !reported
        && passedBytes == endBytes
        && streamShipped == queuedBytes) {
      reported = true;
      context
          .at(atNanos, padNanos)
          .send(
              wiring.backupNetwork(),
              wiring.server(),
              new DpmServer.DiskShipped(
                  run, stream, endBytes, streamShipped, differing, firstDifferent, endDigest));
    }
  }

  /** Processor time for compression since the last call. */
  long drainBusyNanos() {
    return compressor.map(Compressor::drainBusyNanos).orElse(0L);
  }

  /** How much of the open stream is read and, if it is to be compared, compared. */
  long passedBytes() {
    return passedBytes;
  }

  double drainShipped(int seconds) {
    return shipped.drainPerSecond(seconds);
  }

  long totalShipped() {
    return totalShipped;
  }

  long totalRead() {
    return totalRead;
  }

  void invariant() {
    if (acceptedBytes > granted) {
      throw new IllegalStateException(
          self + " got " + acceptedBytes + " bytes of " + granted + " granted");
    }
  }
}
