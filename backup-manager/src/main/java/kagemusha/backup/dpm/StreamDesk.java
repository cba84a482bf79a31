package kagemusha.backup.dpm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupSpec;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;

/**
 * The open streams of the DPM server: writes what comes to the replica and acknowledges it, sends
 * checksums of the replica or the content of a recovery point. All of it shares the server's disks.
 */
final class StreamDesk {
  private final BackupWiring wiring;
  private final ServerDisk serverDisk = new ServerDisk();
  private final Inbox<StreamRows> pieces = new Inbox<>();
  private final Inbox<StreamAcks> progress = new Inbox<>();
  private final Map<String, OpenDisk> open = new TreeMap<>();
  private final IntervalSum writtenRate = new IntervalSum();
  private final IntervalSum readRate = new IntervalSum();
  private final Optional<Compressor> compressor;

  StreamDesk(BackupWiring wiring) {
    this.wiring = wiring;
    this.compressor = wiring.spec().dpm().tuning().compression().map(Compressor::new);
  }

  /** A stream of a replica that is copied to, compared with, or of a restore that is read back. */
  void open(OpenDisk disk, Context context) {
    open.put(disk.stream(), disk);
    if (disk.purpose().compares()) {
      disk.readBy(reader(disk, disk.disk().extents(), context));
      disk.reader().pull(context.nowNanos());
    }
  }

  /** A disk that the server reads itself. */
  void open(OpenDisk disk, DpmServer.DiskSurfaced surfaced, Context context) {
    open.put(disk.stream(), disk);
    disk.surfacedAs(new SurfacedDisk(surfaced, wiring, context));
  }

  /**
   * A stream that is restored: the blocks of the recovery point that are wanted and, if they are
   * the whole disk, zeros for those that the disk has got since. Of files only what they had.
   */
  void openRestore(OpenDisk open, RestoreScope scope, RecoveryPoint point, Context context) {
    VmDisks.Disk disk = open.disk();
    List<Extent> now = shifted(disk.extents(), -disk.firstBlock());
    DiskImage image = open.image();
    List<Extent> all;
    if (point.method() == BackupJob.Method.IN_GUEST) {
      all = image.extentsWithin(now);
    } else if (scope.isWhole(disk.role())) {
      all = image.extentsWith(point.whole() ? now : List.of());
    } else {
      all = scope.of(disk.role());
    }
    List<Extent> wanted = shifted(all, disk.firstBlock());
    this.open.put(open.stream(), open);
    open.readBy(reader(open, wanted, context));
    open.reader().pull(context.nowNanos());
  }

  private static List<Extent> shifted(List<Extent> extents, long by) {
    return extents.stream().map(e -> new Extent(e.firstBlock() + by, e.blocks())).toList();
  }

  private ReplicaReader reader(OpenDisk disk, List<Extent> extents, Context context) {
    BackupSpec.DpmSpec spec = wiring.spec().dpm();
    ReplicaReader.Access access =
        switch (disk.purpose()) {
          case RESTORE -> (at, bytes) -> occupy(at, bytes, spec.restoreBytesPerSecond());
          case PROOF -> (at, bytes) -> at;
          default -> (at, bytes) -> occupy(at, bytes, spec.replicaReadBytesPerSecond());
        };
    return new ReplicaReader(
        disk.image(),
        disk.disk().firstBlock(),
        extents,
        Window.bytes(disk.purpose(), wiring, context),
        access);
  }

  private long occupy(long atNanos, long bytes, long bytesPerSecond) {
    readRate.add(bytes);
    return serverDisk.occupy(atNanos, bytes, bytesPerSecond);
  }

  OpenDisk disk(String stream) {
    return open.get(stream);
  }

  List<OpenDisk> disks() {
    return List.copyOf(open.values());
  }

  void close(String stream) {
    open.remove(stream);
  }

  void closeAll(ActiveRun run, Context context) {
    for (OpenDisk disk : disks()) {
      if (disk.run() == run && disk.surfaced() != null) {
        disk.surfaced().close(context);
      }
    }
    open.values().removeIf(disk -> disk.run() == run);
  }

  long freeNanos() {
    return serverDisk.freeNanos();
  }

  void accept(String from, StreamRows rows) {
    pieces.add(from, rows);
  }

  void accept(String from, StreamAcks rows) {
    progress.add(from, rows);
  }

  long nextWorkNanos() {
    long next = Math.min(pieces.nextNanos(), progress.nextNanos());
    for (OpenDisk disk : open.values()) {
      next = Math.min(next, nextNanos(disk));
    }
    return next;
  }

  private static long nextNanos(OpenDisk disk) {
    if (disk.surfaced() != null) {
      return disk.surfaced().nextNanos();
    }
    return disk.reader() == null ? Long.MAX_VALUE : disk.reader().nextNanos();
  }

  /** Reads and writes take their turns on the disks in the order of their times. */
  void advance(long untilNanos, ReplicaVolumes volumes, Context context) {
    Map<String, StreamAcks.Builder> acks = new TreeMap<>();
    for (long at = nextWorkNanos(); at < untilNanos; at = nextWorkNanos()) {
      if (pieces.next(at + 1)) {
        write(volumes, acks, context);
      } else if (progress.next(at + 1)) {
        OpenDisk disk = open.get(progress.batch().stream());
        if (disk != null && disk.reader() != null) {
          disk.reader().acknowledged(at, progress.batch().writtenBytes(progress.row()));
        }
      } else {
        read(at, volumes, context);
      }
    }
    acks.forEach(
        (stream, columns) ->
            context.send(wiring.backupNetwork(), open.get(stream).agent(), columns.build(stream)));
    for (OpenDisk disk : open.values()) {
      if (disk.reader() != null && disk.reader().hasRead()) {
        send(disk, context);
      } else if (disk.surfaced() != null) {
        disk.surfaced().flush(context);
      }
    }
  }

