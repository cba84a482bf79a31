package kagemusha.array;

import java.util.LinkedHashMap;
import java.util.Map;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.Reverted;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.volume.Chunks;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.event.Level;

/**
 * Gives snapshots the content of older ones, one run of differing blocks after the other, each read
 * and then written. A run ends with its chunk.
 *
 * <pre>
 * Seeking  --run found--> Reading  --old content read--> Writing  --in the diff area--> Seeking
 * Seeking  --no more--> done: Reverted
 * any      --a snapshot is gone--> done: Refused, seen at the next step
 * </pre>
 */
final class Reverts implements WritePath.Client {
  /** A revert under way. */
  private static final class Run {
    final Revert order;
    final SnapshotAt newer;
    final SnapshotAt older;
    final long padNanos;
    int extent;
    long next;
    long first;
    int blocks;
    long startNanos;
    long reverted;

    Run(Revert order, SnapshotAt newer, SnapshotAt older, long padNanos) {
      this.order = order;
      this.newer = newer;
      this.older = older;
      this.padNanos = padNanos;
    }

    /** Finds the next run of blocks that differ; false if there is none. */
    boolean seek() {
      for (; extent < order.extents().size(); extent++, next = 0) {
        Extent here = order.extents().get(extent);
        long end = here.firstBlock() + here.blocks();
        long from = Math.max(next, here.firstBlock());
        first = difference(from, end);
        if (first >= 0) {
          take(Math.min(end, Chunks.endOf(first)));
          return true;
        }
      }
      return false;
    }

    private long difference(long from, long end) {
      return newer.snapshot().versions().nextDifference(older.snapshot().versions(), from, end);
    }

    private void take(long end) {
      long most = Math.min(end, first + newer.lu().volume().pool().pageBlocks());
      next = first + 1;
      while (next < most && difference(next, next + 1) == next) {
        next++;
      }
      blocks = (int) (next - first);
    }

    long bytes() {
      return (long) blocks * IoBatch.BLOCK_BYTES;
    }
  }

  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final WritePath writes;
  private final Outbox outbox;
  private final Map<Integer, Run> running = new LinkedHashMap<>();
  private int nextSerial;

  Reverts(Agenda agenda, FrontEnd frontEnd, WritePath writes, Outbox outbox) {
    this.agenda = agenda;
    this.frontEnd = frontEnd;
    this.writes = writes;
    this.outbox = outbox;
  }

  /** Begins; both snapshots hold all of the extents. */
  void start(Revert order, SnapshotAt newer, SnapshotAt older, Context context) {
    int serial = nextSerial++;
    running.put(serial, new Run(order, newer, older, context.padNanos()));
    next(context.nowNanos(), serial);
  }

  boolean isReverting(String snapshot) {
    return running.values().stream().anyMatch(run -> run.order.snapshot().equals(snapshot));
  }

  private void next(long nowNanos, int serial) {
    Run run = running.get(serial);
    if (isStillThere(nowNanos, serial, run)) {
      if (run.seek()) {
        run.startNanos = nowNanos;
        frontEnd.submit(nowNanos, Work.REVERT_READ, serial, 0);
      } else {
        done(nowNanos, serial, run);
      }
    }
  }

  private boolean isStillThere(long nowNanos, int serial, Run run) {
    if (!run.newer.isGone() && !run.older.isGone()) {
      return true;
    }
    running.remove(serial);
    Revert order = run.order;
    String gone = run.newer.isGone() ? order.snapshot() : order.to();
    String what = "Revert " + order.snapshot();
    String why = "snapshot " + gone + " is gone";
    outbox.letter(nowNanos, run.padNanos, order.replyTo(), new Refused(what, why));
    String text = what + " to " + order.to() + " ended early: " + why;
    outbox.incident(
        nowNanos, ArrayEvents.REVERT_FAILED, Level.ERROR, text, run.newer.snapshot().name());
    return false;
  }

  private void done(long nowNanos, int serial, Run run) {
    running.remove(serial);
    Revert order = run.order;
    int number = run.newer.lu().volume().number();
    outbox.letter(
        nowNanos,
        run.padNanos,
        order.replyTo(),
        new Reverted(order.snapshot(), number, run.reverted));
    String text =
        "Snapshot %s of LU %s reverted to %s, %d blocks had differed"
            .formatted(order.snapshot(), run.newer.lu().volume().name(), order.to(), run.reverted);
    outbox.incident(nowNanos, ArrayEvents.REVERTED, Level.INFORMATION, text, order.snapshot());
  }

  /** The front end has taken the command to read. */
  void read(long nowNanos, int serial) {
    Run run = running.get(serial);
    if (isStillThere(nowNanos, serial, run)) {
      SnapshotAt older = run.older;
      long read = older.lu().cached().readRun(nowNanos, older.snapshot(), run.first, run.blocks);
      agenda.add(read + frontEnd.latencyNanos(), Work.REVERT_OLD_DATA, serial, 0);
    }
  }

  /** The old content is there. */
  void oldData(long nowNanos, int serial) {
    Run run = running.get(serial);
    run.older.lu().meter().completed(IoKind.READ, run.bytes(), nowNanos - run.startNanos);
    run.startNanos = nowNanos;
    frontEnd.submit(nowNanos, Work.REVERT_WRITE, serial, 0);
  }

  /** The front end has taken the command to write. */
  void write(long nowNanos, int serial) {
    Run run = running.get(serial);
    if (isStillThere(nowNanos, serial, run)) {
      ManagedLu lu = run.newer.lu();
      if (!writes.writeDiff(nowNanos, this, serial, lu, run.newer.snapshot(), run.blocks)) {
        isStillThere(nowNanos, serial, run);
      }
    }
  }

  @Override
  public void stored(long nowNanos, WriteJob job) {
    Run run = running.get(job.index());
    run.newer.snapshot().revert(run.older.snapshot(), run.first, run.blocks);
  }

  @Override
  public void acknowledge(long doneNanos, int index) {
    agenda.add(doneNanos, Work.REVERT_WRITTEN, index, 0);
  }

  /** The run is complete. */
  void written(long nowNanos, int serial) {
    Run run = running.get(serial);
    run.newer.lu().meter().completed(IoKind.WRITE, run.bytes(), nowNanos - run.startNanos);
    run.reverted += run.blocks;
    next(nowNanos, serial);
  }
}
