package kagemusha.load.server;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.load.store.LogRange;

/**
 * The transaction log: files of 1 MiB, each begun where the last one ended, behind what is
 * allocated at the start. Files are only given up by a backup, so the virtual disk grows; when it
 * has reached its size the log starts again from the front.
 *
 * <p>Log write k has the place behind that of log write k - 1. Writes smaller than a block of 16
 * KiB share blocks, which then have the version of the last one in them; no write reaches into a
 * block that it does not fill from the start or share from the start on (so the place of an odd
 * size is rounded up).
 */
final class LogFiles {
  private static final long FILE_BYTES = 1 << 20;

  private final int writesPerUnit;
  private final int writesPerFile;
  private final int unitBytes;
  private final int writeBytes;
  private final long units;
  private final long firstUnit;
  private int kept = 1;

  LogFiles(long usedBytes, long maxBytes, int writeBytes) {
    this.writeBytes = writeBytes;
    this.writesPerUnit = Math.max(1, IoBatch.BLOCK_BYTES / writeBytes);
    int blocks = (writeBytes + IoBatch.BLOCK_BYTES - 1) / IoBatch.BLOCK_BYTES;
    this.unitBytes = blocks * IoBatch.BLOCK_BYTES;
    this.writesPerFile = (int) Math.max(1, FILE_BYTES / unitBytes) * writesPerUnit;
    this.units = Math.max(1, maxBytes / FILE_BYTES * FILE_BYTES / unitBytes);
    long start = (usedBytes + FILE_BYTES - 1) / FILE_BYTES * FILE_BYTES;
    this.firstUnit = (start + unitBytes - 1) / unitBytes;
  }

  /**
   * Logs below the number are in a backup: the files that hold no others are deleted, and their
   * places are free. Returns how many files there were.
   */
  int truncate(int log) {
    int first = Math.max(kept, (log - 1) / writesPerFile * writesPerFile + 1);
    int files = (first - kept + writesPerFile - 1) / writesPerFile;
    kept = first;
    return files;
  }

  /** The disks say that all log writes from this one on are there. */
  void found(int first) {
    kept = first;
  }

  /** The last log write in a file that is full, at most {@code last}; 0 if there is none. */
  int closed(int last) {
    return last / writesPerFile * writesPerFile;
  }

  /** Which of the log writes from {@code first} to {@code last} there are, and where. */
  LogRange range(int first, int last, LogRange.Which which) {
    return switch (which) {
      case PRESENT -> range(Math.max(first, kept), last);
      case CLOSED -> range(Math.max(first, kept), closed(last));
      case RESTORED -> range(first, last);
    };
  }

  private LogRange range(int from, int last) {
    if (from > last) {
      return new LogRange(from, from - 1, List.of());
    }
    long unit = (from - 1) / writesPerUnit;
    long count = (last - 1) / writesPerUnit - unit + 1;
    long start = (firstUnit + unit) % units;
    long head = Math.min(count, units - start);
    List<Extent> places =
        head == count
            ? List.of(extent(start, head))
            : List.of(extent(0, count - head), extent(start, head));
    return new LogRange(from, last, places);
  }

  private Extent extent(long unit, long count) {
    long blocks = unitBytes / IoBatch.BLOCK_BYTES;
    return new Extent(unit * blocks, count * blocks);
  }

  /**
   * Offset of a log write, counted from 1. When the log has come round, places of logs that neither
   * a backup nor recovery needs are used again.
   *
   * @param checkpoint the first log write that recovery needs
   * @throws IllegalStateException if the disk is full of logs that are needed
   */
  long place(int number, int checkpoint) {
    long before = number - units * writesPerUnit;
    if (before >= Math.min(kept, checkpoint)) {
      throw new IllegalStateException(
          "the log disk is full: log write %d would overwrite %d; a backup has %d, the checkpoint is %d"
              .formatted(number, before, kept - 1, checkpoint));
    }
    int index = number - 1;
    long unit = (firstUnit + index / writesPerUnit) % units;
    return unit * unitBytes + (long) (index % writesPerUnit) * writeBytes;
  }
}
