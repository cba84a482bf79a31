package kagemusha.backup.vss;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.vss.VssSet.Aborting;
import kagemusha.backup.vss.VssSet.Completing;
import kagemusha.backup.vss.VssSet.Deleting;
import kagemusha.backup.vss.VssSet.Existing;
import kagemusha.backup.vss.VssSet.Failure;
import kagemusha.backup.vss.VssSet.None;
import kagemusha.backup.vss.VssSet.Task;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;

/** The rules of a {@link VssSet} that is there or is on its way out: completed, deleted, undone. */
final class VssEndRules {
  private final VssSteps steps;
  private final VssReports reports;
  private final long stepNanos;

  /**
   * @param stepNanos how long who never answers is waited for
   */
  VssEndRules(VssSteps steps, VssReports reports, long stepNanos) {
    this.steps = steps;
    this.reports = reports;
    this.stepNanos = stepNanos;
  }

  Decision<VssSet> complete(Existing existing, boolean succeeded) {
    Task task = existing.task();
    VssSteps.Step step = steps.writers(new WriterCommand.BackupComplete(task.set(), succeeded));
    List<Act> acts = new ArrayList<>(reports.phase(task, VssPhase.BACKUP_COMPLETE));
    acts.add(watch(task, VssPhase.BACKUP_COMPLETE));
    acts.addAll(step.acts());
    return new Decision<>(new Completing(task, step.awaited()), acts);
  }

  /**
   * Writers and provider are to undo what they have done.
   *
   * @param first what is done before anything else
   */
  Decision<VssSet> undo(Task task, Failure failure, List<Act> first) {
    VssSteps.Step writers = steps.writers(new WriterCommand.Abort(task.set()));
    VssSteps.Step provider = steps.provider(task, new ProviderCommand.Abort(task.set()));
    Set<String> awaited = new TreeSet<>(writers.awaited());
    awaited.addAll(provider.awaited());
    List<Act> acts = new ArrayList<>(first);
    acts.add(VssReports.failed(task, failure));
    acts.addAll(writers.acts());
    acts.addAll(provider.acts());
    acts.add(watch(task, failure.phase()));
    return new Decision<>(new Aborting(task, failure, awaited), acts);
  }

  private Timer watch(Task task, VssPhase phase) {
    return VssSteps.watch(task.set(), phase, stepNanos);
  }

  /** After the snapshot a writer's failure changes nothing any more. */
  Decision<VssSet> fromWriter(VssSet set, WriterNotice notice) {
    String name = notice.writer().name();
    if (set instanceof Completing completing) {
      Set<String> rest = Sets.without(completing.awaited(), name);
      return rest.isEmpty()
          ? delete(completing.task())
          : Decision.to(new Completing(completing.task(), rest));
    } else if (set instanceof Aborting aborting && notice instanceof WriterNotice.Aborted) {
      return undone(aborting, name);
    }
    return Decision.to(set);
  }

  private Decision<VssSet> delete(Task task) {
    return Decision.to(
        new Deleting(task),
        watch(task, VssPhase.DELETED),
        new Tell(steps.provider(task), new ProviderCommand.Delete(task.set())));
  }

  Decision<VssSet> fromProvider(VssSet set, ProviderNotice notice) {
    if (set instanceof Existing existing && notice instanceof ProviderNotice.Lost lost) {
      String why = steps.provider(existing.task()).name() + ": " + lost.why();
      return undo(
          existing.task(),
          new Failure(VssPhase.READY, VssError.INSUFFICIENT_STORAGE, why),
          List.of());
    } else if (set instanceof Deleting deleting && notice instanceof ProviderNotice.Gone) {
      return deleted(deleting.task());
    } else if (set instanceof Aborting aborting && notice instanceof ProviderNotice.Gone) {
      return undone(aborting, steps.provider(aborting.task()).name());
    }
    return Decision.to(set);
  }

  private Decision<VssSet> deleted(Task task) {
    return new Decision<VssSet>(new None(), reports.phase(task, VssPhase.DELETED))
        .and(VssReports.toRequester(task, new VssNotice.Deleted(task.set())));
  }

  private static Decision<VssSet> undone(Aborting aborting, String name) {
    Set<String> rest = Sets.without(aborting.awaited(), name);
    return rest.isEmpty()
        ? gone(aborting)
        : Decision.to(new Aborting(aborting.task(), aborting.failure(), rest));
  }

  private static Decision<VssSet> gone(Aborting aborting) {
    return new Decision<>(new None(), VssReports.failure(aborting.task(), aborting.failure()));
  }

  /** Who never answers is not waited for any longer. */
  Decision<VssSet> over(VssSet set, VssPhase phase) {
    if (set instanceof Aborting aborting && aborting.failure().phase() == phase) {
      return gone(aborting);
    } else if (set instanceof Completing completing && phase == VssPhase.BACKUP_COMPLETE) {
      return delete(completing.task());
    } else if (set instanceof Deleting deleting && phase == VssPhase.DELETED) {
      return deleted(deleting.task());
    }
    return Decision.to(set);
  }
}
