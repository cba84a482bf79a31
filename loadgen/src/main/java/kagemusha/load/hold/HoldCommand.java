package kagemusha.load.hold;

import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What can happen to a hold; times and paddings are those of the message in hand. */
public sealed interface HoldCommand {
  /** A snapshot set wants writes held. */
  record Begin(String set, EntityId asker, long nowNanos, long padNanos) implements HoldCommand {}

  /** No write is in flight any more. */
  record Drained() implements HoldCommand {}

  /** The set lets writes go. */
  record End(String set, long nowNanos, long padNanos) implements HoldCommand {}

  /** A hold that began then has lasted too long; the timer's message. */
  record Limit(Kind kind, String set, long sinceNanos) implements HoldCommand, Message {}

  /** What is held. */
  enum Kind {
    /** Database and log of the mail store. */
    STORE,
    /** All writes of the guest. */
    DISKS
  }
}
