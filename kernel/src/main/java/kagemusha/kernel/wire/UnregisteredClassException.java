package kagemusha.kernel.wire;

/** Something that is on no list of {@link WireTypes} was to be sent, or bytes name such a class. */
public final class UnregisteredClassException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnregisteredClassException(Throwable cause) {
    super("refused on the wire: " + firstLine(cause), cause);
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
