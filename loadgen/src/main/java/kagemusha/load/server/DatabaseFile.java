package kagemusha.load.server;

import kagemusha.kernel.random.RandomStream;

/**
 * The database file on its virtual disk. Each user's mailbox is an equal, contiguous slice of what
 * was allocated when the server started; pages of new mail are appended behind it until the disk is
 * full, and from then on land in free pages anywhere. A dirty page is in the cache: it is neither
 * read nor dirtied once more, because the given rates are those of misses and of pages written.
 */
final class DatabaseFile {
  /** How often another page is drawn when one is dirty; only a tiny mailbox can run out of it. */
  private static final int DRAWS = 8;

  private final int pageBytes;
  private final long pages;
  private final long maxPages;
  private final long pagesPerUser;
  private final int users;
  private final RandomStream choice;
  private final DirtyPages dirty = new DirtyPages();
  private long end;

  DatabaseFile(long usedBytes, long maxBytes, int pageBytes, int users, RandomStream choice) {
    this.pageBytes = pageBytes;
    this.users = users;
    this.choice = choice;
    this.maxPages = Math.max(1, maxBytes / pageBytes);
    this.pages = Math.max(1, Math.min(maxPages, usedBytes / pageBytes));
    this.pagesPerUser = Math.max(1, pages / Math.max(1, users));
    this.end = pages;
  }

  int pageBytes() {
    return pageBytes;
  }

  /** Offset of a random page of the user's mailbox that is not in the cache. */
  long coldPage(int user) {
    return cleanPage(user) * pageBytes;
  }

  /** Changes a random page of the user's mailbox; returns its offset. */
  long dirtyPage(int user) {
    return markDirty(cleanPage(user));
  }

  /** Fills a new page; returns its offset. */
  long appendPage() {
    return markDirty(end < maxPages ? end++ : choice.below(maxPages));
  }

  /** A page has been handed to the disk. */
  void written(long offset) {
    dirty.remove(offset / pageBytes);
  }

  int dirtyPages() {
    return dirty.size();
  }

  private long markDirty(long page) {
    dirty.add(page);
    return page * pageBytes;
  }

  private long cleanPage(int user) {
    long first = user % users * pagesPerUser % pages;
    long page = first + choice.below(pagesPerUser);
    for (int i = 1; i < DRAWS && dirty.contains(page); i++) {
      page = first + choice.below(pagesPerUser);
    }
    return page;
  }
}
