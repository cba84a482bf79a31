package kagemusha.kernel.wire;

/** Something that is on no list of {@link WireTypes} was to be sent, or bytes name such a class. */
public final class UnregisteredClassException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnregisteredClassException(Throwable cause) {
    super("refused on the wire: " + firstLine(cause), cause);
  }

  /** Of the innermost cause: what wraps it only says where in the message it was found. */
  private static String firstLine(Throwable cause) {
    Throwable inner = cause;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    String message = String.valueOf(inner.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
