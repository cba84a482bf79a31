package kagemusha.load.hold;

/** Whether writes are held. */
public sealed interface HoldState {
  /**
   * Writes pass.
   *
   * @param artificialNanos how much of the hold that has just ended was padding
   */
  record Open(long artificialNanos) implements HoldState {}

  /** New writes wait, old ones are still in flight. */
  record Draining(Standstill hold) implements HoldState {}

  /** New writes wait, none is in flight. */
  record Held(Standstill hold) implements HoldState {}

  /** Writes pass, and have always done so. */
  static HoldState open() {
    return new Open(0);
  }

  /** Whether new writes wait. */
  default boolean isHolding() {
    return !(this instanceof Open);
  }
}
