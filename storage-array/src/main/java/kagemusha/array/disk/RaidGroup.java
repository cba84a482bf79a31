package kagemusha.array.disk;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec.RaidLevel;

/**
 * A RAID group: reads and writes in terms of rows and units become operations of its spindles. All
 * methods return when the last of those will be done; no operation waits for another here, so an
 * update of parity is asked for in two steps by its caller.
 */
public final class RaidGroup {
  private static final int NONE = -1;

  private final String name;
  private final RaidGeometry geometry;
  private final Spindle[] spindles;
  private long readWaitNanos;
  private int failed = NONE;
  private long degraded;

  public RaidGroup(String name, RaidGeometry geometry) {
    this.name = name;
    this.geometry = geometry;
    this.spindles =
        IntStream.range(0, geometry.disks())
            .mapToObj(disk -> new Spindle(name + "." + disk))
            .toArray(Spindle[]::new);
  }

  public String name() {
    return name;
  }

  public RaidGeometry geometry() {
    return geometry;
  }

  public List<Spindle> spindles() {
    return List.of(spindles);
  }

  public int spindleCount() {
    return spindles.length;
  }

  /** Reads user data that begins {@code block} blocks behind the start of a row. */
  public long read(long nowNanos, long firstRow, int block, int blocks) {
    int unitBlocks = geometry.unitBlocks();
    int end = block + blocks;
    long done = nowNanos;
    readWaitNanos = 0;
    for (int at = block; at < end; ) {
      int unit = at / unitBlocks;
      int within = at - unit * unitBlocks;
      int length = Math.min(unitBlocks - within, end - at);
      long row = firstRow + unit / geometry.dataDisks();
      int disk = readDisk(row, unit % geometry.dataDisks());
      long unitDone = readFrom(nowNanos, disk, offset(row, within), bytes(length));
      if (unitDone > done) {
        done = unitDone;
        readWaitNanos = spindles[sourceOf(disk)].server().lastWaitNanos();
      }
      at += length;
    }
    return done;
  }

  /** Of the {@link #read} before: how long its last operation to be done waits for its drive. */
  public long readWaitNanos() {
    return readWaitNanos;
  }

  /**
   * Reads as an array does for its own copies: one operation for each disk that holds a part, from
   * its first to its last block, through a parity unit that lies between. Of two copies one serves
   * all of the run, and the other the next run of this length.
   */
  public long readRun(long nowNanos, long firstRow, int block, int blocks) {
    long[] from = new long[spindles.length];
    long[] until = new long[spindles.length];
    int unitBlocks = geometry.unitBlocks();
    int rows = (blocks + geometry.rowBlocks() - 1) / geometry.rowBlocks();
    boolean mirror = (firstRow + block / geometry.rowBlocks()) / rows % 2 == 1;
    int end = block + blocks;
    for (int at = block; at < end; ) {
      int unit = at / unitBlocks;
      int within = at - unit * unitBlocks;
      int length = Math.min(unitBlocks - within, end - at);
      long row = firstRow + unit / geometry.dataDisks();
      int disk = diskOfRun(row, unit % geometry.dataDisks(), mirror);
      long offset = offset(row, within);
      from[disk] = until[disk] == 0 ? offset : from[disk];
      until[disk] = offset + bytes(length);
      at += length;
    }
    long done = nowNanos;
    for (int disk = 0; disk < spindles.length; disk++) {
      if (until[disk] > 0) {
        long length = until[disk] - from[disk];
        done = Math.max(done, readFrom(nowNanos, disk, from[disk], length));
      }
    }
    return done;
  }

  private int diskOfRun(long row, int unit, boolean mirror) {
    return copy(row, unit, geometry.level() == RaidLevel.RAID10 && mirror);
  }

  /**
   * Reads a part of one data unit; of mirrored units every other row is read from the other copy,
   * so that both work alike whatever is read.
   */
  public long readUnit(long nowNanos, long row, int unit, int within, int blocks) {
    return readFrom(nowNanos, readDisk(row, unit), offset(row, within), bytes(blocks));
  }

