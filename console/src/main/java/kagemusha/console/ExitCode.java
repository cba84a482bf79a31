package kagemusha.console;

/** Exit codes of the command; the README lists them. */
final class ExitCode {
  static final int OK = 0;

  /**
   * The run failed: a broken invariant, something refused on the wire, a backup or restore whose
   * content is not right; or two runs differ.
   */
  static final int FAILED = 1;

  /** Bad usage or configuration. */
  static final int USAGE = 2;

  /** The process of a machine died. */
  static final int MACHINE_LOST = 3;

  /** The run could not be recorded: disk full, no permission. */
  static final int NOT_RECORDED = 4;

  /** The processes could not be started: port in use, no memory. */
  static final int NOT_STARTED = 5;

  /** Stopped by the user (Ctrl-C). */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
