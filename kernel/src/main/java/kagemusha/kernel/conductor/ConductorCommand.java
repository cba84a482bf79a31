package kagemusha.kernel.conductor;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.machine.ToConductor;

/** What a conductor accepts beside the reports of machines. */
public sealed interface ConductorCommand extends ToConductor {
  /** The cluster has given up the process at this address. */
  record ProcessLost(String address) implements ConductorCommand {}

  /** A process of machines has ended; the cluster need not find out by itself. */
  record ProcessExited(List<String> machines, int exitCode) implements ConductorCommand {}

  /** The pace allows the next tick. */
  record Proceed() implements ConductorCommand {}

  /**
   * Somebody outside wants something done.
   *
   * @param reply hears when it was given, or that it was not; on the conductor's thread
   */
  record Give(OutsideOrder order, Consumer<Given> reply) implements ConductorCommand {}

  /** What has become of an order. */
  sealed interface Given {
    /** With the beginning of this tick. */
    record At(long tick, long timeNanos) implements Given {}

    /** It was not given, and nothing of it is done. */
    record Refused(String why) implements Given {}
  }

  /** Something could not be sent or understood here, so that somebody waits in vain. */
  record NotSent(String why) implements ConductorCommand {}

  /** Ends the run after the tick in hand: the user interrupted it. */
  record Interrupt() implements ConductorCommand {}

  /** Not all machines came, or not all gave their summary, in time. */
  record TimedOut() implements ConductorCommand {}
}
