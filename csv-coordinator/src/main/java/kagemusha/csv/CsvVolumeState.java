package kagemusha.csv;

import java.util.Set;
import java.util.TreeSet;

/**
 * State of a cluster shared volume.
 *
 * <pre>
 * Online    --PrepareForBackup--> Holding     every host is told to hold its I/O
 * Holding   --last Held--> Mounting           another host is to become the owner
 * Holding   --last Held--> Redirecting        the requester's host is the owner already
 * Mounting  --Mounted--> Redirecting          new epoch, persisted; every host is told to resume
 * Redirecting --last Resumed--> Pinned        the requester is told
 * Pinned    --BackupComplete--> Releasing     every host is told to go direct
 * Releasing --last Resumed--> Online          the requester is told
 * </pre>
 *
 * <p>In every state but Online a second PrepareForBackup is answered with Busy.
 */
public sealed interface CsvVolumeState {
  String owner();

  long epoch();

  /** Who uses the volume for a backup. */
  record Pin(String job, String host, kagemusha.kernel.entity.EntityId replyTo) {}

  /** Every host has direct access. */
  record Online(String owner, long epoch) implements CsvVolumeState {}

  /** Waits until no host has I/O in flight. */
  record Holding(String owner, long epoch, Pin pin, Set<String> awaited) implements CsvVolumeState {
    public Holding {
      awaited = new TreeSet<>(awaited);
    }
  }

  /** Waits for the new owner's mount. */
  record Mounting(String owner, long epoch, Pin pin) implements CsvVolumeState {}

  /** Waits until every host goes on, all but the owner redirected. */
  record Redirecting(String owner, long epoch, Pin pin, Set<String> awaited)
      implements CsvVolumeState {
    public Redirecting {
      awaited = new TreeSet<>(awaited);
    }
  }

  /** The owner's backup reads; all other hosts are redirected. */
  record Pinned(String owner, long epoch, Pin pin) implements CsvVolumeState {}

  /** Waits until every host goes direct. */
  record Releasing(String owner, long epoch, Pin pin, Set<String> awaited)
      implements CsvVolumeState {
    public Releasing {
      awaited = new TreeSet<>(awaited);
    }
  }
}
