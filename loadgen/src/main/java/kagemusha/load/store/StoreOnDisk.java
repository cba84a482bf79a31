package kagemusha.load.store;

import java.util.Iterator;
import java.util.Optional;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.MailSpec;

/**
 * What the disks of a guest say of its store: all that a server knows when it starts on another
 * host, or on disks that were restored.
 *
 * @param header version of the database's header, 0 if it was never in use
 * @param firstLog the first log write from which on none is missing
 * @param lastLog the last one, {@code firstLog - 1} if there is none
 * @param lastBlock the last block of the database that was written, counted from its start; -1 if
 *     none was
 * @param systemVersion the newest version on the system disk
 * @param damage why the database can be brought up by nothing
 */
public record StoreOnDisk(
    int header,
    int firstLog,
    int lastLog,
    long lastBlock,
    int systemVersion,
    Optional<String> damage) {

  /** Looks through the three disks. */
  public static StoreOnDisk of(
      MailSpec mail, WrittenBlocks database, WrittenBlocks log, WrittenBlocks system) {
    DatabaseCheck.Result result = new DatabaseCheck(mail).check(database, log, Optional.empty());
    int header = 0;
    long lastBlock = -1;
    for (Iterator<WrittenBlocks.Run> runs = database.runs(); runs.hasNext(); ) {
      WrittenBlocks.Run run = runs.next();
      for (int i = 0; i < run.versions().length; i++) {
        if (run.versions()[i] != 0) {
          lastBlock = run.firstBlock() + i;
          header = lastBlock == 0 ? run.versions()[i] : header;
        }
      }
    }
    LogSurvey logs = new LogSurvey(mail.logWriteBytes());
    DatabaseCheck.forEach(log, logs::add);
    int last = lastLog(result, header, logs);
    Optional<String> damage =
        result instanceof DatabaseCheck.Corrupt corrupt
            ? Optional.of(corrupt.why())
            : Optional.empty();
    return new StoreOnDisk(header, logs.firstTo(last), last, lastBlock, newest(system), damage);
  }

  /** Of what is damaged the newest one, so that no number comes twice. */
  private static int lastLog(DatabaseCheck.Result result, int header, LogSurvey logs) {
    if (result instanceof DatabaseCheck.DirtyShutdown dirty) {
      return dirty.lastLog();
    } else if (result instanceof DatabaseCheck.CleanShutdown) {
      return Math.max(0, ContentVersion.logOf(header) - 1);
    }
    return Math.max(logs.newest(), ContentVersion.logOf(header));
  }

  private static int newest(WrittenBlocks disk) {
    int newest = 0;
    for (Iterator<WrittenBlocks.Run> runs = disk.runs(); runs.hasNext(); ) {
      for (int version : runs.next().versions()) {
        newest = Math.max(newest, version);
      }
    }
    return newest;
  }

  /** How many blocks of the database are in use at least. */
  public long databaseBytes() {
    return (lastBlock + 1) * IoBatch.BLOCK_BYTES;
  }
}
