package kagemusha.load.server;

import java.util.ArrayDeque;
import java.util.Deque;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.data.EventHeap;
import kagemusha.load.store.ContentVersion;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.StoreOnDisk;

/**
 * Every write of the store, in an order from which it can be recovered at any moment:
 *
 * <ul>
 *   <li>A page goes to the disk when the log writes that tell of its change are there, and after
 *       the header that says that the database is in use.
 *   <li>At most 255 pages go between two log writes that become durable; the next one waits for
 *       another log write, which is made for it if none is under way.
 *   <li>A checkpoint goes into the header when no page with an older change is missing on disk.
 * </ul>
 *
 * While the store is frozen all this waits in order.
 */
final class StoreWrites {
  /** A write that waits for the thaw: a log write with its commit, or a page if the log is 0. */
  private record Held(long timeNanos, long padNanos, int log, int commit, long page) {}

  /** Told how long the log writes of a commit have waited, the artificial part left out. */
  interface Delayed {
    void waited(int commit, long nanos);
  }

  private static final int NOBODY = -1;

  private final MailSpec mail;
  private final DatabaseFile database;
  private final LogFiles log;
  private final LogSequence sequence = new LogSequence();
  private final EventHeap pagesByLog = new EventHeap();
  private final Deque<Held> held = new ArrayDeque<>();
  private Checkpoint checkpoint = new Checkpoint(1);
  private GuestDisks disks;
  private boolean frozen;
  private boolean mounted;
  private boolean dismounting;
  private int pagesSinceLog;
  private int pagesInFlight;
  private int headersInFlight;
  private int headerVersion;
  private boolean unusable;

  StoreWrites(MailSpec mail, DatabaseFile database, LogFiles log, GuestDisks disks) {
    this.mail = mail;
    this.database = database;
    this.log = log;
    this.disks = disks;
  }

  void use(GuestDisks present) {
    disks = present;
  }

  /** The number that the next log write will get. */
  int nextLog() {
    return sequence.next();
  }

  /** A log write that nobody waits for. */
  void writeLog(long timeNanos) {
    writeLog(timeNanos, 0, NOBODY);
  }

  /** A log write that a commit waits for. */
  void writeLog(long timeNanos, long padNanos, int commit) {
    if (dismounting) {
      throw new IllegalStateException("a database that is being dismounted writes no log");
    }
    int number = sequence.number();
    if (frozen) {
      held.add(new Held(timeNanos, padNanos, number, commit, 0));
    } else {
      issueLog(timeNanos, padNanos, number, commit);
    }
  }

  private void issueLog(long timeNanos, long padNanos, int number, int commit) {
    sequence.issue(number);
    disks.issue(
        timeNanos,
        padNanos,
        VhdRole.LOG,
        log.place(number, Math.max(1, ContentVersion.logOf(headerVersion))),
        mail.logWriteBytes(),
        IoKind.WRITE,
        ContentVersion.log(number),
        commit == NOBODY ? WaitTag.log(number) : WaitTag.commit(commit, number));
  }

  /**
   * Changes a page in the cache; false if it was dirty already. It is marked with the first log
   * write that tells of its oldest change and the last one that tells of its newest.
   *
   * @param since the first log write that tells of the change
   */
  boolean changePage(long page, int since) {
    long lastLog = sequence.next() - 1;
    if (database.change(page, lastLog << 32 | since)) {
      checkpoint.changed(since);
      return true;
    }
    database.changeAgain(page, lastLog << 32 | (int) database.mark(page));
    return false;
  }

  /** The lazy writer's turn with a page, unless it has been written already. */
  void writePage(long timeNanos, long page) {
    long change = database.mark(page);
    int needed = (int) (change >>> 32);
    if (change == DirtyPages.CLEAN) {
      return;
    }
    if (frozen || !mounted) {
      held.add(new Held(timeNanos, 0, 0, NOBODY, page));
    } else if (needed > sequence.durable()) {
      pagesByLog.add(needed, page);
    } else if (pagesSinceLog == ContentVersion.MAX_PAGES) {
      pagesByLog.add(sequence.durable() + 1L, page);
      if (!sequence.isUnderWay()) {
        issueLog(timeNanos, 0, sequence.number(), NOBODY);
      }
    } else {
      issuePage(timeNanos, page, (int) change);
    }
  }

