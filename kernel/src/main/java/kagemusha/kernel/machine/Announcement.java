package kagemusha.kernel.machine;

/**
 * What a tick has decided that every machine has to know. It is committed with the tick, and a
 * machine hears of it before its next one; it takes effect a quantum later at the earliest.
 */
public sealed interface Announcement permits Relocation, LinkNews, PowerNews {
  /** When it takes effect. */
  long fromNanos();

  /** Whether machines have to take part in the tick in which it takes effect. */
  default boolean wakes() {
    return false;
  }
}
