package kagemusha.load.server;

/**
 * The transaction log: files of 1 MiB, each begun where the last one ended, behind what is
 * allocated at the start. Files are only given up by a backup, so the virtual disk grows; when it
 * has reached its size the log starts again from the front.
 */
final class LogFiles {
  private static final long FILE_BYTES = 1 << 20;

  private final long limit;
  private final int writeBytes;
  private long position;

  LogFiles(long usedBytes, long maxBytes, int writeBytes) {
    this.limit = Math.max(writeBytes, maxBytes / FILE_BYTES * FILE_BYTES);
    this.writeBytes = writeBytes;
    this.position = (usedBytes + FILE_BYTES - 1) / FILE_BYTES * FILE_BYTES;
  }

  /** Offset of the next write. */
  long next() {
    if (position + writeBytes > limit) {
      position = 0;
    }
    long offset = position;
    position += writeBytes;
    return offset;
  }
}
