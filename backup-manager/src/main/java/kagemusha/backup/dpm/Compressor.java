package kagemusha.backup.dpm;

import kagemusha.config.CompressionSpec;
import kagemusha.config.Topology.VhdRole;

/**
 * The compression of one side of the network: what it takes of a processor, and what is left of a
 * piece. It works on one piece at a time.
 */
final class Compressor {
  private static final long SECOND = 1_000_000_000L;

  private final CompressionSpec spec;
  private long freeNanos;
  private long busyNanos;

  Compressor(CompressionSpec spec) {
    this.spec = spec;
  }

  int compressed(VhdRole role, int bytes) {
    return spec.compressed(role, bytes);
  }

  /** Compresses a piece that is there at a time; when it is done. */
  long compress(long fromNanos, long bytes) {
    long takes = bytes * SECOND / spec.compressBytesPerSecond();
    busyNanos += takes;
    freeNanos = Math.max(freeNanos, fromNanos) + takes;
    return freeNanos;
  }

  /** Decompresses a piece, beside what is done with it. */
  void decompress(long bytes) {
    busyNanos += bytes * SECOND / spec.decompressBytesPerSecond();
  }

  /** Processor time since the last call. */
  long drainBusyNanos() {
    long busy = busyNanos;
    busyNanos = 0;
    return busy;
  }
}
