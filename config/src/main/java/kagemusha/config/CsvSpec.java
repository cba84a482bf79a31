package kagemusha.config;

import java.time.Duration;

/**
 * Cluster shared volumes.
 *
 * @param mount how long the new owner needs to mount
 * @param redirectorService the hop of the redirector, beside the network
 * @param backupDelayTimer how long a volume that was prepared waits for its backup to start
 * @param writeHoldLimit how long writes are held for a snapshot at most
 * @param heartbeat how often a host tells the others that it lives
 * @param heartbeatMisses after so many in a row that did not come a host is taken for dead
 * @param failover what follows from that
 */
public record CsvSpec(
    Duration mount,
    Duration redirectorService,
    Duration backupDelayTimer,
    Duration writeHoldLimit,
    Duration heartbeat,
    int heartbeatMisses,
    FailoverSpec failover) {
  /** Those of Windows Server [pub]. */
  static final Duration HEARTBEAT = Duration.ofSeconds(1);

  static final int HEARTBEAT_MISSES = 5;

  /** With the usual heartbeats and what usually follows. */
  public CsvSpec(
      Duration mount,
      Duration redirectorService,
      Duration backupDelayTimer,
      Duration writeHoldLimit) {
    this(
        mount,
        redirectorService,
        backupDelayTimer,
        writeHoldLimit,
        HEARTBEAT,
        HEARTBEAT_MISSES,
        FailoverSpec.usual());
  }

  /**
   * Quorum, and clustered machines whose host is lost.
   *
   * @param arbitration how long the holder of the witness has to show that it lives
   * @param joinRetry how often a host that is no member asks to be let in
   * @param groupOnline after that much another group is brought online on the same host
   * @param pendingTimeout a machine that has not come online by then has failed
   * @param restarts so often in the period it is started again where it is
   */
  public record FailoverSpec(
      Duration arbitration,
      Duration joinRetry,
      Duration groupOnline,
      Duration pendingTimeout,
      Duration restartPeriod,
      int restarts) {
    /** As [MEM] has it; the time between two groups is that of a worker process [EE]. */
    public static FailoverSpec usual() {
      return new FailoverSpec(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(4),
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          1);
    }
  }
}
