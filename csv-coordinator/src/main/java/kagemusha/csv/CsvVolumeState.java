package kagemusha.csv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
 *
 * any       --NodeLost(owner)--> Pausing      every other host takes back what went through it
 * Pausing   --last Held--> Remounting         at once where all hosts hold their I/O already
 * Remounting --Mounted--> Reopening           new epoch, persisted; every host is told to resume
 * Reopening --last Resumed--> Online          or Pinned as before, if there was no snapshot yet
 * Reopening --last Resumed--> Releasing       if that state has ended meanwhile
 * Holding, Mounting, Withdrawing --NodeLost(owner)--> the same    another host was to own it anyway
 * Holding, Mounting, Withdrawing --NodeLost(that host)--> Releasing     the owner stays
 * </pre>
 *
 * <p>A host that is gone is waited for no more. Its jobs end, but for one between Prepared and its
 * snapshot: the cluster cannot know that nobody will make it, so the volume stays in the backup
 * state until the watch runs out or an administrator clears it.
 *
 * <p>An end is BackupComplete, ClearBackupState or, in Pinned only, a watch that runs out. The end
 * of a running job changes nothing but the list of the running.
 *
 * @param running jobs in backup that have let the hosts go direct, in the order in which they did
 * @param absent hosts that are gone
 */
public record CsvVolumeState(
    String owner, long epoch, List<Pin> running, Phase phase, Set<String> absent) {
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

  /** Hosts have been told to go on, and some have not done so yet. */
  public sealed interface Awaiting permits Redirecting, Directing, Reverting, Releasing {
    Set<String> awaited();
  }

  /** The owner is gone, and another host takes its place. */
  public sealed interface TakenOver extends Leaving permits Pausing, Remounting, Reopening {
    Heir heir();

    /** The same with another heir. */
    TakenOver by(Heir other);

    @Override
    TakenOver ending(End end);
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
  public record Redirecting(Pin pin, Set<String> awaited) implements Claimed, Awaiting {
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
  public record Directing(Pin pin, Set<String> awaited) implements Claimed, Awaiting {
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
  public record Reverting(End end, Set<String> awaited) implements Leaving, Awaiting {
    public Reverting {
      awaited = new TreeSet<>(awaited);
    }

    @Override
    public Reverting ending(End other) {
      return new Reverting(other, awaited);
    }
  }

  /** Waits until every host goes direct. */
  public record Releasing(End end, Set<String> awaited) implements Leaving, Awaiting {
    public Releasing {
      awaited = new TreeSet<>(awaited);
    }

    @Override
    public Releasing ending(End other) {
      return new Releasing(other, awaited);
    }
  }

  /**
   * Who takes a volume over whose owner is gone.
   *
   * @param kept the backup state that a requester has left behind
   */
  public record Heir(String host, Optional<Pinned> kept) {
    Heir withNothingKept() {
      return new Heir(host, Optional.empty());
    }
  }

  /** The owner is gone; waits until no other host has I/O in flight. */
  public record Pausing(Heir heir, End end, Set<String> awaited) implements TakenOver {
    public Pausing {
      awaited = new TreeSet<>(awaited);
    }

    @Override
    public Pausing ending(End other) {
      return new Pausing(heir, other, awaited);
    }

    @Override
    public Pausing by(Heir other) {
      return new Pausing(other, end, awaited);
    }
  }

  /** Waits for the heir's mount. */
  public record Remounting(Heir heir, End end) implements TakenOver {
    @Override
    public Remounting ending(End other) {
      return new Remounting(heir, other);
    }

    @Override
    public Remounting by(Heir other) {
      return new Remounting(other, end);
    }
  }

  /**
   * Waits until every host goes on with the new owner.
   *
   * @param redirected as what they were told to go on
   */
  public record Reopening(Heir heir, End end, boolean redirected, Set<String> awaited)
      implements TakenOver {
    public Reopening {
      awaited = new TreeSet<>(awaited);
    }

    @Override
    public Reopening ending(End other) {
      return new Reopening(heir, other, redirected, awaited);
    }

    @Override
    public Reopening by(Heir other) {
      return new Reopening(other, end, redirected, awaited);
    }
  }

  public CsvVolumeState {
    running = List.copyOf(running);
    absent = Collections.unmodifiableSet(new TreeSet<>(absent));
  }

  /** With all hosts there. */
  public CsvVolumeState(String owner, long epoch, List<Pin> running, Phase phase) {
    this(owner, epoch, running, phase, Set.of());
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
    return new CsvVolumeState(owner, epoch, running, next, absent);
  }

  CsvVolumeState owned(String newOwner, long newEpoch) {
    return new CsvVolumeState(newOwner, newEpoch, running, phase, absent);
  }

  CsvVolumeState with(Pin started) {
    List<Pin> more = new ArrayList<>(running);
    more.add(started);
    return new CsvVolumeState(owner, epoch, more, phase, absent);
  }

  CsvVolumeState without(String job) {
    List<Pin> rest = running.stream().filter(pin -> !pin.job().equals(job)).toList();
    return new CsvVolumeState(owner, epoch, rest, phase, absent);
  }

  /** Without any running job. */
  CsvVolumeState emptied() {
    return new CsvVolumeState(owner, epoch, List.of(), phase, absent);
  }

  /** With a host that had been gone. */
  CsvVolumeState regaining(String host) {
    Set<String> gone = new TreeSet<>(absent);
    gone.remove(host);
    return new CsvVolumeState(owner, epoch, running, phase, gone);
  }

  /** Without a host, and without the jobs that run there. */
  CsvVolumeState losing(String host) {
    Set<String> gone = new TreeSet<>(absent);
    gone.add(host);
    List<Pin> rest = running.stream().filter(pin -> !pin.host().equals(host)).toList();
    return new CsvVolumeState(owner, epoch, rest, phase, gone);
  }
}
