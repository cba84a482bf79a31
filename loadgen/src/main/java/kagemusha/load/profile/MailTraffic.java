package kagemusha.load.profile;

import kagemusha.config.MailSpec;
import kagemusha.load.protocol.TaskKind;

/**
 * Remote calls of a task and their bytes. The overhead of a call is that of question and answer
 * together; each carries half.
 */
public final class MailTraffic {
  /** Calls of one round of synchronisation: a few large transfers instead of many calls [EE]. */
  private static final int SYNC_RPCS = 8;

  /** Calls to close a mailbox: release the folders, leave the session [EE]. */
  private static final int LOGOFF_RPCS = 2;

  private final MailSpec mail;

  public MailTraffic(MailSpec mail) {
    this.mail = mail;
  }

  public int rpcs(TaskKind kind) {
    return switch (kind) {
      case LOGON -> mail.logonRpcs();
      case SYNC -> SYNC_RPCS;
      case SEND, READ, BROWSE -> mail.rpcsPerTask();
      case LOGOFF -> LOGOFF_RPCS;
    };
  }

  /** The largest number of calls of any task. */
  public int maxRpcs() {
    int max = 0;
    for (TaskKind kind : TaskKind.values()) {
      max = Math.max(max, rpcs(kind));
    }
    return max;
  }

  /** From client to server: a message that is sent travels compressed. */
  public int requestBytes(TaskKind kind, int messageBytes) {
    return overheadBytes(kind) + (kind == TaskKind.SEND ? compressed(messageBytes) : 0);
  }

  /** From server to client: the message that is read, or the pages that are synchronised. */
  public int replyBytes(TaskKind kind, int messageBytes, int pagesRead) {
    return overheadBytes(kind)
        + switch (kind) {
          case READ -> compressed(messageBytes);
          case SYNC -> compressed((double) pagesRead * mail.pageBytes());
          case LOGON, SEND, BROWSE, LOGOFF -> 0;
        };
  }

  private int overheadBytes(TaskKind kind) {
    return rpcs(kind) * mail.rpcOverheadBytes() / 2;
  }

  private int compressed(double bytes) {
    return (int) (bytes * mail.rpcCompression());
  }
}
