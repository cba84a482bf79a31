package kagemusha.node;

import java.util.List;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.hold.HoldRules;
import kagemusha.load.hold.HoldState;

/**
 * The hold of a guest's writes while its own snapshot is taken; {@link HoldRules} says what follows
 * from what.
 */
final class GuestWriteHold {
  /** After so long the writes go on, snapshot or not [pub]. */
  private static final long LIMIT_NANOS = 10_000_000_000L;

  /**
   * Hops between machines: there and back through another host for the last writes, and to the
   * array and back for the snapshot.
   */
  private static final int HOPS = 6;

  private final VirtualDisks disks;
  private final HoldRules rules;
  private HoldState state = HoldState.open();

  GuestWriteHold(EntityId guest, VirtualDisks disks, long quantumNanos) {
    this.disks = disks;
    this.rules =
        new HoldRules(
            HoldCommand.Kind.DISKS, LIMIT_NANOS, HOPS * quantumNanos, new Answers(guest.name()));
  }

  void hold(VmDisks.HoldWrites hold, Context context) {
    on(
        new HoldCommand.Begin(hold.set(), hold.replyTo(), context.nowNanos(), context.padNanos()),
        context);
    answerIfDrained(context.nowNanos(), 0, context);
  }

  void release(VmDisks.ReleaseWrites release, Context context) {
    on(new HoldCommand.End(release.set(), context.nowNanos(), context.padNanos()), context);
  }

  void on(HoldCommand command, Context context) {
    boolean wasHolding = state.isHolding();
    state = rules.on(state, command).perform(context);
    if (!wasHolding && state.isHolding()) {
      disks.holdWrites();
    } else if (wasHolding && state instanceof HoldState.Open open) {
      disks.releaseWrites(context.nowNanos(), open.artificialNanos());
    }
  }

  /** The guest has ended, and a hold with it; whoever asked for it hears no more. */
  void end() {
    state = HoldState.open();
    disks.end();
  }

  /** After data has flowed: the asker is told when the last write came back. */
  void answerIfDrained(Context context) {
    answerIfDrained(disks.lastWriteNanos(), disks.lastWritePadNanos(), context);
  }

  private void answerIfDrained(long timeNanos, long padNanos, Context context) {
    if (state instanceof HoldState.Draining draining && disks.writesInFlight() == 0) {
      long answerPad = draining.hold().answerPadNanos(timeNanos, padNanos);
      on(new HoldCommand.Drained(), context.at(timeNanos, answerPad));
    }
  }

  private record Answers(String guest) implements HoldRules.Answers {
    @Override
    public Message held(String set) {
      return new VmDisks.WritesHeld(set, guest);
    }

    @Override
    public Message expired(String set) {
      return new VmDisks.HoldExpired(set, guest);
    }

    /** The service that asked logs what became of its snapshot. */
    @Override
    public List<Act> expiryLog(String set) {
      return List.of();
    }
  }
}
