package kagemusha.node;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.WriterCommand;
import kagemusha.backup.vss.WriterState;
import kagemusha.config.VmOperation.Verb;
import kagemusha.config.VssSpec;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.node.HyperVWriterRules.Timed;
import kagemusha.node.HyperVWriterState.AskingOffline;
import kagemusha.node.HyperVWriterState.Complete;
import kagemusha.node.HyperVWriterState.Describing;
import kagemusha.node.HyperVWriterState.GivingBack;
import kagemusha.node.HyperVWriterState.None;
import kagemusha.node.HyperVWriterState.Offline;
import kagemusha.node.HyperVWriterState.Resting;
import kagemusha.node.HyperVWriterState.Returning;
import kagemusha.node.HyperVWriterState.Saving;
import kagemusha.node.HyperVWriterState.Session;
import kagemusha.node.HyperVWriterState.StableOffline;

/** The rules of a backup by saved state in {@link HyperVWriterState}. */
final class SavedStateRules {
  private final WriterAnswers answers;
  private final VssSpec spec;

  SavedStateRules(WriterAnswers answers, VssSpec spec) {
    this.answers = answers;
    this.spec = spec;
  }

  /** The machine cannot take part by itself, as it is. */
  Decision<HyperVWriterState> begin(Session session, VmState before) {
    return Decision.to(new AskingOffline(session, before), answers.describe(session));
  }

  private Tell ask(Session session, Verb verb) {
    return new Tell(
        new EntityId(session.vm()),
        new VmRequest(verb, session.set(), Optional.of(answers.self())));
  }

