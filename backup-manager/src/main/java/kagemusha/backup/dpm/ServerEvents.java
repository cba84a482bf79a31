package kagemusha.backup.dpm;

import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The DPM server's entries in the event log. */
final class ServerEvents {
  static final int JOB_STARTED = 9110;
  static final int DISK_VERIFIED = 9111;
  static final int JOB_SUCCEEDED = 9112;
  static final int OUT_OF_SPACE = 9113;
  static final int JOB_WAITS = 9120;
  static final int POINT_CREATED = 9121;
  static final int POINT_EXPIRED = 9122;
  static final int POINT_VERIFIED = 9123;
  static final int DIFFERENCES = 9124;
  static final int RERUN = 9125;
  static final int RESTORE_VERIFIED = 9126;
  static final int JOB_FAILED = 9127;
  static final int DATABASE_CHECKED = 9128;
  static final int CONTENT_DIFFERS = 9129;
  static final int BLOCK_DAMAGED = 9130;
  static final int DATABASE_NOT_CHECKED = 9131;
  static final int VOLUMES_GROWN = 9132;
  static final int SNAPSHOT_IMPORTED = 9133;
  static final int AGENT_UNREACHABLE = 9134;
  static final int OWNER_CHANGED = 9135;

  /** Of {@link #DCOM}: a computer cannot be reached [pub]. */
  static final int COMPUTER_UNREACHABLE = 10009;

  static final String DCOM = "DistributedCOM";
  static final String SOURCE = "DPM";

  private ServerEvents() {}

  /** The agent of a run is gone, as far as the server can tell. */
  static void unreachable(Context context, EntityId agent, long seconds, String run) {
    context.event(
        DCOM,
        COMPUTER_UNREACHABLE,
        Level.ERROR,
        "%s cannot be reached by any protocol.".formatted(agent),
        run);
    error(
        context,
        AGENT_UNREACHABLE,
        run,
        "Agent %s is unreachable: it has not answered for %d s.",
        agent,
        seconds);
  }

  static void note(Context context, int number, String run, String text, Object... parts) {
    context.event(SOURCE, number, Level.INFORMATION, text.formatted(parts), run);
  }

  static void warn(Context context, int number, String run, String text, Object... parts) {
    context.event(SOURCE, number, Level.WARNING, text.formatted(parts), run);
  }

  static void error(Context context, int number, String run, String text, Object... parts) {
    context.event(SOURCE, number, Level.ERROR, text.formatted(parts), run);
  }
}
