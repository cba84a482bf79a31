package kagemusha.load.server;

import java.util.List;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.hold.HoldRules;
import kagemusha.load.hold.HoldState;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreNotice;

/** The freeze of the store for a snapshot; {@link HoldRules} says what follows from what. */
final class StoreFreeze {
  /**
   * Hops between machines that a frozen guest may have to wait for: there and back through another
   * host for its own last writes, the same for the writes that are held, and to the array and back
   * for the snapshot.
   */
  private static final int HOPS = 10;

  private final EntityId guest;
  private final long limitNanos;
  private final StoreWrites writes;
  private final StoreWrites.Delayed delayed;
  private final HoldRules rules;
  private HoldState state = HoldState.open();

  StoreFreeze(
      EntityId guest,
      long limitNanos,
      long quantumNanos,
      StoreWrites writes,
      StoreWrites.Delayed delayed) {
    this.guest = guest;
    this.limitNanos = limitNanos;
    this.writes = writes;
    this.delayed = delayed;
    this.rules =
        new HoldRules(HoldCommand.Kind.STORE, limitNanos, HOPS * quantumNanos, new Answers());
  }

  void on(StoreCommand command, Context context) {
    long now = context.nowNanos();
    if (command instanceof StoreCommand.Freeze freeze) {
      on(new HoldCommand.Begin(freeze.set(), freeze.replyTo(), now, context.padNanos()), context);
    } else if (command instanceof StoreCommand.Thaw thaw) {
      on(new HoldCommand.End(thaw.set(), now, context.padNanos()), context);
    } else if (command instanceof StoreCommand.Truncate truncate) {
      truncate(truncate.log(), context);
    }
  }

  private void truncate(int log, Context context) {
    int files = writes.truncate(log);
    String text =
        files == 0
            ? "%s: no log files can be deleted, the checkpoint is log write %d."
                .formatted(guest, log)
            : "%s: %d log files before log write %d are deleted, a backup has them."
                .formatted(guest, files, log);
    int number = files == 0 ? EseEvents.NOTHING_TRUNCATED : EseEvents.LOGS_DELETED;
    context.event(EseEvents.SOURCE, number, Level.INFORMATION, text, guest.name());
  }

  void on(HoldCommand command, Context context) {
    boolean wasHolding = state.isHolding();
    state = rules.on(state, command).perform(context);
    if (!wasHolding && state.isHolding()) {
      writes.freeze(context.nowNanos());
    } else if (wasHolding && state instanceof HoldState.Open open) {
      writes.thaw(context.nowNanos(), open.artificialNanos(), delayed);
    }
  }

  /** The guest has ended, and a freeze with it; whoever asked for it hears no more. */
  void forget() {
    state = HoldState.open();
  }

  /** The store ends in order: a freeze does not keep it. */
  void giveUp(long timeNanos) {
    if (state.isHolding()) {
      state = HoldState.open();
      writes.thaw(timeNanos, 0, delayed);
    }
  }

  /** A write has come back; if it was the last one in flight, the asker is told. */
  void written(long timeNanos, long padNanos, Context context) {
    if (state instanceof HoldState.Draining draining && writes.isQuiet()) {
      long answerPad = draining.hold().answerPadNanos(timeNanos, padNanos);
      on(new HoldCommand.Drained(), context.at(timeNanos, answerPad));
    }
  }

  private final class Answers implements HoldRules.Answers {
    @Override
    public Message held(String set) {
      return new StoreNotice.Frozen(set, guest.name(), writes.document());
    }

    @Override
    public Message expired(String set) {
      return new StoreNotice.FreezeExpired(set, guest.name());
    }

    @Override
    public List<Act> expiryLog(String set) {
      return List.of(
          new Decision.Log(
              EseEvents.SOURCE,
              EseEvents.FREEZE_EXPIRED,
              Level.ERROR,
              "%s: the shadow copy %s is given up, its freeze took longer than %d ms."
                  .formatted(guest, set, limitNanos / 1_000_000),
              set));
    }
  }
}
