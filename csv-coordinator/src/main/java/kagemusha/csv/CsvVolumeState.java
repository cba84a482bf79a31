package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.kernel.entity.EntityId;

/**
 * State of a cluster shared volume: who owns it, which jobs have their snapshots and need the
 * volume no more, and what is going on with it.
 *
 * <pre>
 * Online    --PrepareForBackup--> Holding     every host is told to hold its I/O
 * Holding   --last Held--> Mounting           another host is to become the owner
 * Holding   --last Held--> Redirecting        the requester's host is the owner already
 * Mounting  --Mounted--> Redirecting          new epoch, persisted; every host is told to resume
 * Redirecting --last Resumed--> Pinned        the requester is told; the watch begins
 * Pinned    --BackupStarted(redirected)--> Redirected
 * Pinned    --BackupStarted(direct)--> Directing     every host is told to go direct
 * Directing --last Resumed--> Online          the job is one of the running; the requester is told
 *
 * Holding, Pinned, Redirected --end--> Releasing     every host is told to go direct
 * Directing --end--> Releasing                every host has been told already
 * Mounting  --end--> Withdrawing --Mounted--> Releasing       a mount is not broken off
 * Redirecting --end--> Reverting --last Resumed--> Releasing  a round is not broken off
 * Releasing --last Resumed--> Online          whoever waits for the end is told
 * </pre>
 *
 * <p>An end is BackupComplete, ClearBackupState or, in Pinned only, a watch that runs out. The end
 * of a running job changes nothing but the list of the running.
 *
 * @param running jobs in backup that have let the hosts go direct, in the order in which they did
 */
public record CsvVolumeState(String owner, long epoch, List<Pin> running, Phase phase) {
  /** Who uses the volume for a backup. */
  public record Pin(String job, String host, EntityId replyTo) {}

  /** Something to be said when every host has direct access again. */
  public record Answer(EntityId to, CsvVolume.Notice notice) {}

  /** Jobs that let go of the volume together, the first one being why, and who is told. */
  public record End(List<String> jobs, List<Answer> answers) {
    public End {
      jobs = List.copyOf(jobs);
      answers = List.copyOf(answers);
    }

    End and(End more) {
      List<String> allJobs = new ArrayList<>(jobs);
      allJobs.addAll(more.jobs);
      List<Answer> allAnswers = new ArrayList<>(answers);
      allAnswers.addAll(more.answers);
      return new End(allJobs, allAnswers);
    }
  }

  /** What is going on with the volume. */
  public sealed interface Phase permits Online, Claimed, Leaving {}

  /** A job has the volume to itself. */
  public sealed interface Claimed extends Phase {
    Pin pin();
  }

  /** The volume is on its way out of the backup state. */
  public sealed interface Leaving extends Phase {
    End end();

    /** The same with another end. */
    Leaving ending(End end);
  }

  /** Every host has direct access. */
  public record Online() implements Phase {}

  /** Waits until no host has I/O in flight. */
  public record Holding(Pin pin, Set<String> awaited) implements Claimed {
    public Holding {
      awaited = new TreeSet<>(awaited);
    }
  }

  /** Waits for the new owner's mount. */
  public record Mounting(Pin pin) implements Claimed {}

  /** Waits until every host goes on, all but the owner redirected. */
  public record Redirecting(Pin pin, Set<String> awaited) implements Claimed {
    public Redirecting {
      awaited = new TreeSet<>(awaited);
    }
  }

  /**
   * All hosts but the owner are redirected; the job's snapshot is being made.
   *
   * @param sinceNanos when the requester was told, less padding
   */
  public record Pinned(Pin pin, long sinceNanos) implements Claimed {}

  /** The owner's backup reads its snapshot; all other hosts are redirected. */
  public record Redirected(Pin pin) implements Claimed {}

  /** The job has its snapshot; waits until every host goes direct. */
  public record Directing(Pin pin, Set<String> awaited) implements Claimed {
    public Directing {
      awaited = new TreeSet<>(awaited);
    }
  }

  /** The job has gone; waits for the mount on the host that it had wanted. */
  public record Withdrawing(String host, End end) implements Leaving {
    @Override
    public Withdrawing ending(End other) {
      return new Withdrawing(host, other);
    }
  }

  /** The job has gone; waits until every host is redirected. */
  public record Reverting(End end, Set<String> awaited) implements Leaving {
    public Reverting {
      awaited = new TreeSet<>(awaited);
    }

    @Override
    public Reverting ending(End other) {
      return new Reverting(other, awaited);
    }
  }

  /** Waits until every host goes direct. */
  public record Releasing(End end, Set<String> awaited) implements Leaving {
    public Releasing {
      awaited = new TreeSet<>(awaited);
    }

    @Override
    public Releasing ending(End other) {
      return new Releasing(other, awaited);
    }
  }

  public CsvVolumeState {
    running = List.copyOf(running);
  }

  static CsvVolumeState online(String owner, long epoch) {
    return new CsvVolumeState(owner, epoch, List.of(), new Online());
  }

  /** Whether some job is between its PrepareForBackup and its end. */
  public boolean isInBackup() {
    return !(phase instanceof Online) || !running.isEmpty();
  }

  boolean isRunning(String job) {
    return running.stream().anyMatch(pin -> pin.job().equals(job));
  }

  CsvVolumeState in(Phase next) {
    return new CsvVolumeState(owner, epoch, running, next);
  }

  CsvVolumeState owned(String newOwner, long newEpoch) {
    return new CsvVolumeState(newOwner, newEpoch, running, phase);
  }

  CsvVolumeState with(Pin started) {
    List<Pin> more = new ArrayList<>(running);
    more.add(started);
    return new CsvVolumeState(owner, epoch, more, phase);
  }

  CsvVolumeState without(String job) {
    List<Pin> rest = running.stream().filter(pin -> !pin.job().equals(job)).toList();
    return new CsvVolumeState(owner, epoch, rest, phase);
  }
}