  private int readDisk(long row, int unit) {
    return copy(row, unit, geometry.level() == RaidLevel.RAID10 && row % 2 != 0);
  }

  /** Of two copies the one that is there. */
  private int copy(long row, int unit, boolean mirror) {
    int wanted = mirror ? geometry.mirrorDisk(unit) : geometry.dataDisk(row, unit);
    if (wanted != failed || geometry.level() != RaidLevel.RAID10) {
      return wanted;
    }
    degraded++;
    return mirror ? geometry.dataDisk(row, unit) : geometry.mirrorDisk(unit);
  }

  /** What has failed in RAID 5 is worked out from the same place on all the others. */
  private long readFrom(long nowNanos, int disk, long offset, long bytes) {
    if (disk != failed) {
      return spindles[disk].submit(nowNanos, offset, bytes, false);
    }
    degraded++;
    return readSurvivors(nowNanos, offset, bytes);
  }

  private int sourceOf(int disk) {
    return disk == failed ? (failed + 1) % spindles.length : disk;
  }

  private long readSurvivors(long nowNanos, long offset, long bytes) {
    long done = nowNanos;
    for (int each = 0; each < spindles.length; each++) {
      if (each != failed) {
        done = Math.max(done, spindles[each].submit(nowNanos, offset, bytes, false));
      }
    }
    return done;
  }

  private long write(long nowNanos, int disk, long offset, long bytes) {
    return disk == failed ? nowNanos : spindles[disk].submit(nowNanos, offset, bytes, true);
  }

  /** A drive has failed; or, if there is none, its spare is complete. */
  public void fail(OptionalInt disk) {
    failed = disk.orElse(NONE);
  }

  /** Whether a drive has failed and its spare is not complete. */
  public boolean isDegraded() {
    return failed != NONE;
  }

  /** Reads that were done otherwise because a drive has failed. */
  public long degraded() {
    return degraded;
  }

  /** Reads what a spare needs for a piece: from the other copy, or from all the others. */
  public long readForSpare(long nowNanos, long offset, long bytes) {
    if (geometry.level() == RaidLevel.RAID10) {
      int partner = (failed + geometry.dataDisks()) % spindles.length;
      return spindles[partner].submit(nowNanos, offset, bytes, false);
    }
    return readSurvivors(nowNanos, offset, bytes);
  }

  /** Writes a piece to the spare, which has taken the failed drive's place. */
  public long writeSpare(long nowNanos, long offset, long bytes) {
    return spindles[failed].submit(nowNanos, offset, bytes, true);
  }

  /** Writes a part of one data unit, to both copies in RAID 1+0, without parity in RAID 5. */
  public long writeUnit(long nowNanos, long row, int unit, int within, int blocks) {
    long offset = offset(row, within);
    long done = write(nowNanos, geometry.dataDisk(row, unit), offset, bytes(blocks));
    if (geometry.level() == RaidLevel.RAID10) {
      int mirror = geometry.mirrorDisk(unit);
      done = Math.max(done, write(nowNanos, mirror, offset, bytes(blocks)));
    }
    return done;
  }

  /** Writes whole rows with their parity or second copies: one operation for each disk there is. */
  public long writeRows(long nowNanos, long firstRow, int rows) {
    long offset = offset(firstRow, 0);
    long bytes = rows * bytes(geometry.unitBlocks());
    long done = nowNanos;
    for (int disk = 0; disk < spindles.length; disk++) {
      done = Math.max(done, write(nowNanos, disk, offset, bytes));
    }
    return done;
  }

  /** Reads or writes a part of the parity unit of a row. */
  public long parity(long nowNanos, long row, int within, int blocks, boolean write) {
    int disk = geometry.parityDisk(row);
    return disk == failed
        ? nowNanos
        : spindles[disk].submit(nowNanos, offset(row, within), bytes(blocks), write);
  }

  private long offset(long row, int within) {
    return geometry.offsetBytes(row) + bytes(within);
  }

  private static long bytes(int blocks) {
    return (long) blocks * IoBatch.BLOCK_BYTES;
  }
}
