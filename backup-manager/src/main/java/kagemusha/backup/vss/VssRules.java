package kagemusha.backup.vss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.vss.VssSet.Aborting;
import kagemusha.backup.vss.VssSet.Completing;
import kagemusha.backup.vss.VssSet.Creating;
import kagemusha.backup.vss.VssSet.Deleting;
import kagemusha.backup.vss.VssSet.Existing;
import kagemusha.backup.vss.VssSet.Failure;
import kagemusha.backup.vss.VssSet.Findings;
import kagemusha.backup.vss.VssSet.None;
import kagemusha.backup.vss.VssSet.Task;
import kagemusha.config.VssSpec;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of {@link VssSet}. Answers that fit nothing are late and change nothing. */
final class VssRules {
  private static final String SOURCE = "VSS";

  /** Number of the first phase's event; the others follow in order. */
  static final int FIRST_PHASE = 9200;

  static final int FAILED = 9220;
  static final int REFUSED = 9221;
  static final int TOO_LATE = 9222;

  private final Participants who;
  private final VssSpec spec;
  private final VssSteps steps;

  VssRules(Participants who, VssSpec spec) {
    this.who = who;
    this.spec = spec;
    this.steps = new VssSteps(who);
  }

  /**
   * A requester asks for a set.
   *
   * @param other a set that is being made or undone at the moment
   */
  Decision<VssSet> start(VssSet set, VssCommand.Start start, Optional<String> other, Moment now) {
    Task task = new Task(start.set(), start.vm(), start.method(), start.replyTo());
    if (other.isPresent()) {
      String why = "set " + other.get() + " is being made";
      return refuse(set, task, VssError.SNAPSHOT_SET_IN_PROGRESS, why);
    } else if (!(set instanceof None)) {
      return refuse(set, task, VssError.BAD_STATE, "there is a set of this name");
    } else if (who.provider(task.method()).isEmpty()) {
      String why = "no provider here for the method " + task.method().key();
      return refuse(set, task, VssError.BAD_STATE, why);
    }
    return enter(task, VssPhase.GATHER_WRITER_METADATA, now, 0, Findings.NONE);
  }

  private Decision<VssSet> refuse(VssSet set, Task task, VssError error, String why) {
    String text =
        "Snapshot set %s of %s is refused with 0x%08X: %s."
            .formatted(task.set(), task.vm(), error.code(), why);
    Failure failure = new Failure(VssPhase.GATHER_WRITER_METADATA, error, why);
    Decision<VssSet> refused =
        Decision.to(set, new Log(SOURCE, REFUSED, Level.ERROR, text, task.set()));
    return refused.and(failed(task, failure));
  }

  Decision<VssSet> on(VssSet set, VssService.Command command, Moment now) {
    if (command instanceof VssService.FromRequester from) {
      return fromRequester(set, from.command());
    } else if (set instanceof Creating creating) {
      return creating(creating, command, now);
    } else if (command instanceof VssService.FromWriter from) {
      return fromWriter(set, from.notice());
    } else if (command instanceof VssService.FromProvider from) {
      return fromProvider(set, from.notice());
    } else if (command instanceof VssService.PhaseOver over) {
      return over(set, over.phase());
    }
    return Decision.to(set);
  }

  private Decision<VssSet> fromRequester(VssSet set, VssCommand command) {
    if (command instanceof VssCommand.BackupComplete complete) {
      return set instanceof Existing existing
          ? complete(existing, complete.succeeded())
          : late(set, complete);
    } else if (set instanceof Creating creating) {
      return abort(creating, VssError.CANCELLED, "the requester has given it up");
    } else if (set instanceof Existing existing) {
      return undo(
          existing.task(),
          new Failure(VssPhase.READY, VssError.CANCELLED, "the requester has given it up"),
          List.of());
    }
    return Decision.to(set);
  }

  private static Decision<VssSet> late(VssSet set, VssCommand.BackupComplete complete) {
    String text =
        "BackupComplete of snapshot set %s comes when there is no such set: 0x%08X."
            .formatted(complete.set(), VssError.BAD_STATE.code());
    return Decision.to(set, new Log(SOURCE, TOO_LATE, Level.WARNING, text, complete.set()));
  }

