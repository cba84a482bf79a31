package kagemusha.kernel.machine;

import kagemusha.kernel.entity.LinkFault;

/** What becomes of a network. */
public sealed interface LinkNews extends Announcement {
  @Override
  default boolean wakes() {
    return true;
  }

  /** It fails. */
  record Impaired(LinkFault fault) implements LinkNews {
    @Override
    public long fromNanos() {
      return fault.fromNanos();
    }
  }

  /** It is well again. */
  record Healed(String fault, long fromNanos) implements LinkNews {}
}