  private void read(long atNanos, ReplicaVolumes volumes, Context context) {
    for (OpenDisk disk : open.values()) {
      if (nextNanos(disk) != atNanos) {
        continue;
      } else if (disk.surfaced() != null) {
        disk.surfaced()
            .step(
                disk.image(),
                (at, first, bytes, versions) ->
                    write(disk, at, first, bytes, versions, volumes, context));
      } else {
        disk.reader().step();
      }
      return;
    }
  }

  private void write(
      ReplicaVolumes volumes, Map<String, StreamAcks.Builder> acks, Context context) {
    StreamRows rows = pieces.batch();
    OpenDisk disk = open.get(rows.stream());
    if (disk != null && disk.surfaced() != null) {
      take(disk, rows, pieces.row(), volumes, context);
    } else if (disk != null) {
      long total = write(disk, rows, pieces.row(), volumes, context);
      acks.computeIfAbsent(disk.stream(), stream -> new StreamAcks.Builder())
          .add(rows.timeNanos(pieces.row()), total);
    }
  }

  /** A piece that the server has read itself. */
  private void take(
      OpenDisk disk, StreamRows rows, int row, ReplicaVolumes volumes, Context context) {
    long at = rows.timeNanos(row);
    int bytes = rows.bytes(row);
    if (disk.surfaced().isCompared()) {
      long rate = wiring.spec().dpm().replicaReadBytesPerSecond();
      disk.surfaced().compares(rows, row, occupy(at, bytes, rate));
    } else {
      int[] versions = rows.versions(row);
      disk.surfaced()
          .stores(write(disk, at, rows.firstBlock(row), bytes, versions, volumes, context), bytes);
    }
  }

  private long write(
      OpenDisk disk, StreamRows rows, int row, ReplicaVolumes volumes, Context context) {
    int bytes = rows.bytes(row);
    int[] versions = rows.versions(row);
    disk.run().sent(rows.sentBytes(row));
    if (rows.isCompressed()) {
      compressor.ifPresent(by -> by.decompress(bytes));
    }
    write(disk, rows.timeNanos(row), rows.firstBlock(row), bytes, versions, volumes, context);
    return disk.wrote(bytes);
  }

  /** Writes to a replica at a time; the answer is when the disks have it. */
  private long write(
      OpenDisk disk,
      long atNanos,
      long firstBlock,
      int bytes,
      int[] versions,
      ReplicaVolumes volumes,
      Context context) {
    ActiveRun run = disk.run();
    long done = serverDisk.occupy(atNanos, bytes, wiring.serverSpec().replicaBytesPerSecond());
    int blocks = bytes / IoBatch.BLOCK_BYTES;
    if (run.isFull() || !volumes.write(disk, firstBlock, blocks, versions, context.at(atNanos))) {
      if (run.runFull()) {
        ServerEvents.error(
            context.at(atNanos),
            ServerEvents.OUT_OF_SPACE,
            run.run().id(),
            "The replica volumes are full.");
      }
    } else {
      run.touch();
      writtenRate.add(bytes);
      run.moved(bytes);
    }
    return done;
  }

  private void send(OpenDisk disk, Context context) {
    ReplicaReader reader = disk.reader();
    if (disk.purpose() != Purpose.RESTORE) {
      boolean proof = disk.purpose() == Purpose.PROOF;
      context.send(wiring.backupNetwork(), disk.agent(), reader.checksums(disk.stream(), proof));
      return;
    }
    StreamRows rows = compressed(disk, reader.content(disk.stream()));
    for (int row = 0; row < rows.size(); row++) {
      disk.run().moved(reader.presentBytes(rows.firstBlock(row), rows.bytes(row)));
      disk.run().sent(rows.sentBytes(row));
    }
    context.send(wiring.backupNetwork(), disk.agent(), rows);
    if (reader.isDone()) {
      context
          .at(rows.timeNanos(rows.size() - 1))
          .send(
              wiring.backupNetwork(),
              disk.agent(),
              new DpmAgent.DiskSent(disk.stream(), reader.bytes(), reader.extents()));
    }
  }

  /** Compressed beside reading, if the run's group asks for it. */
  private StreamRows compressed(OpenDisk disk, StreamRows rows) {
    if (compressor.isEmpty() || !disk.run().terms().compressed()) {
      return rows;
    }
    Compressor by = compressor.get();
    int[] sent = new int[rows.size()];
    for (int row = 0; row < sent.length; row++) {
      sent[row] = by.compressed(disk.disk().role(), rows.bytes(row));
      by.compress(rows.timeNanos(row), rows.bytes(row));
    }
    return rows.compressed(sent);
  }

  /** Processor time for compression and decompression since the last call. */
  long drainBusyNanos() {
    return compressor.map(Compressor::drainBusyNanos).orElse(0L);
  }

  double drainWritten(int seconds) {
    return writtenRate.drainPerSecond(seconds);
  }

  double drainRead(int seconds) {
    return readRate.drainPerSecond(seconds);
  }
}
