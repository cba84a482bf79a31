package kagemusha.csv;

/**
 * How one host reaches one volume.
 *
 * <pre>
 * Direct     --Hold--> Holding    Redirected --Hold--> Holding
 * Holding    --none in flight--> Held (the coordinator is told)
 * Held       --Resume(owner, redirected)--> Direct or Redirected
 * any        --OwnerLost--> Holding       what went through the owner is in flight no more
 * Direct     --Resume--> Redirected     Redirected --Resume--> Direct
 * </pre>
 *
 * <p>The owner itself is always direct. While held, only new I/O of the host's own guests waits;
 * what other hosts have redirected here passes, or their drain would never end.
 */
final class VolumeAccess {
  enum Mode {
    DIRECT,
    REDIRECTED,
    HOLDING,
    HELD
  }

  private final String host;
  private Mode mode = Mode.DIRECT;
  private String owner;
  private long epoch;
  private long inFlight;
  private long writesInFlight;
  private long heldSinceNanos;
  private long heldPadNanos;

  VolumeAccess(String host, String owner) {
    this.host = host;
    this.owner = owner;
  }

  Mode mode() {
    return mode;
  }

  String owner() {
    return owner;
  }

  boolean isOwner() {
    return owner.equals(host);
  }

  boolean isHeld() {
    return mode == Mode.HOLDING || mode == Mode.HELD;
  }

  boolean isDraining() {
    return mode == Mode.HOLDING;
  }

  long inFlight() {
    return inFlight;
  }

  /** Writes and changes of metadata that have gone out from here and are not back. */
  long writesInFlight() {
    return writesInFlight;
  }

  void issued(boolean write) {
    inFlight++;
    writesInFlight += write ? 1 : 0;
  }

  void completed(boolean write) {
    inFlight--;
    writesInFlight -= write ? 1 : 0;
  }

  void hold(long nowNanos, long padNanos) {
    mode = Mode.HOLDING;
    heldSinceNanos = nowNanos;
    heldPadNanos = padNanos;
  }

  /** True once, when the last I/O in flight has come back. */
  boolean drained() {
    if (mode != Mode.HOLDING || inFlight > 0) {
      return false;
    }
    mode = Mode.HELD;
    return true;
  }

  /** Padding of a drain that an I/O with this padding of its own has ended at {@code nowNanos}. */
  long drainPad(long nowNanos, long ioPadNanos) {
    return heldPadNanos + Math.min(nowNanos - heldSinceNanos, ioPadNanos);
  }

  /** How much of a hold that ends with a message of this padding is artificial. */
  long artificialHold(long resumePadNanos) {
    return Math.max(0, resumePadNanos - heldPadNanos);
  }

  /**
   * @throws IllegalStateException if the coordinator's epoch is older than one already seen
   */
  void resume(String newOwner, boolean redirected, long newEpoch) {
    if (newEpoch < epoch) {
      throw new IllegalStateException(host + ": epoch " + newEpoch + " after " + epoch);
    }
    owner = newOwner;
    epoch = newEpoch;
    mode = redirected && !isOwner() ? Mode.REDIRECTED : Mode.DIRECT;
  }

  void invariant(String host, String volume) {
    if (inFlight < 0) {
      throw new IllegalStateException(host + " " + volume + ": " + inFlight + " I/Os in flight");
    }
    if (writesInFlight < 0 || writesInFlight > inFlight) {
      throw new IllegalStateException(
          host + " " + volume + ": " + writesInFlight + " writes in flight");
    }
    if (mode == Mode.REDIRECTED && isOwner()) {
      throw new IllegalStateException(host + " " + volume + ": the owner redirects to itself");
    }
  }
}
