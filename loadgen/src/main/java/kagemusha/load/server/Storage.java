package kagemusha.load.server;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.store.StoreOnDisk;

/**
 * All I/O of the server: which place of which disk, and when a changed page is written back. What
 * the store writes goes through {@link StoreWrites}.
 */
final class Storage {
  /**
   * Mean time for which a changed page stays in the cache: at a checkpoint depth of 20 MB and some
   * 0.8 MB of log a second, a page has to be on disk after about 25 s [EE].
   */
  private static final double PAGE_WRITE_DELAY_NANOS = 20e9;

  /** Size of one I/O of the operating system: paging and its own logs [EE]. */
  private static final int SYSTEM_IO_BYTES = 16 * 1024;

  /** How often the header is brought up to date [EE]. */
  private static final long HEADER_NANOS = 60_000_000_000L;

  private final MailSpec mail;
  private final EventHeap timers;
  private final DatabaseFile database;
  private final StoreWrites writes;
  private final RandomStream lazyWriter;
  private final RandomStream system;
  private final long changedSetPages;
  private GuestDisks disks;
  private int systemWrites;

  Storage(MailSpec mail, int users, EventHeap timers, Context context, GuestDisks disks) {
    this.mail = mail;
    this.changedSetPages = Math.max(1, mail.changedSetBytes() / mail.pageBytes());
    this.timers = timers;
    this.disks = disks;
    this.lazyWriter = context.random("mail.lazy-writer");
    this.system = context.random("mail.system-disk");
    this.database =
        new DatabaseFile(
            disks.usedBytes(VhdRole.DATABASE),
            disks.maxBytes(VhdRole.DATABASE),
            mail.pageBytes(),
            Math.max(1, users),
            context.random("mail.pages"));
    LogFiles log =
        new LogFiles(
            disks.usedBytes(VhdRole.LOG), disks.maxBytes(VhdRole.LOG), mail.logWriteBytes());
    this.writes = new StoreWrites(mail, database, log, disks);
    open(context.nowNanos());
    begin(context.nowNanos());
  }

  /** The operating system runs. */
  void begin(long timeNanos) {
    systemReadAfter(timeNanos);
    systemWriteAfter(timeNanos);
  }

  /** The database can be used: its header is kept up to date from now on. */
  void open(long timeNanos) {
    timers.add(timeNanos, Timer.HEADER.with(0));
  }

  /** The disks of the host on which the guest now runs. */
  void use(GuestDisks present) {
    disks = present;
    writes.use(present);
  }

  /** What was known of the disks is replaced by what is on them. */
  void found(StoreOnDisk disk) {
    systemWrites = disk.systemVersion();
    writes.found(disk);
  }

  /** What the store writes, to be stopped and let go. */
  StoreWrites writes() {
    return writes;
  }

  /** Reads a page that recovery brings up to date. */
  void readForRecovery(long timeNanos, long page, boolean first) {
    chain(timeNanos, VhdRole.DATABASE, page * mail.pageBytes(), mail.pageBytes(), first);
  }

  /** Reads so many log writes, all of them neighbours, for recovery. */
  void readLogsForRecovery(long timeNanos, int number, int count, boolean first) {
    long offset = writes.placeOf(number);
    long bytes =
        Math.min((long) count * mail.logWriteBytes(), disks.maxBytes(VhdRole.LOG) - offset);
    chain(timeNanos, VhdRole.LOG, offset, (int) bytes, first);
  }

  private void chain(long timeNanos, VhdRole role, long offset, int bytes, boolean first) {
    if (first) {
      disks.issue(timeNanos, 0, role, offset, bytes, IoKind.READ, 0, WaitTag.recovery());
    } else {
      disks.link(offset, bytes, IoKind.READ, 0, WaitTag.recovery());
    }
  }

  void readPage(long timeNanos, long padNanos, int user, long tag) {
    disks.issue(
        timeNanos,
        padNanos,
        VhdRole.DATABASE,
        database.coldPage(user) * mail.pageBytes(),
        mail.pageBytes(),
        IoKind.READ,
        0,
        tag);
  }

