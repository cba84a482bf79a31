package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.kernel.entity.Context;

/** A run that is under way, as the server sees it. */
final class ActiveRun {
  private final Run run;
  private final ShippingTerms terms;
  private final Optional<RecoveryPoint> source;
  private final long startNanos;
  private final long startPadNanos;
  private final List<OpenDisk> disks = new ArrayList<>();
  private DpmServer.SnapshotTaken snapshot;
  private long snapshotNanos;
  private long readBytes;
  private long movedBytes;
  private long sentBytes;
  private boolean touched;
  private boolean full;
  private long doneNanos = -1;
  private long donePadNanos;

  /**
   * @param source what a recovery restores
   */
  ActiveRun(Run run, ShippingTerms terms, Optional<RecoveryPoint> source, Context context) {
    this.run = run;
    this.terms = terms;
    this.source = source;
    this.startNanos = context.nowNanos();
    this.startPadNanos = context.padNanos();
  }

  Run run() {
    return run;
  }

  ShippingTerms terms() {
    return terms;
  }

  Optional<RecoveryPoint> source() {
    return source;
  }

  List<OpenDisk> disks() {
    return disks;
  }

  void took(DpmServer.SnapshotTaken taken, long atNanos) {
    snapshot = taken;
    snapshotNanos = atNanos;
  }

  /** The recovery point that the run's snapshot makes. */
  RecoveryPoint point() {
    return new RecoveryPoint(
        run.vm() + "@" + run.id(),
        run.vm(),
        run.method(),
        snapshotNanos,
        run.whole(),
        snapshot.online(),
        snapshot.checkpoint(),
        snapshot.lastLog());
  }

  void read(long bytes) {
    readBytes += bytes;
  }

  void moved(long bytes) {
    movedBytes += bytes;
  }

  /** What the moved bytes occupied on the network. */
  void sent(long bytes) {
    sentBytes += bytes;
  }

  long sentBytes() {
    return sentBytes;
  }

  long readBytes() {
    return readBytes;
  }

  long movedBytes() {
    return movedBytes;
  }

  void touch() {
    touched = true;
  }

  boolean isTouched() {
    return touched;
  }

  /** The server has no room; true at the first time. */
  boolean runFull() {
    boolean first = !full;
    full = true;
    return first;
  }

  boolean isFull() {
    return full;
  }

  /** What the user waits for is done now; only the first call counts. */
  void done(Context context) {
    if (doneNanos < 0) {
      doneNanos = context.nowNanos();
      donePadNanos = context.padNanos();
    }
  }

  double startSeconds() {
    return startNanos / 1e9;
  }

  double doneSeconds() {
    return doneNanos / 1e9;
  }

  /** From start to end without the padding gathered between. */
  double minutes() {
    return (doneNanos - startNanos - (donePadNanos - startPadNanos)) / 60e9;
  }
}
