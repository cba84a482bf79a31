package kagemusha.backup.vss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import kagemusha.kernel.entity.Decision.Timer;

/** The rules of {@link VssSet}. Answers that fit nothing are late and change nothing. */
final class VssRules {
  private final Participants who;
  private final VssSpec spec;
  private final VssSteps steps;
  private final VssReports reports;
  private final VssEndRules end;

  VssRules(Participants who, VssSpec spec) {
    this.who = who;
    this.spec = spec;
    this.steps = new VssSteps(who);
    this.reports = new VssReports(who.service());
    this.end = new VssEndRules(steps, reports, spec.limits().step().toNanos());
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
    Failure failure = new Failure(VssPhase.GATHER_WRITER_METADATA, error, why);
    return Decision.to(set, VssReports.refused(task, error, why))
        .and(VssReports.failure(task, failure));
  }

  Decision<VssSet> on(VssSet set, VssService.Command command, Moment now) {
    if (command instanceof VssService.FromRequester from) {
      return fromRequester(set, from.command());
    } else if (set instanceof Creating creating) {
      return creating(creating, command, now);
    } else if (command instanceof VssService.FromWriter from) {
      return end.fromWriter(set, from.notice());
    } else if (command instanceof VssService.FromProvider from) {
      return end.fromProvider(set, from.notice());
    } else if (command instanceof VssService.PhaseOver over) {
      return end.over(set, over.phase());
    }
    return Decision.to(set);
  }

  private Decision<VssSet> fromRequester(VssSet set, VssCommand command) {
    if (command instanceof VssCommand.BackupComplete complete) {
      return set instanceof Existing existing
          ? end.complete(existing, complete.succeeded())
          : Decision.to(set, VssReports.tooLate(complete));
    } else if (set instanceof Creating creating) {
      return abort(creating, VssError.CANCELLED, "the requester has given it up");
    } else if (set instanceof Existing existing) {
      return end.undo(
          existing.task(),
          new Failure(VssPhase.READY, VssError.CANCELLED, "the requester has given it up"),
          List.of());
    }
    return Decision.to(set);
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
    String name = steps.provider(creating.task()).name();
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
    List<Act> acts = new ArrayList<>(reports.phase(task, phase));
    boolean freezes = phase == VssPhase.FREEZE;
    String set = task.set();
    if (freezes) {
      long watch = now.watchNanos(spec.limits().freeze());
      acts.add(new Timer(set + ".freeze", watch, new VssService.FreezeOver(set)));
    }
    acts.add(VssSteps.watch(set, phase, now.watchNanos(limit(phase))));
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

  private Decision<VssSet> ready(Task task, Findings found) {
    return new Decision<VssSet>(new Existing(task, found), reports.phase(task, VssPhase.READY))
        .and(
            VssReports.toRequester(
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
    return end.undo(creating.task(), new Failure(creating.phase(), error, why), first);
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
      return end.undo(existing.task().forsaken(), failure, List.of());
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
}
