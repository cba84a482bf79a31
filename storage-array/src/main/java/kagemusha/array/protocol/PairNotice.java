package kagemusha.array.protocol;

import kagemusha.kernel.entity.Message;

/** What a pair answers; the asker adapts it. */
public sealed interface PairNotice extends Message {
  /**
   * The command has been carried out, or was none in this state.
   *
   * @param differingBytes how much the volumes differ, by the bitmap
   * @param image name under which the secondary volume can be read; empty if it is not split
   */
  record Status(
      String pair,
      PairStatus status,
      int primaryLu,
      int secondaryLu,
      long differingBytes,
      String image)
      implements PairNotice {}

  /** The state does not allow the command; nothing has changed. */
  record Rejected(String pair, String command, PairStatus status) implements PairNotice {}
}
