package kagemusha.load.server;

import java.util.Arrays;

/**
 * The pages that are changed in the cache and not yet written back: a set of page numbers with open
 * addressing. It is only asked for membership, never walked, so its order decides nothing.
 */
final class DirtyPages {
  private static final long EMPTY = -1;

  private long[] table = emptyTable(1024);
  private int size;

  private static long[] emptyTable(int capacity) {
    long[] table = new long[capacity];
    Arrays.fill(table, EMPTY);
    return table;
  }

  int size() {
    return size;
  }

  boolean contains(long page) {
    return table[find(page)] == page;
  }

  /** Adds a page; false if it was there already. */
  boolean add(long page) {
    int at = find(page);
    if (table[at] == page) {
      return false;
    }
    table[at] = page;
    if (++size * 2 > table.length) {
      grow();
    }
    return true;
  }

  /** Removes a page and closes the gap, so that no probe sequence is interrupted. */
  void remove(long page) {
    int gap = find(page);
    if (table[gap] == EMPTY) {
      return;
    }
    size--;
    int mask = table.length - 1;
    for (int at = gap + 1 & mask; table[at] != EMPTY; at = at + 1 & mask) {
      if ((at - home(table[at]) & mask) >= (at - gap & mask)) {
        table[gap] = table[at];
        gap = at;
      }
    }
    table[gap] = EMPTY;
  }

  private void grow() {
    long[] old = table;
    table = emptyTable(old.length * 2);
    for (long page : old) {
      if (page != EMPTY) {
        table[find(page)] = page;
      }
    }
  }

  /** Where the page is, or the free place where it would go. */
  private int find(long page) {
    int mask = table.length - 1;
    int at = home(page);
    while (table[at] != page && table[at] != EMPTY) {
      at = at + 1 & mask;
    }
    return at;
  }

  private int home(long page) {
    return (int) (page * 0x9e3779b97f4a7c15L >>> 32) & table.length - 1;
  }
}
