package kagemusha.backup.dpm;

import java.util.Arrays;
import java.util.Optional;

/** The event log's entries about content: what was proven, or not if the level is ERROR. */
public enum ContentEvent {
  /** A disk of a replica agrees with its snapshot. */
  REPLICA(ServerEvents.DISK_VERIFIED),
  /** A recovery point agrees with the snapshot of its job. */
  POINT(ServerEvents.POINT_VERIFIED),
  /** A restored disk agrees with its recovery point. */
  RESTORE(ServerEvents.RESTORE_VERIFIED),
  /** The mail database in a recovery point, or in what was restored from it. */
  DATABASE(ServerEvents.DATABASE_CHECKED),
  /** Something is not what it should be. */
  DIFFERENCE(ServerEvents.CONTENT_DIFFERS);

  private final int number;

  ContentEvent(int number) {
    this.number = number;
  }

  /** What an entry is about, if it is about content. */
  public static Optional<ContentEvent> of(String source, int number) {
    return Arrays.stream(values())
        .filter(each -> source.equals(ServerEvents.SOURCE) && each.number == number)
        .findFirst();
  }
}
