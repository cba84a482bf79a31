package kagemusha.kernel.conductor;

import java.util.List;
import kagemusha.kernel.machine.ToConductor;

/** What a conductor accepts beside the reports of machines. */
public sealed interface ConductorCommand extends ToConductor {
  /** The cluster has given up the process at this address. */
  record ProcessLost(String address) implements ConductorCommand {}

  /** A machine process ended; it matters at once only if it had not joined the cluster yet. */
  record ProcessExited(List<String> machines, int exitCode) implements ConductorCommand {}

  /** The pace allows the next tick. */
  record Proceed() implements ConductorCommand {}

  /** Ends the run after the tick in hand: the user interrupted it. */
  record Interrupt() implements ConductorCommand {}

  /** Not all machines came, or not all gave their summary, in time. */
  record TimedOut() implements ConductorCommand {}
}
