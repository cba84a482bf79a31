package kagemusha.csv;

/** What the journal keeps of a volume: who owns it, since which epoch, and whether it is pinned. */
public sealed interface CsvVolumeEvent {
  /** Ownership moved; every move has an epoch higher than the one before. */
  record OwnershipMoved(String owner, long epoch) implements CsvVolumeEvent {}

  /** A backup has taken hold of the volume. */
  record BackupStarted(String job) implements CsvVolumeEvent {}

  /** The backup has let go. */
  record BackupEnded(String job) implements CsvVolumeEvent {}
}
