package kagemusha.node;

import kagemusha.array.protocol.IoCause;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoParts;

/**
 * How long an I/O took as the guest sees it, and what of that was spent where. A write whose disk
 * had to grow first has waited for that as well.
 */
final class GuestLatency {
  private final Flights flights;
  private final long pathNanos;
  private final IoParts parts = new IoParts();

  /**
   * @param pathNanos what the path through the host takes
   */
  GuestLatency(Flights flights, long pathNanos) {
    this.flights = flights;
    this.pathNanos = pathNanos;
  }

  /** Of the last I/O that was asked for. */
  IoParts parts() {
    return parts;
  }

  /** The latency, and its parts; what no other part explains was spent on the storage network. */
  long of(IoCompletions batch, int row, int slot) {
    parts.begin(batch, row);
    long guestHold = flights.guestHolds[slot];
    if (guestHold != 0) {
      parts.set(IoCause.GUEST_HOLD, guestHold);
    }
    if (flights.linked[slot]) {
      parts.way(batch.hopNanos(row) - pathNanos - batch.redirectNanos(row), pathNanos);
      if (flights.grown[slot]) {
        parts.set(IoCause.GROWTH, flights.growthNanos[slot]);
        parts.more(IoCause.HOST_HOLD, flights.growthHolds[slot]);
        parts.more(IoCause.REDIRECTION, flights.growthRedirects[slot]);
      }
      return parts.sumNanos();
    }
    long padding = batch.padNanos(row) - flights.padNanos[slot];
    long outside = batch.timeNanos(row) - flights.issuedNanos[slot] - padding;
    long known =
        batch.residenceNanos(row) + batch.holdNanos(row) + batch.redirectNanos(row) + guestHold;
    parts.way(outside - known, pathNanos);
    return outside + pathNanos;
  }

  /**
   * The write behind it has waited as long. Where the two travel apart the write may be back
   * already; then it was charged the declared cost of the trip to the owner instead.
   */
  void grown(int slot, long latencyNanos) {
    int write = flights.growthFor[slot];
    if (flights.linked[write] && flights.issuedNanos[write] == flights.issuedNanos[slot]) {
      long hold = parts.nanos(IoCause.HOST_HOLD);
      long redirect = parts.nanos(IoCause.REDIRECTION);
      flights.grown[write] = true;
      flights.growthHolds[write] = hold;
      flights.growthRedirects[write] = redirect;
      flights.growthNanos[write] =
          latencyNanos - pathNanos - flights.guestHolds[write] - hold - redirect;
    }
  }

  /**
   * A write may go directly while the growth before it goes to the owner; what that costs it is
   * part of the growth then.
   */
  void moveRedirectionToGrowth(int slot) {
    if (flights.writes[slot] && flights.linked[slot] && !flights.grown[slot]) {
      parts.more(IoCause.GROWTH, parts.nanos(IoCause.REDIRECTION));
      parts.set(IoCause.REDIRECTION, 0);
    }
  }
}
