package kagemusha.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec;
import kagemusha.config.ConfigException;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.csv.CsvWiring;

/**
 * Where the virtual disks lie on their LUs. Each takes a run of blocks as long as it may ever grow,
 * so that a file is contiguous; the blocks behind its used part are allocated as it grows. (In
 * reality a file's extents are scattered; for random I/O on thinly provisioned pages this makes no
 * difference.)
 */
public final class VhdLayout {
  /** Growth unit of a dynamic VHD: 2 MiB. */
  public static final int CHUNK_BLOCKS = 128;

  private static final long CHUNK_BYTES = (long) CHUNK_BLOCKS * IoBatch.BLOCK_BYTES;

  /** A virtual disk's place. */
  public record Place(int lu, long firstBlock, long chunks, long usedChunks) {
    long usedBytes() {
      return usedChunks * CHUNK_BYTES;
    }

    public long maxBytes() {
      return chunks * CHUNK_BYTES;
    }
  }

  private record Key(String vm, VhdRole role) {}

  private final Map<Key, Place> places = new LinkedHashMap<>();

  public VhdLayout(Topology topology) {
    List<ArraySpec.LuSpec> lus = topology.array().lus();
    long[] nextBlock = new long[lus.size()];
    Arrays.fill(nextBlock, CsvWiring.METADATA_BLOCKS);
    for (Topology.VmSpec vm : topology.vms()) {
      for (Topology.VhdSpec disk : vm.disks()) {
        int lu = topology.array().luNumber(disk.lu());
        long chunks = disk.maxBytes() / CHUNK_BYTES;
        Place place = new Place(lu, nextBlock[lu], chunks, disk.usedBytes() / CHUNK_BYTES);
        places.put(new Key(vm.name(), disk.role()), place);
        nextBlock[lu] += chunks * CHUNK_BLOCKS;
        if (nextBlock[lu] > lus.get(lu).capacityBytes() / IoBatch.BLOCK_BYTES) {
          throw new ConfigException(
              "topology %s: LU %s (%d bytes) is too small for the largest size of the VHDs on it; disk %s of %s does not fit"
                  .formatted(
                      topology.name(),
                      disk.lu(),
                      lus.get(lu).capacityBytes(),
                      disk.role(),
                      vm.name()));
        }
      }
    }
  }

  public Place place(String vm, VhdRole role) {
    return places.get(new Key(vm, role));
  }

  /** All places, in the order of the topology. */
  public List<Place> all() {
    return new ArrayList<>(places.values());
  }
}
