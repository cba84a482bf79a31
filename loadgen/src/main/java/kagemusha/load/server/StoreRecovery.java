package kagemusha.load.server;

/**
 * The store after a crash of its guest: reads the logs from the checkpoint on, reads the pages that
 * they tell of, writes these back and opens the database.
 *
 * <pre>
 * READING_LOGS   --last log read-----> READING_PAGES
 * READING_PAGES  --last page read----> WRITING        pages are written in the order of the log
 * WRITING        --last page on disk-> DONE           the database can be used
 * </pre>
 *
 * A database that was shut down properly needs nothing of this. The reads of a phase are one chain,
 * because a closed loop faster than the quantum may not run between machines; pages are read in
 * {@value #CHAINS} chains at once [EE].
 */
final class StoreRecovery {
  /**
   * What is needed.
   *
   * @param firstLog first log write to be replayed
   * @param lastLog last one; {@code firstLog - 1} if there is none
   * @param pages pages that they changed and that are not on disk, in ascending order
   */
  record Need(int firstLog, int lastLog, long[] pages) {
    boolean isNothing() {
      return lastLog < firstLog && pages.length == 0;
    }
  }

  private enum Phase {
    READING_LOGS,
    READING_PAGES,
    WRITING,
    DONE
  }

  static final int CHAINS = 8;

  /** Log writes that are read at once: a store reads its logs in large pieces [EE]. */
  private static final int LOGS_AT_ONCE = 16;

  private final Need need;
  private final Storage storage;
  private Phase phase;
  private int reads;

  private StoreRecovery(Need need, Storage storage, Phase phase) {
    this.need = need;
    this.storage = storage;
    this.phase = phase;
  }

  /** Nothing to recover. */
  static StoreRecovery none(Storage storage) {
    return new StoreRecovery(new Need(1, 0, new long[0]), storage, Phase.DONE);
  }

  static StoreRecovery begin(Need need, Storage storage, long timeNanos) {
    StoreRecovery recovery = new StoreRecovery(need, storage, Phase.READING_LOGS);
    recovery.readLogs(timeNanos);
    return recovery;
  }

  private void readLogs(long timeNanos) {
    for (int log = need.firstLog(); log <= need.lastLog(); log += LOGS_AT_ONCE) {
      int count = Math.min(LOGS_AT_ONCE, need.lastLog() - log + 1);
      storage.readLogsForRecovery(timeNanos, log, count, reads++ == 0);
    }
    if (reads == 0) {
      readPages(timeNanos);
    }
  }

  private void readPages(long timeNanos) {
    phase = Phase.READING_PAGES;
    long[] pages = need.pages();
    int length = (pages.length + CHAINS - 1) / CHAINS;
    for (int i = 0; i < pages.length; i++) {
      storage.readForRecovery(timeNanos, pages[i], i % length == 0);
    }
    reads = pages.length;
    if (reads == 0) {
      write(timeNanos);
    }
  }

  private void write(long timeNanos) {
    phase = Phase.WRITING;
    storage.writes().mount(timeNanos);
    for (long page : need.pages()) {
      storage.writePage(timeNanos, page);
    }
    written();
  }

  /** A read of the recovery is done. */
  void read(long timeNanos) {
    if (--reads > 0) {
      return;
    }
    if (phase == Phase.READING_LOGS) {
      readPages(timeNanos);
    } else {
      write(timeNanos);
    }
  }

  /** A write is done; perhaps it was the last one. */
  void written() {
    if (phase == Phase.WRITING && storage.writes().isFlushed() && storage.writes().isQuiet()) {
      phase = Phase.DONE;
    }
  }

  boolean isDone() {
    return phase == Phase.DONE;
  }
}
