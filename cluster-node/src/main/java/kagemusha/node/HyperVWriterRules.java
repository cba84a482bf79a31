package kagemusha.node;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.Moment;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssWiring;
import kagemusha.backup.vss.WriterCommand;
import kagemusha.backup.vss.WriterState;
import kagemusha.config.VssSpec;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.node.HyperVWriterState.Aborting;
import kagemusha.node.HyperVWriterState.Asking;
import kagemusha.node.HyperVWriterState.Away;
import kagemusha.node.HyperVWriterState.Complete;
import kagemusha.node.HyperVWriterState.Deleting;
import kagemusha.node.HyperVWriterState.GuestLost;
import kagemusha.node.HyperVWriterState.GuestPart;
import kagemusha.node.HyperVWriterState.Mounting;
import kagemusha.node.HyperVWriterState.None;
import kagemusha.node.HyperVWriterState.Offline;
import kagemusha.node.HyperVWriterState.Prepared;
import kagemusha.node.HyperVWriterState.Preparing;
import kagemusha.node.HyperVWriterState.Reverting;
import kagemusha.node.HyperVWriterState.Session;
import kagemusha.node.HyperVWriterState.Stable;

/** The rules of {@link HyperVWriterState}. What fits no state is late and changes nothing. */
final class HyperVWriterRules {
  /** How often a machine on the way to another state is asked whether it is there. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  /** What follows when a step has taken its time. */
  enum Timed {
    IDENTIFIED,
    PREPARED_FOR_BACKUP,
    FROZEN,
    MOUNTED
  }

  private final Set<String> vms;
  private final VssSpec spec;
  private final WriterAnswers answers;
  private final RevertRules reverts;
  private final SavedStateRules savedState;
  private final AwayRules away;

  /**
   * @param vms the virtual machines on the host, as they come and go
   */
  HyperVWriterRules(String host, Set<String> vms, VssWiring wiring) {
    this.vms = vms;
    this.spec = wiring.spec();
    this.answers = WriterAnswers.of(host);
    this.reverts = new RevertRules(answers, wiring);
    this.savedState = new SavedStateRules(answers, spec);
    this.away = new AwayRules(this, answers, spec);
  }

