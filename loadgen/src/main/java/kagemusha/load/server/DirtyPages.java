package kagemusha.load.server;

import java.util.Arrays;

/**
 * The pages that are changed in the cache and not yet written back, each with a mark: page numbers
 * with open addressing. They are handed out in order of number only, so the table's order decides
 * nothing.
 */
final class DirtyPages {
  private static final long EMPTY = -1;

  /** The mark of a page that is not here. */
  static final long CLEAN = -1;

  private long[] table = emptyTable(1024);
  private long[] marks = new long[1024];
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

  /** The mark of a page, or {@link #CLEAN}. */
  long mark(long page) {
    int at = find(page);
    return table[at] == page ? marks[at] : CLEAN;
  }

  /** All pages in ascending order. */
  long[] sorted() {
    return Arrays.stream(table).filter(page -> page != EMPTY).sorted().toArray();
  }

  /** Adds a page with a mark that is not negative; false if it was there already. */
  boolean add(long page, long mark) {
    int at = find(page);
    if (table[at] == page) {
      return false;
    }
    table[at] = page;
    marks[at] = mark;
    if (++size * 2 > table.length) {
      grow();
    }
    return true;
  }

  /** Gives a page that is here another mark. */
  void mark(long page, long mark) {
    marks[find(page)] = mark;
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
        marks[gap] = marks[at];
        gap = at;
      }
    }
    table[gap] = EMPTY;
  }

  private void grow() {
    long[] old = table;
    long[] oldMarks = marks;
    table = emptyTable(old.length * 2);
    marks = new long[table.length];
    for (int i = 0; i < old.length; i++) {
      if (old[i] != EMPTY) {
        int at = find(old[i]);
        table[at] = old[i];
        marks[at] = oldMarks[i];
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
