package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kagemusha.backup.vss.Moment;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.WriterCommand;
import kagemusha.backup.vss.WriterState;
import kagemusha.config.VssSpec;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.node.HyperVWriterState.Away;
import kagemusha.node.HyperVWriterState.Deleting;
import kagemusha.node.HyperVWriterState.Offline;
import kagemusha.node.HyperVWriterState.Prepared;
import kagemusha.node.HyperVWriterState.Preparing;
import kagemusha.node.HyperVWriterState.Session;
import kagemusha.node.HyperVWriterState.Stable;

/**
 * What becomes of a set whose guest leaves the state Running, by {@link HyperVWriterState}. A pause
 * leaves the channel to the guest open: it may still answer in time when it goes on. Everything
 * else closes the channel.
 */
final class AwayRules {
  private final HyperVWriterRules rules;
  private final WriterAnswers answers;
  private final VssSpec spec;

  AwayRules(HyperVWriterRules rules, WriterAnswers answers, VssSpec spec) {
    this.rules = rules;
    this.answers = answers;
    this.spec = spec;
  }

  private static boolean closes(VmState state) {
    return switch (state) {
      case PAUSING, PAUSED, PAUSED_CRITICAL, RESUMING -> false;
      default -> true;
    };
  }

  /** The machine's state has changed while the writer does not know the guest to be away. */
  Decision<HyperVWriterState> changed(HyperVWriterState state, VmState vm, Moment now) {
    Optional<Session> session = session(state);
    if (vm == VmState.RUNNING || session.isEmpty()) {
      return Decision.to(state);
    } else if (state instanceof Prepared) {
      String why =
          "%s is %s in the middle of its backup"
              .formatted(session.get().vm(), vm.name().toLowerCase(Locale.ROOT));
      return Decision.to(
          state,
          answers.failed(session.get(), WriterState.FAILED_AT_FREEZE, VssError.BAD_STATE, why));
    }
    Away away = new Away(session.get(), state, closes(vm), List.of());
    return new Decision<>(away, missed(away, now));
  }

  /** Whose guest is needed now or will be needed. */
  private static Optional<Session> session(HyperVWriterState state) {
    if (state instanceof Stable stable) {
      return Optional.of(stable.session());
    }
    return HyperVWriterRules.inGuestPart(state);
  }

  /** Whose set it is, if the state of the machine means something to it. */
  static Optional<Session> concerned(HyperVWriterState state) {
    if (state instanceof Offline offline) {
      return Optional.of(offline.session());
    }
    return state instanceof Away away ? Optional.of(away.session()) : session(state);
  }

  /** What the absence means for what the writer is doing. */
  private List<Act> missed(Away away, Moment now) {
    Session session = away.session();
    HyperVWriterState inner = away.inner();
    if (inner instanceof Stable) {
      return List.of();
    } else if (away.closed()) {
      WriterState at =
          inner instanceof Preparing
              ? WriterState.FAILED_AT_PREPARE_SNAPSHOT
              : WriterState.FAILED_AT_POST_SNAPSHOT;
      return List.of(
          WriterAnswers.noAnswer(session),
          answers.failed(
              session, at, VssError.WRITER_RETRYABLE, "the guest does not answer any more"));
    }
    return inner instanceof Preparing || inner instanceof Deleting
        ? List.of(WriterAnswers.silence(session, now, spec.limits().answer()))
        : List.of();
  }

  Decision<HyperVWriterState> on(Away away, HyperVWriter.Command command, Moment now) {
    if (command instanceof HyperVWriter.VmChanged changed) {
      return changed(away, changed.state(), now);
    } else if (command instanceof HyperVWriter.FromGuest from) {
      List<VssNotice> unheard = new ArrayList<>(away.unheard());
      unheard.add(from.notice());
      return Decision.to(new Away(away.session(), away.inner(), away.closed(), unheard));
    }
    Decision<HyperVWriterState> inner = rules.on(away.inner(), command, now);
    boolean aborts =
        command instanceof HyperVWriter.FromService from
            && from.command() instanceof WriterCommand.Abort;
    if (aborts || session(inner.next()).isEmpty()) {
      return inner;
    }
    Away next = new Away(away.session(), inner.next(), away.closed(), away.unheard());
    boolean asked = !inner.next().getClass().equals(away.inner().getClass());
    return new Decision<HyperVWriterState>(next, inner.acts())
        .and(asked ? missed(next, now) : List.of());
  }

  /** Back at work, what the guest had said before is heard; or its channel closes as well. */
  private Decision<HyperVWriterState> changed(Away away, VmState vm, Moment now) {
    if (vm != VmState.RUNNING) {
      Away next = new Away(away.session(), away.inner(), closes(vm), away.unheard());
      return new Decision<>(next, next.closed() && !away.closed() ? missed(next, now) : List.of());
    }
    HyperVWriterState state = away.inner();
    List<Act> acts = new ArrayList<>();
    for (VssNotice notice : away.unheard()) {
      Decision<HyperVWriterState> heard =
          rules.on(state, new HyperVWriter.FromGuest(away.session().set(), notice), now);
      state = heard.next();
      acts.addAll(heard.acts());
    }
    return new Decision<>(state, acts);
  }
}