  Decision<HyperVWriterState> on(
      HyperVWriterState state, HyperVWriter.Command command, Moment now) {
    if (state instanceof Offline offline) {
      return savedState.on(offline, command);
    } else if (state instanceof Away absent) {
      return away.on(absent, command, now);
    } else if (command instanceof HyperVWriter.VmChanged changed) {
      return away.changed(state, changed.state(), now);
    } else if (command instanceof HyperVWriter.FromService from) {
      return fromService(state, from.command(), now);
    } else if (command instanceof HyperVWriter.StateKnown known && state instanceof Asking asking) {
      return stateKnown(asking, known);
    } else if (command instanceof HyperVWriter.AskAgain && state instanceof Asking asking) {
      return vms.contains(asking.session().vm())
          ? Decision.to(state, askState(asking.session()))
          : unknown(asking);
    } else if (command instanceof HyperVWriter.DisksKnown known && state instanceof Asking asking) {
      return disksKnown(asking, known.described());
    } else if (command instanceof HyperVWriter.StepOver over) {
      return stepOver(state, over.next(), now);
    } else if (command instanceof HyperVWriter.FromGuest from) {
      return fromGuest(state, from.notice(), now);
    } else if (command instanceof HyperVWriter.GuestSilent) {
      return guestSilent(state);
    } else if (command instanceof HyperVWriter.Reverted reverted
        && state instanceof Reverting reverting) {
      return reverts.reverted(reverting, reverted.notice(), now);
    } else if (command instanceof HyperVWriter.Refused refused
        && state instanceof Reverting reverting) {
      return reverts.refused(reverting, refused.notice());
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> fromService(
      HyperVWriterState state, WriterCommand command, Moment now) {
    String set = command.set();
    if (command instanceof WriterCommand.Identify identify && state instanceof None) {
      return identify(identify);
    } else if (command instanceof WriterCommand.PrepareForBackup && state instanceof Stable) {
      return Decision.to(
          state, WriterAnswers.after(set, spec.steps().prepare(), Timed.PREPARED_FOR_BACKUP));
    } else if (command instanceof WriterCommand.PrepareForSnapshot
        && state instanceof Stable stable) {
      return askGuest(stable.session(), now);
    } else if (command instanceof WriterCommand.Freeze && state instanceof Prepared) {
      return Decision.to(state, WriterAnswers.after(set, spec.steps().freeze(), Timed.FROZEN));
    } else if (command instanceof WriterCommand.Thaw && state instanceof Prepared) {
      return Decision.to(state, answers.done(set, WriterState.WAITING_FOR_POST_SNAPSHOT));
    } else if (command instanceof WriterCommand.PostSnapshot post
        && state instanceof Prepared prepared) {
      int disks = prepared.guest().disks().size();
      return Decision.to(
          new Mounting(prepared.session(), prepared.guest(), post.images()),
          WriterAnswers.after(set, spec.steps().mount().multipliedBy(disks), Timed.MOUNTED));
    } else if (command instanceof WriterCommand.BackupComplete && state instanceof Complete) {
      return Decision.to(new None(), answers.done(set, WriterState.STABLE));
    } else if (command instanceof WriterCommand.Abort) {
      return abort(state, set, now);
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> identify(WriterCommand.Identify identify) {
    Session session = new Session(identify.set(), identify.vm(), identify.method());
    return vms.contains(session.vm())
        ? Decision.to(new Asking(session), askState(session))
        : unknown(new Asking(session));
  }

  /** Which method it will be is the writer's choice alone. */
  private Decision<HyperVWriterState> stateKnown(Asking asking, HyperVWriter.StateKnown known) {
    Session session = asking.session();
    if (known.state() == VmState.DELETED) {
      return unknown(asking);
    } else if (!known.state().isSettled()) {
      return Decision.to(
          asking,
          new Timer(
              session.set() + ".state",
              ASK_AGAIN.toNanos(),
              new HyperVWriter.AskAgain(session.set())));
    } else if (known.state() != VmState.RUNNING || !known.integration()) {
      return savedState.begin(session, known.state());
    }
    return Decision.to(asking, answers.describe(session));
  }

  private Decision<HyperVWriterState> unknown(Asking asking) {
    String why = asking.session().vm() + " is not on this host";
    return Decision.to(
        asking,
        answers.failed(
            asking.session(), WriterState.FAILED_AT_IDENTIFY, VssError.WRITER_NONRETRYABLE, why));
  }

  private Tell askState(Session session) {
    return new Tell(
        new EntityId(session.vm()), new VmCommand.AskState(session.set(), answers.self()));
  }

  private Decision<HyperVWriterState> disksKnown(Asking asking, VmDisks.Described described) {
    return Decision.to(
        new Stable(asking.session(), WriterAnswers.lus(described.disks())),
        WriterAnswers.after(asking.session().set(), spec.steps().metadata(), Timed.IDENTIFIED));
  }

  private Decision<HyperVWriterState> stepOver(HyperVWriterState state, Timed next, Moment now) {
    if (next == Timed.IDENTIFIED && state instanceof Stable stable) {
      return Decision.to(state, answers.identified(stable.session(), stable.lus()));
    } else if (next == Timed.PREPARED_FOR_BACKUP && state instanceof Stable stable) {
      return Decision.to(state, answers.done(stable.session().set(), WriterState.STABLE));
    } else if (next == Timed.FROZEN && state instanceof Prepared prepared) {
      return Decision.to(
          state, answers.done(prepared.session().set(), WriterState.WAITING_FOR_THAW));
    } else if (next == Timed.MOUNTED && state instanceof Mounting mounting) {
      return reverts.mounted(mounting, now);
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> askGuest(Session session, Moment now) {
    return Decision.to(
        new Preparing(session, now.freeNanos()),
        new Tell(
            VssWiring.serviceOf(session.vm()),
            new VssCommand.Start(
                session.guestSet(), session.vm(), session.method(), answers.self())),
        WriterAnswers.silence(session, now, spec.limits().guest()));
  }

  private Decision<HyperVWriterState> fromGuest(
      HyperVWriterState state, VssNotice notice, Moment now) {
    boolean deleted = notice instanceof VssNotice.Deleted;
    if (state instanceof Preparing preparing && notice instanceof VssNotice.Ready ready) {
      return now.isLate(preparing.sinceNanos(), spec.limits().guest())
          ? guestSilent(preparing)
          : Decision.to(
              new Prepared(
                  preparing.session(),
                  new GuestPart(ready.images(), ready.disks(), ready.document())),
              answers.done(preparing.session().set(), WriterState.WAITING_FOR_FREEZE));
    } else if (state instanceof Deleting deleting && deleted) {
      return reverts.complete(deleting);
    } else if (state instanceof Aborting aborting
        && (deleted || notice instanceof VssNotice.Failed)) {
      return aborted(aborting.session().set());
    } else if (notice instanceof VssNotice.Failed failed) {
      return guestFailed(state, failed);
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> guestFailed(
      HyperVWriterState state, VssNotice.Failed failed) {
    String why = "the guest's set failed in %s: %s".formatted(failed.phase(), failed.why());
    WriterState at =
        state instanceof Preparing
            ? WriterState.FAILED_AT_PREPARE_SNAPSHOT
            : WriterState.FAILED_AT_POST_SNAPSHOT;
    return inGuestPart(state)
        .map(
            session ->
                Decision.<HyperVWriterState>to(
                    new GuestLost(session),
                    answers.failed(session, at, VssError.WRITER_RETRYABLE, why)))
        .orElse(Decision.to(state));
  }

  private Decision<HyperVWriterState> guestSilent(HyperVWriterState state) {
    if (state instanceof Preparing preparing) {
      return Decision.to(
          state,
          WriterAnswers.noAnswer(preparing.session()),
          answers.failed(
              preparing.session(),
              WriterState.FAILED_AT_PREPARE_SNAPSHOT,
              VssError.WRITER_RETRYABLE,
              "the guest does not answer"));
    } else if (state instanceof Deleting deleting) {
      return Decision.to(
          state,
          WriterAnswers.noAnswer(deleting.session()),
          answers.failed(
              deleting.session(),
              WriterState.FAILED_AT_POST_SNAPSHOT,
              VssError.WRITER_RETRYABLE,
              "the guest does not answer"));
    } else if (state instanceof Aborting aborting) {
      return aborted(aborting.session().set()).and(WriterAnswers.noAnswer(aborting.session()));
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> abort(HyperVWriterState state, String set, Moment now) {
    return inGuestPart(state)
        .<Decision<HyperVWriterState>>map(
            session ->
                Decision.to(
                    new Aborting(session),
                    new Tell(
                        VssWiring.serviceOf(session.vm()),
                        new VssCommand.Abort(session.guestSet())),
                    WriterAnswers.silence(session, now, spec.limits().answer())))
        .orElseGet(() -> aborted(set));
  }

  private Decision<HyperVWriterState> aborted(String set) {
    return Decision.to(new None(), answers.aborted(set));
  }

  /** The session, if the guest has or may have a set of its own for it. */
  static Optional<Session> inGuestPart(HyperVWriterState state) {
    if (state instanceof Preparing preparing) {
      return Optional.of(preparing.session());
    } else if (state instanceof Prepared prepared) {
      return Optional.of(prepared.session());
    } else if (state instanceof Mounting mounting) {
      return Optional.of(mounting.session());
    } else if (state instanceof Reverting reverting) {
      return Optional.of(reverting.session());
    } else if (state instanceof Deleting deleting) {
      return Optional.of(deleting.session());
    }
    return Optional.empty();
  }
}
