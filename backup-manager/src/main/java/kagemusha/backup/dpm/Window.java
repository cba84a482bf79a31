package kagemusha.backup.dpm;

import kagemusha.backup.BackupWiring;
import kagemusha.config.BackupSpec;
import kagemusha.kernel.entity.Context;

/**
 * How far a stage may run ahead of the one behind it. Every hop is a quantum longer than in
 * reality, so the window grows by what four such hops can hold: it limits a stream no earlier than
 * it would there.
 */
final class Window {
  private static final int PADDED_HOPS = 4;

  /** Faster than any array here: reading back is not to be held up. */
  private static final long PROOF_BYTES_PER_SECOND = 1_000_000_000L;

  private Window() {}

  static long bytes(Purpose purpose, BackupWiring wiring, Context context) {
    BackupSpec spec = wiring.spec();
    long rate =
        switch (purpose) {
          case COPY, TRACKED -> spec.shipBytesPerSecond();
          case COMPARE -> Math.max(spec.shipBytesPerSecond(), spec.dpm().checksumBytesPerSecond());
          case RESTORE -> spec.dpm().restoreBytesPerSecond();
          case PROOF -> PROOF_BYTES_PER_SECOND;
        };
    return bytes(rate, wiring, context);
  }

  /** Of a disk that the server reads itself: nothing is faster than the disks it writes to. */
  static long surfacedBytes(BackupWiring wiring, Context context) {
    return bytes(wiring.serverSpec().replicaBytesPerSecond(), wiring, context);
  }

  private static long bytes(long rate, BackupWiring wiring, Context context) {
    long padded = PADDED_HOPS * context.quantumNanos();
    return wiring.spec().windowBytes() + rate * (padded / 1_000_000) / 1_000;
  }
}
