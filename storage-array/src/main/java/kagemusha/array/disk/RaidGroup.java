package kagemusha.array.disk;

import java.util.List;
import java.util.stream.IntStream;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology.RaidLevel;

/**
 * A RAID group: reads and writes in terms of rows and units become operations of its spindles. All
 * methods return when the last of those will be done; no operation waits for another here, so an
 * update of parity is asked for in two steps by its caller.
 */
public final class RaidGroup {
  private final String name;
  private final RaidGeometry geometry;
  private final Spindle[] spindles;
  private long readWaitNanos;

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
      Spindle disk = readDisk(row, unit % geometry.dataDisks());
      long unitDone = disk.submit(nowNanos, offset(row, within), bytes(length), false);
      if (unitDone > done) {
        done = unitDone;
        readWaitNanos = disk.server().lastWaitNanos();
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
        done = Math.max(done, spindles[disk].submit(nowNanos, from[disk], length, false));
      }
    }
    return done;
  }

  private int diskOfRun(long row, int unit, boolean mirror) {
    return geometry.level() == RaidLevel.RAID10 && mirror
        ? geometry.mirrorDisk(unit)
        : geometry.dataDisk(row, unit);
  }

  /**
   * Reads a part of one data unit; of mirrored units every other row is read from the other copy,
   * so that both work alike whatever is read.
   */
  public long readUnit(long nowNanos, long row, int unit, int within, int blocks) {
    return readDisk(row, unit).submit(nowNanos, offset(row, within), bytes(blocks), false);
  }

  private Spindle readDisk(long row, int unit) {
    boolean mirror = geometry.level() == RaidLevel.RAID10 && row % 2 != 0;
    return spindles[mirror ? geometry.mirrorDisk(unit) : geometry.dataDisk(row, unit)];
  }

  /** Writes a part of one data unit, to both copies in RAID 1+0, without parity in RAID 5. */
  public long writeUnit(long nowNanos, long row, int unit, int within, int blocks) {
    long offset = offset(row, within);
    long done =
        spindles[geometry.dataDisk(row, unit)].submit(nowNanos, offset, bytes(blocks), true);
    if (geometry.level() == RaidLevel.RAID10) {
      Spindle mirror = spindles[geometry.mirrorDisk(unit)];
      done = Math.max(done, mirror.submit(nowNanos, offset, bytes(blocks), true));
    }
    return done;
  }

  /** Writes whole rows with their parity or second copies: one operation for each disk. */
  public long writeRows(long nowNanos, long firstRow, int rows) {
    long done = nowNanos;
    for (Spindle disk : spindles) {
      long bytes = rows * bytes(geometry.unitBlocks());
      done = Math.max(done, disk.submit(nowNanos, offset(firstRow, 0), bytes, true));
    }
    return done;
  }

  /** Reads or writes a part of the parity unit of a row. */
  public long parity(long nowNanos, long row, int within, int blocks, boolean write) {
    Spindle disk = spindles[geometry.parityDisk(row)];
    return disk.submit(nowNanos, offset(row, within), bytes(blocks), write);
  }

  private long offset(long row, int within) {
    return geometry.offsetBytes(row) + bytes(within);
  }

  private static long bytes(int blocks) {
    return (long) blocks * IoBatch.BLOCK_BYTES;
  }
}
