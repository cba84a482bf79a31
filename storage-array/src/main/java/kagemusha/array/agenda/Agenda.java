package kagemusha.array.agenda;

import kagemusha.kernel.data.EventHeap;

/** What a controller will have to do, earliest first; equal times in order of entry. */
public final class Agenda {
  private final EventHeap heap = new EventHeap();

  public void add(long timeNanos, Work work, int owner, int index) {
    heap.add(timeNanos, work.with(owner, index));
  }

  /** Time of the earliest item, {@code Long.MAX_VALUE} if there is none. */
  public long nextNanos() {
    return heap.nextNanos();
  }

  /** Removes the earliest item; see {@link Work} for its parts. */
  public long poll() {
    return heap.poll();
  }

  public int size() {
    return heap.size();
  }
}
