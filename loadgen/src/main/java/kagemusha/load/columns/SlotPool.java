package kagemusha.load.columns;

/** Numbers of table rows: fresh ones ascend from 0, released ones are used again, last first. */
public final class SlotPool {
  private int[] free = new int[Columns.INITIAL_ROWS];
  private int freeCount;
  private int fresh;

  public int take() {
    return freeCount > 0 ? free[--freeCount] : fresh++;
  }

  public void release(int slot) {
    free = Columns.fit(free, freeCount);
    free[freeCount++] = slot;
  }

  public int inUse() {
    return fresh - freeCount;
  }
}
