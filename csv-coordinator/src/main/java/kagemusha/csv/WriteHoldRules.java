package kagemusha.csv;

import java.util.List;
import kagemusha.csv.WriteHold.Ask;
import kagemusha.csv.WriteHold.Closed;
import kagemusha.csv.WriteHold.Draining;
import kagemusha.csv.WriteHold.Held;
import kagemusha.csv.WriteHold.Open;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.event.Level;

/** The rules of {@link WriteHold} for one volume at one host. */
final class WriteHoldRules {
  /** When something happened: the time, the padding gathered, and the quantum. */
  record Moment(long nanos, long padNanos, long quantumNanos) {}

  private static final String SOURCE = "volsnap";

  static final int WRITES_HELD = 9009;
  static final int HOLD_EXPIRED = 9010;

  /**
   * Messages between machines while writes are held: the last write's way back and the snapshot's
   * there and back, with as many again to spare. The limit's timer waits a quantum longer for each,
   * because a release that is in time can be later by so much.
   */
  private static final int HELD_HOPS = 8;

  private final int lu;
  private final String name;
  private final long limitNanos;

  WriteHoldRules(int lu, CsvWiring wiring) {
    this.lu = lu;
    this.name = wiring.lus().get(lu);
    this.limitNanos = wiring.writeHoldNanos();
  }

  Decision<WriteHold> hold(
      WriteHold state, CsvNode.HoldWrites hold, boolean owner, long inFlight, Moment now) {
    Ask ask = new Ask(hold.set(), hold.replyTo(), now.nanos(), now.padNanos());
    if (state instanceof Closed closed) {
      return refuse(state, ask, "snapshot set " + closed.ask().set() + " holds them");
    } else if (!owner) {
      return refuse(state, ask, "the volume belongs to another host");
    }
    Timer limit =
        new Timer(
            "writes" + lu,
            limitNanos + allowanceNanos(now.quantumNanos()),
            new CsvNode.WriteHoldLimit(lu, hold.set()));
    return inFlight > 0
        ? Decision.to(new Draining(ask), limit)
        : Decision.<WriteHold>to(new Held(ask), limit).and(told(ask));
  }

  /** No write is in flight. */
  Decision<WriteHold> drained(Draining draining) {
    return new Decision<>(new Held(draining.ask()), told(draining.ask()));
  }

  /** A release that comes too late finds the hold expired, whatever the timer has left. */
  Decision<WriteHold> release(WriteHold state, String set, Moment now) {
    if (!(state instanceof Closed closed) || !closed.ask().set().equals(set)) {
      return Decision.to(state);
    }
    Ask ask = closed.ask();
    long heldNanos = now.nanos() - ask.sinceNanos() - (now.padNanos() - ask.padNanos());
    return heldNanos > limitNanos ? expire(ask) : Decision.to(new Open());
  }

  /** The timer of a hold, which may be over. */
  Decision<WriteHold> limit(WriteHold state, String set) {
    return state instanceof Closed closed && closed.ask().set().equals(set)
        ? expire(closed.ask())
        : Decision.to(state);
  }

  /** Another host owns the volume. */
  Decision<WriteHold> lost(WriteHold state) {
    return state instanceof Closed closed
        ? refuse(new Open(), closed.ask(), "the volume belongs to another host")
        : Decision.to(state);
  }

  /** How much longer than the limit the timer waits. */
  static long allowanceNanos(long quantumNanos) {
    return HELD_HOPS * quantumNanos;
  }

  private Decision<WriteHold> expire(Ask ask) {
    String why = "the limit of %d s is reached".formatted(limitNanos / 1_000_000_000L);
    return refuse(new Open(), ask, why);
  }

  private Decision<WriteHold> refuse(WriteHold next, Ask ask, String why) {
    String text = "Writes to volume %s are not held (0x80042314): %s.".formatted(name, why);
    return Decision.to(
        next,
        new Log(SOURCE, HOLD_EXPIRED, Level.WARNING, text, ask.set()),
        new Tell(ask.replyTo(), new CsvNode.HoldExpired(lu, ask.set())));
  }

  private List<Act> told(Ask ask) {
    String text = "Writes to volume %s are held.".formatted(name);
    return List.of(
        new Log(SOURCE, WRITES_HELD, Level.INFORMATION, text, ask.set()),
        new Tell(ask.replyTo(), new CsvNode.WritesHeld(lu, ask.set())));
  }
}
