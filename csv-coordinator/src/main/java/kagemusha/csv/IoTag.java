package kagemusha.csv;

/**
 * The mark of an I/O of a virtual disk: the asker's slot, and what the storage stack has to know
 * when the completion comes back. 8 bits LU, 24 bits size in KiB, 32 bits slot.
 */
public final class IoTag {
  private IoTag() {}

  /**
   * @param lu below 128
   * @param bytes below 16 GiB, a multiple of 1 KiB
   * @param slot not negative
   */
  public static long of(int lu, int bytes, int slot) {
    return (long) lu << 56 | (long) (bytes >>> 10) << 32 | slot;
  }

  public static int lu(long tag) {
    return (int) (tag >>> 56);
  }

  public static int bytes(long tag) {
    return (int) (tag >>> 32 & 0xffffff) << 10;
  }

  public static int slot(long tag) {
    return (int) tag;
  }
}
