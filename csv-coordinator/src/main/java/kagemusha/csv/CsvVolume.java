package kagemusha.csv;

import java.util.List;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * A cluster shared volume as the cluster sees it: which host owns it, and whether a backup has
 * pinned it. It tells every host's {@link CsvNode} how to reach the volume. It lives in the
 * cluster's registry on the quorum LU, which outlives every host. Owner, epoch and backup state are
 * durable. The states and their transitions are those of {@link CsvVolumeState}.
 */
public final class CsvVolume implements DurableEntity<CsvVolume.Command, CsvVolumeEvent> {
  /** What a volume accepts. */
  public sealed interface Command extends Message {}

  /** A requester on {@code host} is about to take a snapshot: bring the volume there and pin it. */
  public record PrepareForBackup(String job, String host, EntityId replyTo) implements Command {}

  /**
   * The requester's snapshot exists: the watch for a backup that never starts ends, and if the
   * snapshot does not need the volume any more, every host goes direct again while the backup goes
   * on. Answered with {@link Started}.
   *
   * @param redirected whether all hosts but the owner stay redirected until {@link BackupComplete}
   */
  public record BackupStarted(String job, boolean redirected, EntityId replyTo)
      implements Command {}

  /** An administrator ends the backup state that a requester has left behind. */
  public record ClearBackupState(EntityId replyTo) implements Command {}

  /** The requester has finished. */
  public record BackupComplete(String job, EntityId replyTo) implements Command {}

  /** A host has no I/O of the volume in flight and queues new I/O. */
  public record Held(String host) implements Command {}

  /** The new owner has mounted the volume. */
  public record Mounted() implements Command {}

  /** A host goes on as told in this epoch. */
  public record Resumed(String host, long epoch) implements Command {}

  /** The watch over a requester that was told to go ahead has run out. */
  public record DelayExpired() implements Command {}

  /**
   * A host is a member of the cluster no more. From the cluster's registry, on the same machine.
   */
  public record NodeLost(String host) implements Command {}

  /** Who owns the volume? Answered with {@link OwnerIs}; nothing changes. */
  public record AskOwner(int ticket, EntityId replyTo) implements Command {}

  /** The hosts of the cluster, the owner first; those that are gone are left out. */
  public record OwnerIs(int ticket, List<String> hosts) implements Message {
    public OwnerIs {
      hosts = List.copyOf(hosts);
    }
  }

  /** A host is a member again. From the cluster's registry, on the same machine. */
  public record NodeJoined(String host) implements Command {}

  /** What a volume answers to a requester, who adapts it to its own protocol. */
  public sealed interface Notice extends Message {}

  /** The volume is owned by the requester's host and pinned; all other hosts are redirected. */
  public record Prepared(String lu, String job, long epoch) implements Notice {}

  /** The volume belongs to another job (0x173D); ask again later. */
  public record Busy(String lu, String job, String heldBy) implements Notice {}

  /** The volume has taken note of the snapshot, and every host goes as told. */
  public record Started(String lu, String job, boolean redirected) implements Notice {}

  /**
   * The volume has left the backup state without the job, or never enters it: by request, because
   * the job has not started in time, or because its host is no member of the cluster. An
   * administrator gets the names of all jobs concerned, which may be none.
   */
  public record Cleared(String lu, String job) implements Notice {}

  /** The job does not hold the volume any more; if it was the last, every host is direct. */
  public record Released(String lu, String job) implements Notice {}

  private final EntityId id;
  private final CsvVolumeRules rules;
  private CsvVolumeState state;

  public CsvVolume(int lu, CsvWiring wiring) {
    this.id = wiring.volume(lu);
    this.rules = new CsvVolumeRules(lu, wiring);
    this.state = CsvVolumeState.online(wiring.initialOwner(lu), 1);
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Class<CsvVolumeEvent> eventType() {
    return CsvVolumeEvent.class;
  }

  @Override
  public void apply(CsvVolumeEvent event) {
    state = rules.recovered(state, event);
  }

  /** The watch over a requester outlives the process. */
  @Override
  public void start(Context context) {
    if (state.phase() instanceof CsvVolumeState.Pinned pinned) {
      long end = rules.watchEndsNanos(pinned.sinceNanos(), context.quantumNanos());
      context.timer("watch", Math.max(context.nowNanos(), end), new DelayExpired());
    }
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof AskOwner ask) {
      context.tell(ask.replyTo(), new OwnerIs(ask.ticket(), rules.ownerFirst(state)));
      return;
    }
    long quantum = context.quantumNanos();
    if (command instanceof DelayExpired) {
      long allowance = CsvVolumeRules.watchAllowanceNanos(quantum);
      context.at(context.nowNanos(), context.padNanos() + allowance);
    }
    CsvVolumeRules.Moment now =
        new CsvVolumeRules.Moment(context.nowNanos() - context.padNanos(), quantum);
    state = rules.on(state, command, now).perform(context);
  }

  /** What is going on with it, to look at. */
  public CsvVolumeState state() {
    return state;
  }
}
