package kagemusha.load.store;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;

/**
 * Log writes that follow each other, and where they are.
 *
 * @param last number of the last one; {@code first - 1} if there are none
 * @param places blocks of the log disk, in order of address
 */
public record LogRange(int first, int last, List<Extent> places) {
  /** Which log writes are wanted. */
  public enum Which {
    /** Those that are there. */
    PRESENT,
    /** Those that are there, without the file that is still being written. */
    CLOSED,
    /** All, also those that a backup has truncated and a restore brings back. */
    RESTORED
  }

  public LogRange {
    places = List.copyOf(places);
  }
}
