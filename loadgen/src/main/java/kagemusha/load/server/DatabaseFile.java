package kagemusha.load.server;

import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.random.RandomStream;

/**
 * The database file on its virtual disk, by page numbers. Page 0 is the header (and what else is in
 * its block, if pages are smaller than one). Each user's mailbox is an equal, contiguous slice of
 * what was allocated when the server started; pages of new mail are appended behind it until the
 * disk is full, and from then on land in free pages anywhere. A dirty page is in the cache: it is
 * neither read nor dirtied once more, because the given rates are those of misses and of pages
 * written.
 */
final class DatabaseFile {
  /** How often another page is drawn when one is dirty; only a tiny mailbox can run out of it. */
  private static final int DRAWS = 8;

  private final int headerPages;
  private final long pages;
  private final long maxPages;
  private final long pagesPerUser;
  private final int users;
  private final RandomStream choice;
  private final DirtyPages dirty = new DirtyPages();
  private final long firstEnd;
  private long end;

  DatabaseFile(long usedBytes, long maxBytes, int pageBytes, int users, RandomStream choice) {
    this.headerPages = Math.max(1, (IoBatch.BLOCK_BYTES + pageBytes - 1) / pageBytes);
    this.users = users;
    this.choice = choice;
    this.maxPages = Math.max(headerPages + 1, maxBytes / pageBytes);
    this.end = Math.max(headerPages + 1, Math.min(maxPages, usedBytes / pageBytes));
    this.firstEnd = end;
    this.pages = end - headerPages;
    this.pagesPerUser = Math.max(1, pages / Math.max(1, users));
  }

  /** The disks say that so many pages are in use at least; nothing is in the cache. */
  void found(long usedPages) {
    end = Math.max(firstEnd, Math.min(maxPages, usedPages));
    for (long page : dirty.sorted()) {
      dirty.remove(page);
    }
  }

  /** A random page of the user's mailbox, one that is not in the cache if that can be found. */
  long coldPage(int user) {
    return clean(user, pagesPerUser);
  }

  /**
   * The same among the first pages of the mailbox: its tables and views, which change over again.
   */
  long changedPage(int user, long setPages) {
    return clean(user, Math.min(setPages, pagesPerUser));
  }

  private long clean(int user, long among) {
    long first = headerPages + user % users * pagesPerUser % pages;
    long page = first + choice.below(among);
    for (int i = 1; i < DRAWS && dirty.contains(page); i++) {
      page = first + choice.below(among);
    }
    return page;
  }

  /** A new page. */
  long newPage() {
    return end < maxPages ? end++ : headerPages + choice.below(maxPages - headerPages);
  }

  /** Changes a clean page in the cache; false if it was dirty already, and keeps its mark then. */
  boolean change(long page, long mark) {
    return dirty.add(page, mark);
  }

  /** Changes a dirty page once more. */
  void changeAgain(long page, long mark) {
    dirty.mark(page, mark);
  }

  /** The mark of a dirty page, {@link DirtyPages#CLEAN} if it is not dirty. */
  long mark(long page) {
    return dirty.mark(page);
  }

  /** A page has been handed to the disk. */
  void written(long page) {
    dirty.remove(page);
  }

  int dirtyPages() {
    return dirty.size();
  }

  /** The dirty pages in ascending order. */
  long[] allDirty() {
    return dirty.sorted();
  }
}
