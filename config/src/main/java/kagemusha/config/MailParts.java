package kagemusha.config;

import java.time.Duration;

/** Reads the mail users' day of a topology. */
final class MailParts {
  private static final double MANY = 1_000_000;

  /** A page file in use, event logs and a transport queue [EE]. */
  private static final long USUAL_SYSTEM_WORKING_SET_BYTES = 400_000_000;

  /** [EE] */
  private static final Duration USUAL_CLIENT_TIMEOUT = Duration.ofMinutes(1);

  private MailParts() {}

  static MailSpec mail(ConfigReader element) {
    ConfigReader mail =
        element.allowing(
            "database-reads-per-user-second",
            "database-writes-per-user-second",
            "log-writes-per-user-second",
            "system-reads-per-second",
            "system-writes-per-second",
            "system-working-set",
            "page",
            "log-write",
            "changed-set",
            "workday",
            "sends-per-day",
            "recipients-per-message",
            "reads-per-day",
            "browses-per-day",
            "mean-message",
            "rpc-compression",
            "rpc-overhead",
            "rpcs-per-task",
            "cpu-per-rpc",
            "client-time-per-kb",
            "logons-per-client-second",
            "logon-rpcs",
            "sync-rounds",
            "sync-reads-per-round",
            "sync-window",
            "store-freeze-limit",
            "client-timeout");
    var spec = spec(mail);
    if (spec.syncWindow().compareTo(spec.workday()) > 0) {
      String found = "found " + mail.text("sync-window");
      throw mail.fault(
          "sync-window", found + "; allowed: at most workday, " + mail.text("workday"));
    }
    return spec;
  }

  /**
   * Size of an I/O whose offsets are multiples of it. Only a power of two lies within one block of
   * 16 KiB, or in whole blocks of one chunk of 2 MiB, wherever it begins.
   */
  private static int ioBytes(ConfigReader mail, String key) {
    int bytes = mail.smallBytes(key, "512 B", "1 MiB");
    if (Integer.bitCount(bytes) != 1) {
      throw mail.fault(
          key,
          "found "
              + mail.text(key)
              + "; allowed: a power of two from 512 B to 1 MiB, which fits blocks of 16 KiB");
    }
    return bytes;
  }

  private static MailSpec spec(ConfigReader mail) {
    return new MailSpec(
        mail.decimal("database-reads-per-user-second", 0, 1_000),
        mail.decimal("database-writes-per-user-second", 0, 1_000),
        mail.decimal("log-writes-per-user-second", 0, 1_000),
        mail.decimal("system-reads-per-second", 0, 100_000),
        mail.decimal("system-writes-per-second", 0, 100_000),
        mail.bytes("system-working-set", "16 KiB", "1 TB", USUAL_SYSTEM_WORKING_SET_BYTES),
        ioBytes(mail, "page"),
        ioBytes(mail, "log-write"),
        mail.bytes("changed-set", "16 KiB", "1 TB"),
        mail.duration("workday", "1 min", "7 d"),
        mail.integer("sends-per-day", 0, 100_000),
        mail.integer("recipients-per-message", 1, 1_000),
        mail.integer("reads-per-day", 0, 100_000),
        mail.integer("browses-per-day", 0, 100_000),
        mail.smallBytes("mean-message", "1 B", "1 GB"),
        mail.share("rpc-compression", "1 %", "100 %"),
        mail.smallBytes("rpc-overhead", "0 B", "1 MB"),
        mail.integer("rpcs-per-task", 1, 10_000),
        mail.duration("cpu-per-rpc", "0 s", "1 min"),
        mail.duration("client-time-per-kb", "0 s", "1 min"),
        mail.decimal("logons-per-client-second", 0.001, MANY),
        mail.integer("logon-rpcs", 1, 100_000),
        mail.integer("sync-rounds", 0, 100_000),
        mail.integer("sync-reads-per-round", 0, 100_000),
        mail.duration("sync-window", "0 s", "7 d"),
        mail.duration("store-freeze-limit", "1 s", "10 min"),
        mail.duration("client-timeout", "1 s", "1 h", USUAL_CLIENT_TIMEOUT));
  }
}