  private void issuePage(long timeNanos, long page, int since) {
    database.written(page);
    pagesInFlight++;
    disks.issue(
        timeNanos,
        0,
        VhdRole.DATABASE,
        page * mail.pageBytes(),
        mail.pageBytes(),
        IoKind.WRITE,
        ContentVersion.page(sequence.durable(), ++pagesSinceLog),
        WaitTag.page(since));
  }

  /** Brings the header up to date, the first time to mount the database. */
  void writeHeader(long timeNanos) {
    int version = ContentVersion.dirtyHeader(checkpoint());
    if (!frozen && !dismounting && version != headerVersion) {
      issueHeader(timeNanos, version);
    }
  }

  private void issueHeader(long timeNanos, int version) {
    headerVersion = version;
    headersInFlight++;
    int bytes = mail.pageBytes();
    disks.issue(timeNanos, 0, VhdRole.DATABASE, 0, bytes, IoKind.WRITE, version, WaitTag.header());
  }

  private int checkpoint() {
    return checkpoint.first(Math.min(sequence.issued() + 1, ContentVersion.MAX_LOG));
  }

  /** A write has come back; whatever it was, those that waited for it go on. */
  void written(long timeNanos, long tag) {
    if (WaitTag.isLog(tag)) {
      logWritten(timeNanos, WaitTag.log(tag));
    } else if (WaitTag.isPage(tag)) {
      checkpoint.written(WaitTag.since(tag));
      pagesInFlight--;
    } else if (WaitTag.isHeader(tag)) {
      headersInFlight--;
      headerWritten(timeNanos);
    }
    finishDismount(timeNanos);
  }

  private void logWritten(long timeNanos, int number) {
    if (sequence.written(number)) {
      pagesSinceLog = 0;
      while (pagesByLog.nextNanos() <= sequence.durable()) {
        writePage(timeNanos, pagesByLog.poll());
      }
    }
  }

  private void headerWritten(long timeNanos) {
    if (!mounted) {
      mounted = true;
      if (!frozen) {
        releaseHeld(timeNanos, 0, (commit, nanos) -> {});
      }
    }
  }

  /** Lets nothing but a header with the checkpoint go to the disk from now on. */
  void freeze(long timeNanos) {
    if (!dismounting) {
      issueHeader(timeNanos, ContentVersion.dirtyHeader(checkpoint()));
    }
    frozen = true;
  }

  /** Whether no write is in flight. */
  boolean isQuiet() {
    return !sequence.inFlight() && pagesInFlight == 0 && headersInFlight == 0;
  }

  /** What the frozen database needs for recovery. */
  StoreDocument document() {
    return new StoreDocument(ContentVersion.logOf(headerVersion), sequence.issued());
  }

  /**
   * Lets everything go in order. The first page waits for another log write, so that what was
   * written after a freeze can be told from what was frozen.
   */
  void thaw(long timeNanos, long artificialNanos, Delayed delayed) {
    frozen = false;
    pagesSinceLog = ContentVersion.MAX_PAGES;
    releaseHeld(timeNanos, artificialNanos, delayed);
  }

  private void releaseHeld(long timeNanos, long artificialNanos, Delayed delayed) {
    for (int left = held.size(); left > 0; left--) {
      Held each = held.poll();
      if (each.log() == 0) {
        writePage(timeNanos, each.page());
      } else {
        long waited = timeNanos - each.timeNanos();
        long padding = Math.min(waited, artificialNanos);
        if (each.commit() != NOBODY) {
          delayed.waited(each.commit(), waited - padding);
        }
        issueLog(timeNanos, each.padNanos() + padding, each.log(), each.commit());
      }
    }
  }

  /** Where log writes are. */
  LogRange logs(int first, int last, LogRange.Which which) {
    return log.range(first, last, which);
  }

  /** Logs below the number are in a backup; returns how many files have been deleted. */
  int truncate(int number) {
    return log.truncate(number);
  }

