package kagemusha.console;

/** The processes of a run could not be started. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }
}
