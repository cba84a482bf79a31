package kagemusha.load.store;

import java.util.Iterator;
import java.util.Optional;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.MailSpec;

/**
 * What the store's own check would say of a copy of its disks: whether the database was shut down
 * properly, or which logs would bring it up to date, or why nothing can. It reads the database and
 * the log disk; the system disk has no part in it.
 *
 * <p>Simplifications: a page that is stale as a whole is not found, if no log is missing (the
 * comparison of a copy with its original block by block finds it); pages whose size is no multiple
 * of a block are not examined for tears, because neighbours share blocks.
 */
public final class DatabaseCheck {
  /** The verdict. */
  public sealed interface Result {}

  /** The database needs no log. */
  public record CleanShutdown() implements Result {}

  /**
   * Recovery replays these logs and then all is well.
   *
   * @param firstLog first log write that is needed
   * @param lastLog last one; {@code firstLog - 1} if none is needed
   */
  public record DirtyShutdown(int firstLog, int lastLog) implements Result {}

  /** Recovery is impossible, or the copy is not what it should be. */
  public record Corrupt(String why) implements Result {}

  private final int pageBytes;
  private final int logWriteBytes;

  public DatabaseCheck(MailSpec mail) {
    this.pageBytes = mail.pageBytes();
    this.logWriteBytes = mail.logWriteBytes();
  }

  /**
   * Checks a copy.
   *
   * @param frozen what the writer noted when the copy was made, if it was made of a frozen store
   */
  public Result check(WrittenBlocks database, WrittenBlocks log, Optional<StoreDocument> frozen) {
    var pages = new PageSurvey(pageBytes);
    var logs = new LogSurvey(logWriteBytes);
    forEach(database, pages::add);
    pages.end();
    forEach(log, logs::add);
    Optional<String> damage = pages.damage().or(logs::damage);
    if (damage.isPresent()) {
      return new Corrupt(damage.get());
    }
    return frozen
        .map(document -> frozen(pages, logs, document))
        .orElseGet(() -> verdict(pages, logs));
  }

  /** Takes in a block that was written. */
  interface BlockVisitor {
    void add(long block, int version);
  }

  static void forEach(WrittenBlocks blocks, BlockVisitor visitor) {
    for (Iterator<WrittenBlocks.Run> runs = blocks.runs(); runs.hasNext(); ) {
      WrittenBlocks.Run run = runs.next();
      int[] versions = run.versions();
      for (int i = 0; i < versions.length; i++) {
        if (versions[i] != 0) {
          visitor.add(run.firstBlock() + i, versions[i]);
        }
      }
    }
  }

  private static Result verdict(PageSurvey pages, LogSurvey logs) {
    int header = pages.header();
    if (header == 0) {
      return pages.newestPage() == PageSurvey.NONE ? neverMounted(logs) : headerLost(pages);
    } else if (ContentVersion.isCleanHeader(header)) {
      return clean(pages, logs, ContentVersion.logOf(header));
    } else if (!ContentVersion.isDirtyHeader(header)) {
      return new Corrupt("the header's version %d is not one of a header".formatted(header));
    }
    int checkpoint = ContentVersion.logOf(header);
    int last = logs.lastFrom(checkpoint);
    if (pages.newestLog() <= last) {
      return new DirtyShutdown(checkpoint, last);
    }
    return logs.hasLaterThan(last)
        ? missing(last + 1, pages)
        : new Corrupt(
            "page %d is newer than the last log write on disk, %d"
                .formatted(pages.newestPage(), last));
  }

  private static Result neverMounted(LogSurvey logs) {
    int last = logs.lastFrom(1);
    return last == 0 ? new CleanShutdown() : new DirtyShutdown(1, last);
  }

  private static Result headerLost(PageSurvey pages) {
    return new Corrupt("page %d has been written, the header not".formatted(pages.newestPage()));
  }

  private static Result clean(PageSurvey pages, LogSurvey logs, int checkpoint) {
    if (pages.newestLog() >= checkpoint) {
      return new Corrupt("page %d is newer than the clean shutdown".formatted(pages.newestPage()));
    }
    return logs.hasLaterThan(checkpoint - 1)
        ? new Corrupt("the log is newer than the clean shutdown")
        : new CleanShutdown();
  }

  private static Corrupt missing(int log, PageSurvey pages) {
    return new Corrupt(
        "log write %d is missing, page %d needs all up to %d"
            .formatted(log, pages.newestPage(), pages.newestLog()));
  }

  /** Not only must recovery be possible: it must lead to the moment of the freeze. */
  private static Result frozen(PageSurvey pages, LogSurvey logs, StoreDocument document) {
    if (pages.header() != ContentVersion.dirtyHeader(document.checkpoint())) {
      return notFrozen(
          "the header's version is %d, its checkpoint should be %d"
              .formatted(pages.header(), document.checkpoint()));
    } else if (pages.newestLog() > document.lastLog()) {
      return notFrozen("page %d is newer".formatted(pages.newestPage()));
    } else if (logs.hasLaterThan(document.lastLog())) {
      return notFrozen("the log goes beyond log write %d".formatted(document.lastLog()));
    }
    int last = logs.lastFrom(document.checkpoint());
    return last < document.lastLog()
        ? new Corrupt(
            "log write %d is missing, required are %d to %d"
                .formatted(last + 1, document.checkpoint(), document.lastLog()))
        : new DirtyShutdown(document.checkpoint(), document.lastLog());
  }

  private static Corrupt notFrozen(String what) {
    return new Corrupt("not what the writer froze: " + what);
  }

  /** Blocks that a size takes up. */
  static int blocks(int bytes) {
    return (bytes + IoBatch.BLOCK_BYTES - 1) / IoBatch.BLOCK_BYTES;
  }
}