  private Decision<VssSet> creating(Creating creating, VssService.Command command, Moment now) {
    VssPhase phase = creating.phase();
    if (command instanceof VssService.FromWriter from) {
      return writerAnswers(creating, from.notice(), now);
    } else if (command instanceof VssService.FromProvider from) {
      return providerAnswers(creating, from.notice(), now);
    } else if (command instanceof VssService.Held held && phase == VssPhase.HOLD_WRITES) {
      return answered(creating, held.what(), creating.findings(), now);
    } else if (command instanceof VssService.HoldLost lost && creating.hasHeld()) {
      return holdLost(creating, lost.what());
    } else if (command instanceof VssService.PhaseOver over && over.phase() == phase) {
      return tooSlow(creating);
    } else if (command instanceof VssService.FreezeOver && creating.isFrozen()) {
      return frozenTooLong(creating);
    }
    return Decision.to(creating);
  }

  /** It may become known only at the release that the hold was too long. */
  private Decision<VssSet> holdLost(Creating creating, String what) {
    VssError error =
        creating.phase() == VssPhase.HOLD_WRITES
            ? VssError.FLUSH_WRITES_TIMEOUT
            : VssError.HOLD_WRITES_TIMEOUT;
    return abort(creating, error, "the hold of writes to " + what + " has been given up");
  }

  private Decision<VssSet> writerAnswers(Creating creating, WriterNotice notice, Moment now) {
    String name = notice.writer().name();
    VssPhase phase = creating.phase();
    Findings findings = creating.findings();
    if (notice instanceof WriterNotice.Failed failed) {
      return abort(creating, failed.error(), name + " is " + failed.state() + ": " + failed.why());
    } else if (notice instanceof WriterNotice.Identified identified
        && phase == VssPhase.GATHER_WRITER_METADATA) {
      return answered(creating, name, findings.with(identified), now);
    } else if (notice instanceof WriterNotice.Recovered recovered
        && phase == VssPhase.POST_SNAPSHOT) {
      return answered(creating, name, findings.with(recovered), now);
    } else if (notice instanceof WriterNotice.Done done
        && VssSteps.writerState(phase).equals(Optional.of(done.state()))) {
      return answered(creating, name, findings, now);
    }
    return Decision.to(creating);
  }

  private Decision<VssSet> providerAnswers(Creating creating, ProviderNotice notice, Moment now) {
    String name = provider(creating.task()).name();
    if (notice instanceof ProviderNotice.Failed failed) {
      return abort(creating, failed.error(), name + ": " + failed.why());
    } else if (notice instanceof ProviderNotice.Lost lost) {
      return abort(creating, VssError.INSUFFICIENT_STORAGE, name + ": " + lost.why());
    } else if (notice instanceof ProviderNotice.Committed committed
        && creating.phase() == VssPhase.COMMIT_SNAPSHOTS) {
      return answered(creating, name, creating.findings().with(committed), now);
    } else if (notice instanceof ProviderNotice.Done done && done.phase() == creating.phase()) {
      return answered(creating, name, creating.findings(), now);
    }
    return Decision.to(creating);
  }

  /** Somebody has done the phase's step; with the last of them the next phase begins. */
  private Decision<VssSet> answered(Creating old, String name, Findings findings, Moment now) {
    if (now.isLate(old.sinceNanos(), limit(old.phase()))) {
      return tooSlow(old);
    } else if (old.isFrozen() && now.isLate(old.frozenNanos(), spec.limits().freeze())) {
      return frozenTooLong(old);
    }
    Set<String> rest = Sets.without(old.awaited(), name);
    if (!rest.isEmpty()) {
      return Decision.to(
          new Creating(
              old.task(), old.phase(), rest, old.sinceNanos(), old.frozenNanos(), findings));
    }
    VssPhase next = VssPhase.values()[old.phase().ordinal() + 1];
    return next == VssPhase.READY
        ? ready(old.task(), findings)
        : enter(old.task(), next, now, old.frozenNanos(), findings);
  }