  Decision<HyperVWriterState> on(Offline state, HyperVWriter.Command command) {
    if (command instanceof HyperVWriter.FromService from) {
      return fromService(state, from.command());
    } else if (command instanceof HyperVWriter.DisksKnown known) {
      return disksKnown(state, known.described().disks());
    } else if (command instanceof HyperVWriter.StepOver over) {
      return stepOver(state, over.next());
    } else if (command instanceof HyperVWriter.VmAnswered answered) {
      return answered.refused().isEmpty()
          ? done(state, answered.verb())
          : refused(state, answered.refused().get());
    } else if (command instanceof HyperVWriter.VmChanged changed) {
      return changed(state, changed.state());
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> fromService(Offline state, WriterCommand command) {
    Session session = state.session();
    if (command instanceof WriterCommand.Abort) {
      return abort(state);
    } else if (command instanceof WriterCommand.PrepareForBackup
        && state instanceof StableOffline) {
      return Decision.to(
          state,
          WriterAnswers.after(session.set(), spec.steps().prepare(), Timed.PREPARED_FOR_BACKUP));
    } else if (command instanceof WriterCommand.PrepareForSnapshot
        && state instanceof StableOffline) {
      return state.mustBeSaved()
          ? Decision.to(new Saving(session, state.before()), ask(session, Verb.SAVE))
          : Decision.to(new Describing(session, state.before()), answers.describe(session));
    } else if (command instanceof WriterCommand.Freeze && state instanceof Resting) {
      return Decision.to(
          state, WriterAnswers.after(session.set(), spec.steps().freeze(), Timed.FROZEN));
    } else if (command instanceof WriterCommand.Thaw && state instanceof Resting) {
      return Decision.to(state, answers.done(session.set(), WriterState.WAITING_FOR_POST_SNAPSHOT));
    } else if (command instanceof WriterCommand.PostSnapshot && state instanceof Resting resting) {
      return state.mustBeSaved()
          ? Decision.to(
              new Returning(session, state.before(), resting.disks()), ask(session, Verb.START))
          : complete(session, resting.disks());
    }
    return Decision.to(state);
  }

  /** What was saved grows no more. */
  private Decision<HyperVWriterState> disksKnown(Offline state, List<VmDisks.Disk> disks) {
    Session session = state.session();
    if (state instanceof AskingOffline) {
      return Decision.to(
          new StableOffline(session, state.before(), WriterAnswers.lus(disks)),
          WriterAnswers.after(session.set(), spec.steps().metadata(), Timed.IDENTIFIED));
    }
    return state instanceof Describing
        ? Decision.to(
            new Resting(session, state.before(), disks),
            answers.done(session.set(), WriterState.WAITING_FOR_FREEZE))
        : Decision.to(state);
  }

  private Decision<HyperVWriterState> stepOver(Offline state, Timed next) {
    String set = state.session().set();
    if (next == Timed.IDENTIFIED && state instanceof StableOffline stable) {
      return Decision.to(state, answers.identified(state.session(), stable.lus()));
    } else if (next == Timed.PREPARED_FOR_BACKUP && state instanceof StableOffline) {
      return Decision.to(state, answers.done(set, WriterState.STABLE));
    } else if (next == Timed.FROZEN && state instanceof Resting) {
      return Decision.to(state, answers.done(set, WriterState.WAITING_FOR_THAW));
    }
    return Decision.to(state);
  }

  /** The machine has done as it was asked. */
  private Decision<HyperVWriterState> done(Offline state, Verb verb) {
    Session session = state.session();
    boolean goesOn = verb == Verb.START && state.before() == VmState.PAUSED;
    if (state instanceof Saving) {
      return Decision.to(new Describing(session, state.before()), answers.describe(session));
    } else if (state instanceof Returning returning) {
      return goesOn
          ? Decision.to(state, ask(session, Verb.PAUSE))
          : complete(session, returning.disks());
    } else if (state instanceof GivingBack) {
      if (verb == Verb.SAVE) {
        return Decision.to(state, ask(session, Verb.START));
      }
      return goesOn ? Decision.to(state, ask(session, Verb.PAUSE)) : aborted(session);
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> refused(Offline state, String why) {
    Session session = state.session();
    String text = "%s does not do what it is asked: %s".formatted(session.vm(), why);
    if (state instanceof Saving) {
      return Decision.to(
          new StableOffline(session, state.before(), Set.of()),
          answers.failed(
              session, WriterState.FAILED_AT_PREPARE_SNAPSHOT, VssError.WRITER_RETRYABLE, text));
    } else if (state instanceof Returning) {
      return Decision.to(
          new Complete(session),
          answers.failed(
              session, WriterState.FAILED_AT_POST_SNAPSHOT, VssError.WRITER_RETRYABLE, text));
    }
    return state instanceof GivingBack ? aborted(session) : Decision.to(state);
  }

  /** Somebody else has changed the machine's state, unless it is the one that is wanted. */
  private Decision<HyperVWriterState> changed(Offline state, VmState now) {
    Session session = state.session();
    if (state instanceof StableOffline && now == VmState.DELETED) {
      return Decision.to(
          state,
          answers.failed(
              session,
              WriterState.FAILED_AT_PREPARE_SNAPSHOT,
              VssError.WRITER_NONRETRYABLE,
              session.vm() + " has been deleted"));
    } else if (state instanceof StableOffline stable && now.isSettled()) {
      return Decision.to(new StableOffline(session, now, stable.lus()));
    } else if ((state instanceof Describing || state instanceof Resting) && now != state.rest()) {
      String why =
          "%s is %s in the middle of its backup"
              .formatted(session.vm(), now.name().toLowerCase(Locale.ROOT));
      return Decision.to(
          state, answers.failed(session, WriterState.FAILED_AT_FREEZE, VssError.BAD_STATE, why));
    }
    return Decision.to(state);
  }

  private Decision<HyperVWriterState> complete(Session session, List<VmDisks.Disk> disks) {
    return Decision.to(
        new Complete(session), answers.recovered(session, disks, Optional.empty(), false));
  }

  /** A machine that is being saved or returned comes back by itself, one that rests is started. */
  private Decision<HyperVWriterState> abort(Offline state) {
    Session session = state.session();
    boolean rests = state instanceof Describing || state instanceof Resting;
    if (rests && state.mustBeSaved()) {
      return Decision.to(new GivingBack(session, state.before()), ask(session, Verb.START));
    } else if (state instanceof Saving || state instanceof Returning) {
      return Decision.to(new GivingBack(session, state.before()));
    }
    return aborted(session);
  }

  private Decision<HyperVWriterState> aborted(Session session) {
    return Decision.to(new None(), answers.aborted(session.set()));
  }
}