  /** Writes all that is dirty, and then a header that says that nothing needs recovery. */
  void dismount(long timeNanos) {
    // A database that has not been written to yet is mounted first, or it would never be closed.
    mount(timeNanos);
    dismounting = true;
    for (long page : database.allDirty()) {
      writePage(timeNanos, page);
    }
    finishDismount(timeNanos);
  }

  /** Whether the database has been dismounted and all of it is on disk. */
  boolean isDismounted() {
    return dismounting
        && isQuiet()
        && database.dirtyPages() == 0
        && (unusable || headerVersion == ContentVersion.cleanHeader(checkpoint()));
  }

  /** The guest has ended: what had not gone to the disk is lost. */
  void end() {
    held.clear();
    while (!pagesByLog.isEmpty()) {
      pagesByLog.poll();
    }
    frozen = false;
    mounted = false;
    dismounting = false;
    pagesInFlight = 0;
    headersInFlight = 0;
  }

  /**
   * What the disks say of the database when the guest has started again: nothing is in flight. The
   * first page that is written waits for another log write, so that no version comes twice.
   */
  StoreRecovery.Need need() {
    sequence.crash();
    pagesSinceLog = ContentVersion.MAX_PAGES;
    int first = Math.max(1, ContentVersion.logOf(headerVersion));
    checkpoint = new Checkpoint(first);
    if (ContentVersion.isCleanHeader(headerVersion)) {
      first = sequence.issued() + 1;
    } else {
      mounted = headerVersion != 0;
    }
    return new StoreRecovery.Need(first, sequence.issued(), redo());
  }

  /** Pages with changes that the log on disk tells of are dirty again; other changes are lost. */
  private long[] redo() {
    for (long page : database.allDirty()) {
      long change = database.mark(page);
      int since = (int) change;
      if (since > sequence.issued()) {
        database.written(page);
      } else {
        long needed = Math.min(change >>> 32, sequence.issued());
        database.changeAgain(page, needed << 32 | since);
        checkpoint.changed(since);
      }
    }
    return database.allDirty();
  }

  /**
   * What was known of the disks is replaced by what is on them; {@link #need} comes next. Which
   * pages the logs tell of is not known any more.
   */
  void found(StoreOnDisk disk) {
    end();
    headerVersion = disk.header();
    unusable = disk.damage().isPresent();
    sequence.found(disk.lastLog());
    log.found(disk.firstLog());
    database.found((disk.databaseBytes() + mail.pageBytes() - 1) / mail.pageBytes());
    if (unusable) {
      dismounting = true;
      checkpoint = new Checkpoint(sequence.next());
    }
  }

  /** Where a log write lies on the log disk. */
  long placeOf(int number) {
    return log.place(number, number);
  }

  /** A database that was never in use gets its header before its pages. */
  void mount(long timeNanos) {
    if (!mounted) {
      writeHeader(timeNanos);
    }
  }

  /** Whether no changed page is in memory. */
  boolean isFlushed() {
    return database.dirtyPages() == 0;
  }

  private void finishDismount(long timeNanos) {
    if (!dismounting || !mounted || !isQuiet() || !held.isEmpty() || database.dirtyPages() > 0) {
      return;
    }
    int version = ContentVersion.cleanHeader(checkpoint());
    if (version != headerVersion) {
      issueHeader(timeNanos, version);
    }
  }

  /**
   * The files of a dismounted database have been replaced and its logs replayed: writes a header
   * that says that no log is needed. The numbers of log writes go on, so that a log of the time
   * that was given up is never taken for a new one.
   */
  void seal(long timeNanos) {
    unusable = false;
    issueHeader(timeNanos, ContentVersion.cleanHeader(checkpoint()));
    log.truncate(sequence.next());
  }

  /** Takes a dismounted database into use again. */
  void remount(long timeNanos) {
    dismounting = false;
    mounted = false;
    pagesSinceLog = ContentVersion.MAX_PAGES;
    mount(timeNanos);
  }

  void invariant() {
    if (!frozen && mounted && !held.isEmpty()) {
      throw new IllegalStateException(held.size() + " writes of the store wait for nothing");
    }
    if (sequence.durable() > sequence.issued() || sequence.issued() >= sequence.next()) {
      throw new IllegalStateException("the log has overtaken itself");
    }
  }
}
