package kagemusha.array.protocol;

import kagemusha.kernel.entity.Message;

/** What a controller tells the pair for which it copies; both are on the array's machine. */
public sealed interface PairCopyNotice extends Message {
  String pair();

  /**
   * What differed has been copied. After a resynchronization the two volumes are equal and writes
   * to the primary volume are copied on; after a quick split the secondary volume holds all it
   * shows.
   */
  record CopyDone(String pair) implements PairCopyNotice {}

  /**
   * Copying has ended against the pair's will; where the volumes differ is noted. The image of a
   * quick split that was still to be copied is lost.
   */
  record CopyFailed(String pair, String why) implements PairCopyNotice {}

  /** The secondary volume's content can be read under this name. */
  record ImageFrozen(String pair, String image) implements PairCopyNotice {}

  /** The image's name is taken; the pair goes on as before. */
  record ImageRefused(String pair, String image) implements PairCopyNotice {}
}
