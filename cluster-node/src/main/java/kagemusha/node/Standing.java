package kagemusha.node;

import kagemusha.array.protocol.IoCompletions;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.event.Level;
import kagemusha.node.migration.Journey;

/** How long a guest has stood still, and how much of that was padding because it changed hosts. */
final class Standing {
  /** This product's own number. */
  static final int MIGRATED = 9255;

  private long sinceNanos;
  private long lastBackNanos;
  private long lastBackPadNanos;
  private long artificialNanos;

  void begin(long nowNanos) {
    sinceNanos = nowNanos;
    lastBackNanos = nowNanos;
    lastBackPadNanos = 0;
    artificialNanos = 0;
  }

  /** I/O has come back. */
  void back(IoCompletions batch) {
    int last = batch.size() - 1;
    if (last >= 0 && batch.timeNanos(last) > lastBackNanos) {
      lastBackNanos = batch.timeNanos(last);
      lastBackPadNanos = batch.padNanos(last);
    }
  }

  /** What has come back was the last: the machine will hear of it at that moment or soon after. */
  void drained(Context context, VmCommand.Drained message) {
    long pad = Math.min(lastBackNanos - sinceNanos, lastBackPadNanos);
    context.at(Math.max(context.nowNanos(), lastBackNanos), pad);
    context.timer("drained", context.nowNanos(), message);
  }

  /** Nothing is in flight: when it may leave. Waiting for that and the hop there are artificial. */
  long leave(Context context) {
    artificialNanos = context.padNanos() + 2 * context.quantumNanos();
    return context.nowNanos() + context.quantumNanos();
  }

  /** The machine has come to another host and goes on. */
  void report(String vm, Journey journey, Context context) {
    double blackOutNanos = nanos(context.nowNanos()) - artificialNanos;
    String text =
        "The live migration of %s from %s to %s is complete: %d passes, %d MB while it ran, then %d MB; brown-out %.3f s, black-out %.0f ms."
            .formatted(
                vm,
                journey.from(),
                journey.to(),
                journey.passes(),
                journey.copiedBytes() / 1_000_000,
                journey.lastBytes() / 1_000_000,
                journey.brownOutNanos() / 1e9,
                blackOutNanos / 1e6);
    context.event("Hyper-V-High-Availability", MIGRATED, Level.INFORMATION, text, vm);
  }

  long nanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  long artificialNanos() {
    return artificialNanos;
  }
}
