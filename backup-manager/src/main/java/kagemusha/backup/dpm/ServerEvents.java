package kagemusha.backup.dpm;

import kagemusha.kernel.entity.Context;
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
  static final String SOURCE = "DPM";

  private ServerEvents() {}

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
