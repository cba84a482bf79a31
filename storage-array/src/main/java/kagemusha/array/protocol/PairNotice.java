package kagemusha.array.protocol;

import kagemusha.kernel.entity.Message;

/** What a pair answers; the asker adapts it. */
public sealed interface PairNotice extends Message {
  /**
   * The command has been carried out, or was none in this state.
   *
   * @param differingBytes how much the volumes differ, by the bitmap
   * @param image name under which the secondary volume can be read; empty if it is not split
   * @param pending split quickly ("SP-pending"): the secondary volume shows the content of the
   *     split but a part of it is still to be copied from the primary one
   */
  record Status(
      String pair,
      PairStatus status,
      int primaryLu,
      int secondaryLu,
      long differingBytes,
      String image,
      boolean pending)
      implements PairNotice {
    /** Of a pair that is not split, or has been copied. */
    public Status(
        String pair,
        PairStatus status,
        int primaryLu,
        int secondaryLu,
        long differingBytes,
        String image) {
      this(pair, status, primaryLu, secondaryLu, differingBytes, image, /* pending= */ false);
    }
  }

  /** The state does not allow the command; nothing has changed. */
  record Rejected(String pair, String command, PairStatus status) implements PairNotice {}
}
