package kagemusha.array;

/**
 * Blocks of an LU that hold data when the run begins.
 *
 * @param lu number of the LU in the topology
 * @param firstBlock first block of 16 KiB
 * @param blocks how many, at least 1
 */
public record InitialExtent(int lu, long firstBlock, long blocks) {
  public InitialExtent {
    if (lu < 0 || firstBlock < 0 || blocks < 1) {
      throw new IllegalArgumentException(
          "extent of LU %d: first block %d, %d blocks".formatted(lu, firstBlock, blocks));
    }
  }
}
