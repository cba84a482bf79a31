package kagemusha.config;

import java.time.Duration;

/**
 * Backup by way of a software snapshot.
 *
 * @param stream how a disk is read
 * @param softwareReplica the same of a replica creation from a software snapshot
 * @param windowBytes data read ahead of the DPM server's acknowledgement
 * @param shipBytesPerSecond what the agent can push through its network path
 */
public record BackupSpec(
    StreamSpec stream,
    StreamSpec softwareReplica,
    long windowBytes,
    long shipBytesPerSecond,
    VssSpec vss,
    DpmSpec dpm) {
  /**
   * How an agent reads a disk.
   *
   * @param depth outstanding reads
   * @param readBytes size of one of them
   * @param prefetchLimitBytes the array's prefetch is cut to it
   */
  public record StreamSpec(int depth, int readBytes, int prefetchLimitBytes) {
    /** With whatever the array prefetches. */
    public StreamSpec(int depth, int readBytes) {
      this(depth, readBytes, Integer.MAX_VALUE);
    }
  }

  /**
   * The jobs of the DPM server.
   *
   * @param checksumBytesPerSecond what the agent can compare with the replica's checksums
   * @param replicaReadBytesPerSecond how fast the server reads a replica for its checksums
   * @param restoreBytesPerSecond how fast the server reads a recovery point for a restore
   * @param retention how long recovery points are kept
   * @param autoRerun after this time a failed job is run once more
   * @param version what the server and its agents can do
   * @param transport where the snapshots of a hardware provider are wanted
   * @param tuning what the server is given beside the usual
   */
  public record DpmSpec(
      long checksumBytesPerSecond,
      long replicaReadBytesPerSecond,
      long restoreBytesPerSecond,
      Duration retention,
      Duration autoRerun,
      DpmVersion version,
      SnapshotTransport transport,
      DpmTuning tuning) {
    /** The paper's: DPM 2010, which reads snapshots on the host. */
    public DpmSpec(
        long checksumBytesPerSecond,
        long replicaReadBytesPerSecond,
        long restoreBytesPerSecond,
        Duration retention,
        Duration autoRerun) {
      this(
          checksumBytesPerSecond,
          replicaReadBytesPerSecond,
          restoreBytesPerSecond,
          retention,
          autoRerun,
          DpmVersion.DPM_2010,
          SnapshotTransport.NON_TRANSPORTABLE,
          DpmTuning.NONE);
    }
  }
}
