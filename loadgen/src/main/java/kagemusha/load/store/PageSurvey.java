package kagemusha.load.store;

import java.util.Optional;
import kagemusha.array.protocol.IoBatch;

/** Looks through the blocks of a database in order: header, newest page, first damage. */
final class PageSurvey {
  static final long NONE = -1;

  private final int pageBytes;
  private final int pageBlocks;
  private int header;
  private long newestPage = NONE;
  private int newestLog;
  private String damage;

  private long unit = NONE;
  private int unitVersion;
  private int unitBlocks;

  PageSurvey(int pageBytes) {
    this.pageBytes = pageBytes;
    this.pageBlocks = pageBytes % IoBatch.BLOCK_BYTES == 0 ? pageBytes / IoBatch.BLOCK_BYTES : 1;
  }

  /** Takes in a block that was written. */
  void add(long block, int version) {
    if (block / pageBlocks != unit) {
      end();
      unit = block / pageBlocks;
      unitVersion = version;
    }
    if (version != unitVersion) {
      damaged("page %d is torn: its blocks have versions %d and %d", unitVersion, version);
    }
    unitBlocks++;
  }

  /** All blocks have been taken in. */
  void end() {
    if (unit != NONE) {
      if (unitBlocks < pageBlocks) {
        damaged("page %d is torn: of %d blocks %d are there", pageBlocks, unitBlocks);
      }
      unit(page(), unitVersion);
    }
    unit = NONE;
    unitBlocks = 0;
  }

  private void unit(long page, int version) {
    if (unit == 0) {
      header = version;
      return;
    }
    if (ContentVersion.isLog(version)) {
      damaged("page %d holds a log write", 0, 0);
    }
    int log = ContentVersion.logOf(version);
    if (newestPage == NONE || log > newestLog) {
      newestPage = page;
      newestLog = log;
    }
  }

  private long page() {
    return unit * pageBlocks * IoBatch.BLOCK_BYTES / pageBytes;
  }

  private void damaged(String what, int first, int second) {
    if (damage == null) {
      damage = what.formatted(page(), first, second);
    }
  }

  /** Version of the header, 0 if it was not written. */
  int header() {
    return header;
  }

  /** The page that needs the most log, or {@link #NONE}. */
  long newestPage() {
    return newestPage;
  }

  /** The last log write that any page needs. */
  int newestLog() {
    return newestLog;
  }

  /** The first thing that is wrong. */
  Optional<String> damage() {
    return Optional.ofNullable(damage);
  }
}
