package kagemusha.load.server;

/**
 * The first log write that recovery needs: no page that was changed by an earlier one is missing on
 * disk. Counts, for each log write, the pages with their oldest missing change there.
 */
final class Checkpoint {
  private int[] open = new int[1024];
  private int first;

  /**
   * @param first no page is missing that an earlier log write changed
   */
  Checkpoint(int first) {
    this.first = first;
  }

  /**
   * A page was changed that had been clean.
   *
   * @throws IllegalArgumentException if the log write lies before the checkpoint
   */
  void changed(int since) {
    if (since < first) {
      throw new IllegalArgumentException("a change by " + since + " after checkpoint " + first);
    }
    while (since - first >= open.length) {
      grow();
    }
    open[since & open.length - 1]++;
  }

  /** Such a page is on disk. */
  void written(int since) {
    if (--open[since & open.length - 1] < 0) {
      throw new IllegalStateException("no page changed by log write " + since + " is open");
    }
  }

  /** The checkpoint, at most {@code next}. */
  int first(int next) {
    while (first < next && open[first & open.length - 1] == 0) {
      first++;
    }
    return first;
  }

  private void grow() {
    int[] longer = new int[open.length * 2];
    for (int number = first; number < first + open.length; number++) {
      longer[number & longer.length - 1] = open[number & open.length - 1];
    }
    open = longer;
  }
}
