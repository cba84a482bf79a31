package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.wire.Wired;

/** What a machine accepts. */
public sealed interface MachineCommand {
  /** A machine and the actor that runs it. */
  record Peer(String machine, String actor) {}

  /** Who is who from now on; mail can be sent. In the order of the machines' numbers. */
  record Begin(List<Peer> peers) implements MachineCommand, Wired {}

  /**
   * A machine that died: what it sent from this tick on, and before the tick in which it came back,
   * does not count.
   *
   * @param backTick {@code Long.MAX_VALUE} while it is away
   */
  record Loss(String machine, long tick, long backTick) {}

  /**
   * All ticks before are committed, this one begins. A machine with nothing to do in a tick is not
   * told of it; with the next one it takes in the mail of all ticks that it was left out of.
   *
   * @param losses all losses so far
   * @param news what everybody has to know, as far as this machine has not been told
   * @param orders from outside the run
   */
  record Open(
      long tick,
      long startNanos,
      long endNanos,
      List<Loss> losses,
      List<Announcement> news,
      List<Order> orders)
      implements MachineCommand, Wired {
    /** A tick in which nobody outside wants anything. */
    public Open(
        long tick, long startNanos, long endNanos, List<Loss> losses, List<Announcement> news) {
      this(tick, startNanos, endNanos, losses, news, List.of());
    }
  }

  /**
   * What an entity of a machine is told from outside, at the beginning of a tick and before
   * everything else that reaches it then.
   *
   * @param number it counts the orders of a run
   */
  record Order(String machine, int number, EntityId to, Message message) {}

  /**
   * To a machine that has come back: recover and start your entities at this time.
   *
   * @param committedTick the last tick that was committed with it; what it stored for later ones
   *     never happened
   * @param firstTick the first in which it takes part again; what was sent to it before is lost
   */
  record Rejoin(List<Peer> peers, long startNanos, long committedTick, long firstTick)
      implements MachineCommand, Wired {}

  /** The machine has no power any more: forget everything, and wait for a {@link Rejoin}. */
  record PowerOff() implements MachineCommand, Wired {}

  /** A piece of another machine's mail of a tick. */
  record MailPart(long tick, String from, int part, int parts, byte[] bytes)
      implements MachineCommand, Wired {}

  /** The run is over: tell what you have counted. */
  record Finish() implements MachineCommand, Wired {}

  /** The conductor has heard of this machine. */
  record Welcome() implements MachineCommand, Wired {}

  /** An entity's answer. */
  record Answered(ShellAnswer answer) implements MachineCommand {}

  /** An entity has been started, or recovered and started. */
  record Started(ShellAnswer answer) implements MachineCommand {}

  /** An entity's closing figures. */
  record Summarised(List<Statistic> statistics) implements MachineCommand {}

  /** An entity threw, or something could not be sent or understood in this process. */
  record Broken(String why) implements MachineCommand {}

  /** An entity's journal can no longer be read or written: a full disk, no permission. */
  record JournalLost(String why) implements MachineCommand {}

  /** Time to greet the conductor again. */
  record Greet() implements MachineCommand {}
}
