package kagemusha.load.server;

import kagemusha.kernel.data.EventHeap;
import kagemusha.load.store.ContentVersion;

/** How far the log is: numbers of log writes, and up to which all are on disk. */
final class LogSequence {
  private EventHeap early = new EventHeap();
  private int numbered;
  private int issued;
  private int durable;

  /**
   * Numbers one more log write, from 1.
   *
   * @throws IllegalStateException when there are no more numbers
   */
  int number() {
    if (numbered == ContentVersion.MAX_LOG) {
      throw new IllegalStateException(
          "a store makes at most " + ContentVersion.MAX_LOG + " log writes; make the run shorter");
    }
    return ++numbered;
  }

  /** The number that the next log write will get. */
  int next() {
    return numbered + 1;
  }

  /** The next one in order goes to the disk. */
  void issue(int number) {
    if (number != issued + 1) {
      throw new IllegalStateException("log write " + number + " after " + issued);
    }
    issued = number;
  }

  /** A log write is on disk; true if it was the one that all later ones waited for. */
  boolean written(int number) {
    early.add(number, 0);
    int before = durable;
    while (early.nextNanos() == durable + 1) {
      early.poll();
      durable++;
    }
    return durable > before;
  }

  /**
   * After a crash, when nothing is in flight any more: what had gone to the disk is there, what had
   * only been numbered is lost.
   */
  void crash() {
    early = new EventHeap();
    durable = issued;
    numbered = issued;
  }

  /** The disks say that this is the last log write. */
  void found(int last) {
    issued = last;
    crash();
  }

  /** Number of the last log write that has gone to the disk. */
  int issued() {
    return issued;
  }

  /** All log writes up to this one are on disk. */
  int durable() {
    return durable;
  }

  /** Whether a log write is on its way to the disk. */
  boolean inFlight() {
    return issued > durable;
  }

  /** Whether the log will go on without anybody's doing: a write is in flight or held. */
  boolean isUnderWay() {
    return numbered > durable;
  }
}
