package kagemusha.load.store;

import java.util.Arrays;
import java.util.Optional;
import kagemusha.array.protocol.IoBatch;

/** Looks through the blocks of a log disk: which log writes are there. */
final class LogSurvey {
  private final int blocksPerWrite;
  private final int writesPerBlock;
  private byte[] blocksFound = new byte[1024];
  private int newest;
  private String damage;

  LogSurvey(int logWriteBytes) {
    this.blocksPerWrite = DatabaseCheck.blocks(logWriteBytes);
    this.writesPerBlock = Math.max(1, IoBatch.BLOCK_BYTES / logWriteBytes);
  }

  /**
   * Takes in a block that was written; with the last log write in it, those before it are there.
   */
  void add(long block, int version) {
    if (!ContentVersion.isLog(version)) {
      damage = damage == null ? "block %d of the log holds none".formatted(block) : damage;
      return;
    }
    int number = ContentVersion.logOf(version);
    newest = Math.max(newest, number);
    for (int each = number - (number - 1) % writesPerBlock; each <= number; each++) {
      found(each);
    }
  }

  private void found(int number) {
    while (number >= blocksFound.length) {
      blocksFound = Arrays.copyOf(blocksFound, blocksFound.length * 2);
    }
    blocksFound[number]++;
  }

  private boolean has(int number) {
    return number < blocksFound.length && blocksFound[number] == blocksPerWrite;
  }

  /** The last of the log writes that follow each other without a gap, {@code first - 1} if none. */
  int lastFrom(int first) {
    int number = first;
    while (has(number)) {
      number++;
    }
    return number - 1;
  }

  /** The first of the log writes that lead up to one without a gap, {@code last + 1} if none do. */
  int firstTo(int last) {
    int number = last + 1;
    while (number > 1 && has(number - 1)) {
      number--;
    }
    return number;
  }

  /** The last log write that is there, whatever is missing before it. */
  int newest() {
    return newest;
  }

  boolean hasLaterThan(int number) {
    return newest > number;
  }

  /** The first thing that is wrong. */
  Optional<String> damage() {
    return Optional.ofNullable(damage);
  }
}
