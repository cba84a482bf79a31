package kagemusha.array.cache;

import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec.ControllerSpec;

/**
 * How much written data a controller's cache holds that the disks do not have yet: dirty blocks and
 * those on their way to the disks. Host writes wait beyond the limit.
 */
public final class WritePending {
  private final long cacheBytes;
  private final long limitBytes;
  private long pendingBytes;

  public WritePending(ControllerSpec controller) {
    this.cacheBytes = controller.cacheBytes();
    this.limitBytes = (long) (controller.cacheBytes() * controller.writePendingLimit());
  }

  /** Whether so many more blocks may come. An empty cache takes a write of any size. */
  public boolean hasRoom(int blocks) {
    return pendingBytes == 0 || pendingBytes + bytes(blocks) <= limitBytes;
  }

  /** Whether no more than a share of the limit is used. */
  public boolean isWithin(double share) {
    return pendingBytes <= limitBytes * share;
  }

  void add(int blocks) {
    pendingBytes += bytes(blocks);
  }

  void remove(int blocks) {
    pendingBytes -= bytes(blocks);
  }

  public long bytes() {
    return pendingBytes;
  }

  /** Share of the cache in percent. */
  public double percent() {
    return 100.0 * pendingBytes / cacheBytes;
  }

  /** Throws if the books do not balance. */
  public void invariant() {
    if (pendingBytes < 0 || pendingBytes > cacheBytes) {
      throw new IllegalStateException(
          "write pending is " + pendingBytes + " bytes of a cache of " + cacheBytes);
    }
  }

  private static long bytes(int blocks) {
    return (long) blocks * IoBatch.BLOCK_BYTES;
  }
}
