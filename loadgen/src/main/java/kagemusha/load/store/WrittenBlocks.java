package kagemusha.load.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import kagemusha.array.protocol.ControllerNotice.Surveyed;

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

  /**
   * What a survey has found on a virtual disk.
   *
   * @param firstBlock of the LU on which the disk lies
   */
  static WrittenBlocks of(Surveyed survey, long firstBlock) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < survey.firstBlocks().length; i++) {
      runs.add(new Run(survey.firstBlocks()[i] - firstBlock, survey.versions()[i]));
    }
    return runs::iterator;
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
