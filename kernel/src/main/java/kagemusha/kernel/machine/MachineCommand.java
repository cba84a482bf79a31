package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.wire.Wired;

/** What a machine accepts. */
public sealed interface MachineCommand {
  /** A machine and the actor that runs it. */
  record Peer(String machine, String actor) {}

  /** All machines of the run are there; mail can be sent. In the order of their numbers. */
  record Begin(List<Peer> peers) implements MachineCommand, Wired {}

  /**
   * The tick before is committed, the next one begins.
   *
   * @param dropped machines whose mail of the tick before does not count
   */
  record Open(long tick, long startNanos, long endNanos, List<String> dropped)
      implements MachineCommand, Wired {}

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
  record Summarised(List<kagemusha.kernel.counter.Statistic> statistics)
      implements MachineCommand {}

  /** An entity threw. */
  record Broken(String why) implements MachineCommand {}

  /** Time to greet the conductor again. */
  record Greet() implements MachineCommand {}
}