  private Decision<VssSet> enter(
      Task task, VssPhase phase, Moment now, long frozenNanos, Findings findings) {
    List<Act> acts = new ArrayList<>(announce(task, phase));
    boolean freezes = phase == VssPhase.FREEZE;
    String set = task.set();
    if (freezes) {
      long watch = now.watchNanos(spec.limits().freeze());
      acts.add(new Timer(set + ".freeze", watch, new VssService.FreezeOver(set)));
    }
    acts.add(watch(set, phase, now.watchNanos(limit(phase))));
    VssSteps.Step step = steps.of(task, phase, findings);
    acts.addAll(step.acts());
    return new Decision<>(
        new Creating(
            task,
            phase,
            step.awaited(),
            now.freeNanos(),
            freezes ? now.freeNanos() : frozenNanos,
            findings),
        acts);
  }

  private static Timer watch(String set, VssPhase phase, long delayNanos) {
    return new Timer(set + ".phase", delayNanos, new VssService.PhaseOver(set, phase));
  }

  private Decision<VssSet> ready(Task task, Findings found) {
    return new Decision<VssSet>(new Existing(task, found), announce(task, VssPhase.READY))
        .and(
            toRequester(
                task,
                new VssNotice.Ready(
                    task.set(), found.images(), found.disks(), found.document(), found.online())));
  }

  private Duration limit(VssPhase phase) {
    return switch (phase) {
      case GATHER_WRITER_METADATA -> spec.limits().identify();
      case HOLD_WRITES, COMMIT_SNAPSHOTS -> spec.limits().hold();
      default -> spec.limits().step();
    };
  }

  private Decision<VssSet> tooSlow(Creating creating) {
    String why =
        "%s takes longer than %d s"
            .formatted(creating.phase(), limit(creating.phase()).toSeconds());
    return abort(creating, VssSteps.lateError(creating.phase()), why);
  }

  private Decision<VssSet> frozenTooLong(Creating creating) {
    String why =
        "from Freeze to Thaw it takes longer than %d s"
            .formatted(spec.limits().freeze().toSeconds());
    return abort(creating, VssError.WRITER_TIMEOUT, why);
  }

  /** Writes that are held go on before anything else. */
  private Decision<VssSet> abort(Creating creating, VssError error, String why) {
    List<Act> first = new ArrayList<>();
    if (creating.isHolding()) {
      first.addAll(steps.release(creating.task(), creating.findings()));
    }
    return undo(creating.task(), new Failure(creating.phase(), error, why), first);
  }

  private Decision<VssSet> undo(Task task, Failure failure, List<Act> first) {
    String text =
        "Snapshot set %s of %s failed in %s with 0x%08X: %s."
            .formatted(
                task.set(), task.vm(), failure.phase(), failure.error().code(), failure.why());
    List<Act> acts = new ArrayList<>(first);
    acts.add(new Log(SOURCE, FAILED, Level.ERROR, text, task.set()));
    Set<String> awaited = new TreeSet<>();
    for (EntityId writer : who.writers()) {
      acts.add(new Tell(writer, new WriterCommand.Abort(task.set())));
      awaited.add(writer.name());
    }
    EntityId provider = provider(task);
    acts.add(new Tell(provider, new ProviderCommand.Abort(task.set())));
    awaited.add(provider.name());
    acts.add(watch(task.set(), failure.phase(), spec.limits().step().toNanos()));
    return new Decision<>(new Aborting(task, failure, awaited), acts);
  }

  private Decision<VssSet> complete(Existing existing, boolean succeeded) {
    Task task = existing.task();
    List<Act> acts = new ArrayList<>(announce(task, VssPhase.BACKUP_COMPLETE));
    acts.add(watch(task.set(), VssPhase.BACKUP_COMPLETE, spec.limits().step().toNanos()));
    Set<String> awaited = new TreeSet<>();
    for (EntityId writer : who.writers()) {
      acts.add(new Tell(writer, new WriterCommand.BackupComplete(task.set(), succeeded)));
      awaited.add(writer.name());
    }
    return new Decision<>(new Completing(task, awaited), acts);
  }