  /** One more page of the chain that {@link #readPage} began. */
  void thenReadPage(int user, long delayNanos, long tag) {
    long offset = database.coldPage(user) * mail.pageBytes();
    disks.link(offset, mail.pageBytes(), IoKind.READ, delayNanos, tag);
  }

  /** Reads places of the log one after another, as one chain. */
  void readLog(long timeNanos, List<Extent> places) {
    boolean first = true;
    for (Extent place : places) {
      long offset = place.firstBlock() * IoBatch.BLOCK_BYTES;
      int bytes = Math.toIntExact(place.blocks() * IoBatch.BLOCK_BYTES);
      if (first) {
        disks.issue(timeNanos, 0, VhdRole.LOG, offset, bytes, IoKind.READ, 0, WaitTag.replay());
      } else {
        disks.link(offset, bytes, IoKind.READ, 0, WaitTag.replay());
      }
      first = false;
    }
  }

  /** The number that the next log write will get. */
  int nextLog() {
    return writes.nextLog();
  }

  /** A log write of a commit. */
  void writeLog(long timeNanos, long padNanos, int commit) {
    writes.writeLog(timeNanos, padNanos, commit);
  }

  /** A log write that nobody waits for. */
  void writeLog(long timeNanos) {
    writes.writeLog(timeNanos);
  }

  /**
   * Changes pages of a mailbox in the cache; the lazy writer will write each at its own time.
   *
   * @param since the first log write that tells of the changes
   */
  void changePages(long timeNanos, int user, int pages, int since) {
    for (int i = 0; i < pages; i++) {
      writeLater(timeNanos, database.changedPage(user, changedSetPages), since);
    }
  }

  /** Fills new pages at the end of the database. */
  void appendPages(long timeNanos, int pages, int since) {
    for (int i = 0; i < pages; i++) {
      writeLater(timeNanos, database.newPage(), since);
    }
  }

  private void writeLater(long timeNanos, long page, int since) {
    long delayNanos = lazyWriter.exponentialNanos(PAGE_WRITE_DELAY_NANOS);
    if (writes.changePage(page, since)) {
      timers.add(timeNanos + delayNanos, Timer.PAGE_WRITE.with(page));
    }
  }

  /** The lazy writer's turn; nobody waits for it. */
  void writePage(long timeNanos, long page) {
    writes.writePage(timeNanos, page);
  }

  void updateHeader(long timeNanos) {
    writes.writeHeader(timeNanos);
    timers.add(timeNanos + HEADER_NANOS, Timer.HEADER.with(0));
  }

  void systemRead(long timeNanos) {
    issueSystem(timeNanos, IoKind.READ);
    systemReadAfter(timeNanos);
  }

  void systemWrite(long timeNanos) {
    issueSystem(timeNanos, IoKind.WRITE);
    systemWriteAfter(timeNanos);
  }

  /**
   * Page file, event logs and transport queue lie in the working set at the front of the disk; what
   * lies behind it was read when the server started and is at rest.
   */
  private void issueSystem(long timeNanos, IoKind kind) {
    long inUse = Math.min(disks.usedBytes(VhdRole.SYSTEM), mail.systemWorkingSetBytes());
    long places = Math.max(1, inUse / SYSTEM_IO_BYTES);
    long offset = system.below(places) * SYSTEM_IO_BYTES;
    int version = kind == IoKind.WRITE ? ++systemWrites : 0;
    disks.issue(
        timeNanos, 0, VhdRole.SYSTEM, offset, SYSTEM_IO_BYTES, kind, version, WaitTag.NOBODY);
  }

  private void systemReadAfter(long timeNanos) {
    systemAfter(timeNanos, mail.systemReadsPerSecond(), Timer.SYSTEM_READ);
  }

  private void systemWriteAfter(long timeNanos) {
    systemAfter(timeNanos, mail.systemWritesPerSecond(), Timer.SYSTEM_WRITE);
  }

  private void systemAfter(long timeNanos, double perSecond, Timer timer) {
    if (perSecond > 0) {
      timers.add(timeNanos + system.exponentialNanos(1e9 / perSecond), timer.with(0));
    }
  }
}
