package kagemusha.csv;

/** What the journal keeps of a volume: who owns it, since which epoch, and which jobs use it. */
public sealed interface CsvVolumeEvent {
  /** Ownership moved; every move has an epoch higher than the one before. */
  record OwnershipMoved(String owner, long epoch) implements CsvVolumeEvent {}

  /**
   * A backup has taken hold of the volume.
   *
   * @param requester who is told of what happens to the job
   * @param sinceNanos when it was told that the volume is prepared, less padding
   */
  record BackupStarted(String job, String requester, long sinceNanos) implements CsvVolumeEvent {}

  /** The job's snapshot exists; unless redirected, every host goes direct. */
  record SnapshotTaken(String job, boolean redirected) implements CsvVolumeEvent {}

  /** The backup has let go. */
  record BackupEnded(String job) implements CsvVolumeEvent {}
}
