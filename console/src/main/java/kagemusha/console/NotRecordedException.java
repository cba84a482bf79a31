package kagemusha.console;

/** A file of a run could not be written. */
final class NotRecordedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotRecordedException(String message) {
    super(message);
  }
}