  /** After the snapshot a writer's failure changes nothing any more. */
  private Decision<VssSet> fromWriter(VssSet set, WriterNotice notice) {
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
        watch(task.set(), VssPhase.DELETED, spec.limits().step().toNanos()),
        new Tell(provider(task), new ProviderCommand.Delete(task.set())));
  }

  private Decision<VssSet> fromProvider(VssSet set, ProviderNotice notice) {
    if (set instanceof Existing existing && notice instanceof ProviderNotice.Lost lost) {
      String why = provider(existing.task()).name() + ": " + lost.why();
      return undo(
          existing.task(),
          new Failure(VssPhase.READY, VssError.INSUFFICIENT_STORAGE, why),
          List.of());
    } else if (set instanceof Deleting deleting && notice instanceof ProviderNotice.Gone) {
      return deleted(deleting.task());
    } else if (set instanceof Aborting aborting && notice instanceof ProviderNotice.Gone) {
      return undone(aborting, provider(aborting.task()).name());
    }
    return Decision.to(set);
  }

  private Decision<VssSet> deleted(Task task) {
    return new Decision<VssSet>(new None(), announce(task, VssPhase.DELETED))
        .and(toRequester(task, new VssNotice.Deleted(task.set())));
  }

  private Decision<VssSet> undone(Aborting aborting, String name) {
    Set<String> rest = Sets.without(aborting.awaited(), name);
    return rest.isEmpty()
        ? new Decision<>(new None(), failed(aborting.task(), aborting.failure()))
        : Decision.to(new Aborting(aborting.task(), aborting.failure(), rest));
  }

  /** Who never answers is not waited for any longer. */
  private Decision<VssSet> over(VssSet set, VssPhase phase) {
    if (set instanceof Aborting aborting && aborting.failure().phase() == phase) {
      return new Decision<>(new None(), failed(aborting.task(), aborting.failure()));
    } else if (set instanceof Completing completing && phase == VssPhase.BACKUP_COMPLETE) {
      return delete(completing.task());
    } else if (set instanceof Deleting deleting && phase == VssPhase.DELETED) {
      return deleted(deleting.task());
    }
    return Decision.to(set);
  }

  private static List<Act> failed(Task task, Failure failure) {
    return toRequester(
        task,
        new VssNotice.Failed(
            task.set(),
            failure.phase(),
            failure.error().code(),
            failure.error().dpmError(),
            failure.why()));
  }

  private List<Act> announce(Task task, VssPhase phase) {
    String text =
        "Snapshot set %s of %s on %s: %s.".formatted(task.set(), task.vm(), who.service(), phase);
    List<Act> acts = new ArrayList<>();
    acts.add(new Log(SOURCE, FIRST_PHASE + phase.ordinal(), Level.INFORMATION, text, task.set()));
    acts.addAll(toRequester(task, new VssNotice.Phase(task.set(), phase)));
    return acts;
  }

  private static List<Act> toRequester(Task task, VssNotice notice) {
    return task.requester().<Act>map(to -> new Tell(to, notice)).stream().toList();
  }

  /** The machine has come to another host, and who asked for the set has not come with it. */
  Decision<VssSet> forsaken(VssSet set) {
    String why = "the requester's host has changed";
    if (set instanceof Creating old) {
      Creating forsaken =
          new Creating(
              old.task().forsaken(),
              old.phase(),
              old.awaited(),
              old.sinceNanos(),
              old.frozenNanos(),
              old.findings());
      return abort(forsaken, VssError.CANCELLED, why);
    } else if (set instanceof Existing existing) {
      Failure failure = new Failure(VssPhase.READY, VssError.CANCELLED, why);
      return undo(existing.task().forsaken(), failure, List.of());
    } else if (set instanceof Completing completing) {
      return Decision.to(new Completing(completing.task().forsaken(), completing.awaited()));
    } else if (set instanceof Deleting deleting) {
      return Decision.to(new Deleting(deleting.task().forsaken()));
    } else if (set instanceof Aborting aborting) {
      return Decision.to(
          new Aborting(aborting.task().forsaken(), aborting.failure(), aborting.awaited()));
    }
    return Decision.to(set);
  }

  private EntityId provider(Task task) {
    return who.provider(task.method()).orElseThrow();
  }
}
