package kagemusha.array.protocol;

/** What a row of an {@link IoBatch} asks for. */
public enum IoKind {
  READ,
  WRITE,
  /**
   * A change of file-system metadata (growth of a file): only the owner of a CSV turns it into I/O.
   */
  METADATA;

  private static final IoKind[] VALUES = values();

  public static IoKind of(byte code) {
    return VALUES[code];
  }

  public byte code() {
    return (byte) ordinal();
  }
}
