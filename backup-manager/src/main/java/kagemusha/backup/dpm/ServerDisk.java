package kagemusha.backup.dpm;

/** The disks of the DPM server: one queue for all that is read and written. */
final class ServerDisk {
  private long freeNanos;

  /** When an access that comes at a time is done. */
  long occupy(long atNanos, long bytes, long bytesPerSecond) {
    freeNanos = Math.max(freeNanos, atNanos) + bytes * 1_000_000_000L / bytesPerSecond;
    return freeNanos;
  }

  long freeNanos() {
    return freeNanos;
  }
}
