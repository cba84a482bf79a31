package kagemusha.array.disk;

import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec.RaidGroupSpec;
import kagemusha.config.ArraySpec.RaidLevel;
import kagemusha.config.ConfigException;

/**
 * Where the stripe units of a RAID group lie. A row is one stripe unit on each data disk. RAID 1+0
 * keeps data unit {@code k} on disk {@code k} and its copy on disk {@code dataDisks + k}. RAID 5
 * rotates the parity from the last disk to the first and begins the data of a row behind it (left
 * symmetric), so that consecutive units visit all disks in turn.
 *
 * @param dataDisks disks' worth of user data
 * @param unitBlocks stripe unit in blocks of 16 KiB
 */
public record RaidGeometry(RaidLevel level, int dataDisks, int unitBlocks) {
  public RaidGeometry {
    if (dataDisks < 1 || unitBlocks < 1) {
      throw new IllegalArgumentException(
          "a RAID group needs a data disk and a stripe unit of at least 16 KiB");
    }
  }

  /** The geometry of a configured group. */
  public static RaidGeometry of(RaidGroupSpec group) {
    int stripe = group.stripeBytes();
    if (group.dataDisks() < 1
        || stripe < IoBatch.BLOCK_BYTES
        || stripe % IoBatch.BLOCK_BYTES != 0) {
      throw new ConfigException(
          "RAID group %s: %d data disks, stripe unit %d bytes; allowed are 1 or more, and multiples"
                  .formatted(group.name(), group.dataDisks(), stripe)
              + " of 16384");
    }
    return new RaidGeometry(group.level(), group.dataDisks(), stripe / IoBatch.BLOCK_BYTES);
  }

  /** All disks of the group. */
  public int disks() {
    return level == RaidLevel.RAID10 ? 2 * dataDisks : dataDisks + 1;
  }

  /** User data of one row. */
  public int rowBlocks() {
    return dataDisks * unitBlocks;
  }

  /** The disk that holds a data unit of a row; in RAID 1+0 the first copy. */
  public int dataDisk(long row, int unit) {
    return switch (level) {
      case RAID10 -> unit;
      case RAID5 -> (parityDisk(row) + 1 + unit) % disks();
    };
  }

  /** The disk with the second copy of a data unit (RAID 1+0). */
  public int mirrorDisk(int unit) {
    return dataDisks + unit;
  }

  /** The disk that holds the parity of a row (RAID 5). */
  public int parityDisk(long row) {
    int disks = dataDisks + 1;
    return disks - 1 - (int) (row % disks);
  }

  /** Byte offset on every disk at which a row begins. */
  public long offsetBytes(long row) {
    return row * unitBlocks * IoBatch.BLOCK_BYTES;
  }
}
