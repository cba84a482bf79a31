package kagemusha.load.store;

import java.util.Iterator;
import java.util.stream.LongStream;

/** What a copy of a virtual disk holds where it was written in this run. */
public interface WrittenBlocks {
  /**
   * Neighbouring blocks of 16 KiB; versions of 0 among them are blocks that were not written.
   *
   * @param firstBlock counted from the start of the virtual disk
   */
  record Run(long firstBlock, int[] versions) {}

  /** Runs in order of place that do not overlap; what lies between them was not written. */
  Iterator<Run> runs();

  /** The version of any block of a disk, 0 if it was not written. */
  interface Reader {
    int version(long block);
  }

  /** A disk that is asked block by block; for small ones. */
  static WrittenBlocks of(long blocks, Reader reader) {
    return () ->
        LongStream.range(0, blocks)
            .filter(block -> reader.version(block) != 0)
            .mapToObj(block -> new Run(block, new int[] {reader.version(block)}))
            .iterator();
  }
}
