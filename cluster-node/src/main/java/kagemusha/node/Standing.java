package kagemusha.node;

import kagemusha.array.protocol.IoCompletions;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.event.Level;
import kagemusha.node.migration.Journey;
import kagemusha.node.migration.Migrated;

/** How long a guest has stood still, and how much of that was padding because it changed hosts. */
final class Standing {
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
    var migrated = Migrated.of(vm, journey, nanos(context.nowNanos()) - artificialNanos);
    context.event(
        Migrated.SOURCE, Migrated.EVENT, Level.INFORMATION, migrated.text(), migrated.vm());
  }

  long nanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  long artificialNanos() {
    return artificialNanos;
  }
}
