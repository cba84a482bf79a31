package kagemusha.backup.vss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import kagemusha.backup.vss.VssSet.Findings;
import kagemusha.backup.vss.VssSet.Task;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What is asked of whom in each phase of a set. */
final class VssSteps {
  /** Commands, and the names of those whose answers end the phase. */
  record Step(List<Act> acts, Set<String> awaited) {
    public Step {
      acts = List.copyOf(acts);
      awaited = new TreeSet<>(awaited);
    }
  }

  private final Participants who;

  VssSteps(Participants who) {
    this.who = who;
  }

  Step of(Task task, VssPhase phase, Findings findings) {
    String set = task.set();
    return switch (phase) {
      case GATHER_WRITER_METADATA ->
          writers(new WriterCommand.Identify(set, task.vm(), task.method()));
      case PREPARE_FOR_BACKUP -> writers(new WriterCommand.PrepareForBackup(set));
      case BEGIN_PREPARE_SNAPSHOT ->
          provider(task, new ProviderCommand.BeginPrepare(set, findings.lus()));
      case END_PREPARE_SNAPSHOTS -> provider(task, new ProviderCommand.EndPrepare(set));
      case PREPARE_FOR_SNAPSHOT -> writers(new WriterCommand.PrepareForSnapshot(set));
      case FREEZE -> writers(new WriterCommand.Freeze(set));
      case PRE_COMMIT_SNAPSHOTS -> provider(task, new ProviderCommand.PreCommit(set));
      case HOLD_WRITES -> hold(task, findings);
      case COMMIT_SNAPSHOTS -> provider(task, new ProviderCommand.Commit(set));
      case POST_COMMIT_SNAPSHOTS -> postCommit(task, findings);
      case THAW -> writers(new WriterCommand.Thaw(set));
      case POST_SNAPSHOT -> writers(new WriterCommand.PostSnapshot(set, findings.images()));
      case READY, BACKUP_COMPLETE, DELETED ->
          throw new IllegalArgumentException(phase + " is not a phase of the making of a set");
    };
  }

  /** Something that is asked of all writers. */
  Step writers(WriterCommand command) {
    List<Act> acts = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (EntityId writer : who.writers()) {
      acts.add(new Tell(writer, command));
      names.add(writer.name());
    }
    return new Step(acts, names);
  }

  /** Something that is asked of the set's provider. */
  Step provider(Task task, ProviderCommand command) {
    EntityId provider = provider(task);
    return new Step(List.of(new Tell(provider, command)), Set.of(provider.name()));
  }

  EntityId provider(Task task) {
    return who.provider(task.method()).orElseThrow();
  }

  private Step hold(Task task, Findings findings) {
    List<Participants.Hold> holds = who.holds(task.set(), findings.lus());
    Set<String> keys = new TreeSet<>();
    holds.forEach(hold -> keys.add(hold.key()));
    return new Step(tell(holds, Participants.Hold::hold), keys);
  }

  /** Writes go on before the provider does the rest. */
  private Step postCommit(Task task, Findings findings) {
    Step rest = provider(task, new ProviderCommand.PostCommit(task.set()));
    List<Act> acts = new ArrayList<>(release(task, findings));
    acts.addAll(rest.acts());
    return new Step(acts, rest.awaited());
  }

  /** Lets all writes go on that the set holds. */
  List<Act> release(Task task, Findings findings) {
    return tell(who.holds(task.set(), findings.lus()), Participants.Hold::release);
  }

  private static List<Act> tell(
      List<Participants.Hold> holds, Function<Participants.Hold, Message> what) {
    List<Act> acts = new ArrayList<>();
    holds.forEach(hold -> acts.add(new Tell(hold.holder(), what.apply(hold))));
    return acts;
  }

  /** Tells the service when a phase has taken so long. */
  static Timer watch(String set, VssPhase phase, long delayNanos) {
    return new Timer(set + ".phase", delayNanos, new VssService.PhaseOver(set, phase));
  }

  /** What a writer's status is when it has done the step of a phase. */
  static Optional<WriterState> writerState(VssPhase phase) {
    return switch (phase) {
      case PREPARE_FOR_BACKUP -> Optional.of(WriterState.STABLE);
      case PREPARE_FOR_SNAPSHOT -> Optional.of(WriterState.WAITING_FOR_FREEZE);
      case FREEZE -> Optional.of(WriterState.WAITING_FOR_THAW);
      case THAW -> Optional.of(WriterState.WAITING_FOR_POST_SNAPSHOT);
      default -> Optional.empty();
    };
  }

  /** The error when a phase takes too long. */
  static VssError lateError(VssPhase phase) {
    return switch (phase) {
      case HOLD_WRITES -> VssError.FLUSH_WRITES_TIMEOUT;
      case COMMIT_SNAPSHOTS -> VssError.HOLD_WRITES_TIMEOUT;
      case BEGIN_PREPARE_SNAPSHOT,
          END_PREPARE_SNAPSHOTS,
          PRE_COMMIT_SNAPSHOTS,
          POST_COMMIT_SNAPSHOTS ->
          VssError.UNEXPECTED_PROVIDER_ERROR;
      default -> VssError.WRITER_TIMEOUT;
    };
  }
}
