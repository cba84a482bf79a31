package kagemusha.node.migration;

import java.util.List;

/**
 * A live migration as the host sees it that the virtual machine leaves.
 *
 * <pre>
 * None      --Begin--> Waiting               the desk is asked
 * Waiting   --Go--> Asking                   the other host is asked over the first network
 * Asking    --silence--> Asking              over the next network; None after the last: 21502
 * Asking    --Accepted--> Copying(pass 1)    all of the memory
 * Asking    --Declined--> None               21502
 * Copying   --PassOver--> Copying(pass + 1)  what has changed meanwhile
 * Copying   --PassOver, little left or enough passes--> HandingOver   it stands still
 * Copying   --silence--> None                it stays
 * any       --GivenUp--> None                it has been turned off, or has stopped
 * HandingOver --it has left--> None
 * </pre>
 */
sealed interface MigrationState {
  record None() implements MigrationState {}

  record Waiting(Trip trip) implements UnderWay {}

  /** {@code left} are the networks that have not been tried, the present one included. */
  record Asking(Trip trip, List<String> left) implements UnderWay {
    public Asking {
      left = List.copyOf(left);
    }

    String network() {
      return left.get(0);
    }
  }

  /**
   * The pages are on their way.
   *
   * @param pass from 1
   * @param passBytes what this pass copies
   * @param sinceNanos when it began
   * @param copiedBytes what earlier passes have copied
   * @param brownOutNanos how long they took, without padding
   */
  record Copying(
      Trip trip,
      String network,
      int pass,
      long passBytes,
      long sinceNanos,
      long copiedBytes,
      long brownOutNanos)
      implements UnderWay {}

  record HandingOver(Trip trip) implements UnderWay {}

  /** Whoever is on its way. */
  sealed interface UnderWay extends MigrationState {
    Trip trip();
  }
}
