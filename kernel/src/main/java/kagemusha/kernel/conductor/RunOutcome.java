package kagemusha.kernel.conductor;

/** How a run ended. */
public sealed interface RunOutcome {
  /** Stands in the place of a machine when the run could not be recorded. */
  String RECORDER = "recorder";

  /** Stands in the place of a machine when the conductor itself broke. */
  String CONDUCTOR = "conductor";

  /** All of virtual time has passed. */
  record Completed() implements RunOutcome {}

  /** A process ended or stayed away before the first tick. */
  record NotStarted(String machines, String why) implements RunOutcome {}

  /**
   * The process of a machine died.
   *
   * @param tick the tick that was committed without it, or the last one if it died behind that,
   *     before it had told its closing figures
   * @param timeNanos where that tick began
   */
  record MachineLost(String machines, long tick, long timeNanos) implements RunOutcome {}

  /** A machine could not go on, or the run could not be recorded. */
  record Failed(String machine, long timeNanos, String why) implements RunOutcome {}

  /** The user stopped it. */
  record Interrupted(long timeNanos) implements RunOutcome {}
}
