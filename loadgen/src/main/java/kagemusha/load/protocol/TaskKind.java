package kagemusha.load.protocol;

/** What a mail user does in one task. */
public enum TaskKind {
  /** Opens the mailbox and the folder hierarchy. */
  LOGON,
  /** One round of bringing the client's cached copy of the mailbox up to date. */
  SYNC,
  /** Sends one message. */
  SEND,
  /** Reads and processes one received message. */
  READ,
  /** Looks through calendar, contacts and folders. */
  BROWSE,
  /** Closes the mailbox. */
  LOGOFF;

  private static final TaskKind[] VALUES = values();

  public static TaskKind of(byte code) {
    return VALUES[code];
  }

  public byte code() {
    return (byte) ordinal();
  }
}
