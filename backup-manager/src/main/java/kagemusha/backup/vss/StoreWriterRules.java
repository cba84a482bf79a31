package kagemusha.backup.vss;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.vss.StoreWriterState.Freezing;
import kagemusha.backup.vss.StoreWriterState.None;
import kagemusha.backup.vss.StoreWriterState.Session;
import kagemusha.backup.vss.StoreWriterState.Stable;
import kagemusha.backup.vss.StoreWriterState.WaitingForBackupComplete;
import kagemusha.backup.vss.StoreWriterState.WaitingForFreeze;
import kagemusha.backup.vss.StoreWriterState.WaitingForPostSnapshot;
import kagemusha.backup.vss.StoreWriterState.WaitingForThaw;
import kagemusha.config.BackupJob;
import kagemusha.config.VssSpec;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreDocument;

/** The rules of {@link StoreWriterState}. What fits no state is late and changes nothing. */
final class StoreWriterRules {
  private final EntityId self;
  private final EntityId service;
  private final EntityId store;
  private final VssSpec.Steps steps;

  StoreWriterRules(String guest, VssSpec.Steps steps) {
    this.self = VssWiring.storeWriterOf(guest);
    this.service = VssWiring.serviceOf(guest);
    this.store = new EntityId(guest);
    this.steps = steps;
  }

  Decision<StoreWriterState> on(StoreWriterState state, StoreWriter.Command command) {
    String set = command.set();
    if (command instanceof StoreWriter.FromService from) {
      return fromService(state, from.command());
    } else if (command instanceof StoreWriter.Answer answer && !(state instanceof None)) {
      return Decision.to(state, new Tell(service, answer.notice()));
    } else if (command instanceof StoreWriter.Frozen frozen && state instanceof Freezing freezing) {
      return Decision.to(
          new WaitingForThaw(freezing.session(), frozen.notice().document()),
          done(set, WriterState.WAITING_FOR_THAW));
    } else if (command instanceof StoreWriter.FreezeExpired) {
      return expired(state, set);
    }
    return Decision.to(state);
  }

  private Decision<StoreWriterState> fromService(StoreWriterState state, WriterCommand command) {
    String set = command.set();
    if (command instanceof WriterCommand.Identify identify && state instanceof None) {
      boolean full = identify.method() == BackupJob.Method.IN_GUEST;
      return Decision.to(
          new Stable(new Session(set, full)),
          after(steps.metadata(), new WriterNotice.Identified(set, self, Set.of())));
    } else if (command instanceof WriterCommand.PrepareForBackup && state instanceof Stable) {
      return Decision.to(state, after(steps.prepare(), notice(set, WriterState.STABLE)));
    } else if (command instanceof WriterCommand.PrepareForSnapshot
        && state instanceof Stable stable) {
      return Decision.to(
          new WaitingForFreeze(stable.session()),
          after(steps.flush(), notice(set, WriterState.WAITING_FOR_FREEZE)));
    } else if (command instanceof WriterCommand.Freeze
        && state instanceof WaitingForFreeze waiting) {
      return Decision.to(
          new Freezing(waiting.session()), new Tell(store, new StoreCommand.Freeze(set, self)));
    } else if (command instanceof WriterCommand.Thaw && state instanceof WaitingForThaw waiting) {
      return Decision.to(
          new WaitingForPostSnapshot(waiting.session(), waiting.document()),
          new Tell(store, new StoreCommand.Thaw(set)),
          done(set, WriterState.WAITING_FOR_POST_SNAPSHOT));
    } else if (command instanceof WriterCommand.PostSnapshot
        && state instanceof WaitingForPostSnapshot waiting) {
      return recovered(waiting);
    } else if (command instanceof WriterCommand.BackupComplete complete
        && state instanceof WaitingForBackupComplete waiting) {
      return complete(waiting, complete.succeeded());
    } else if (command instanceof WriterCommand.Abort) {
      return abort(state, set);
    }
    return Decision.to(state);
  }

  private Decision<StoreWriterState> recovered(WaitingForPostSnapshot waiting) {
    StoreDocument document = waiting.document();
    return Decision.to(
        new WaitingForBackupComplete(waiting.session(), document),
        new Tell(
            service,
            new WriterNotice.Recovered(
                waiting.session().set(), self, List.of(), Optional.of(document), true)));
  }

  private Decision<StoreWriterState> complete(WaitingForBackupComplete waiting, boolean succeeded) {
    Session session = waiting.session();
    Tell done = done(session.set(), WriterState.STABLE);
    Tell truncate = new Tell(store, new StoreCommand.Truncate(waiting.document().checkpoint()));
    List<Act> acts = session.full() && succeeded ? List.of(truncate, done) : List.of(done);
    return new Decision<>(new None(), acts);
  }

  private Decision<StoreWriterState> expired(StoreWriterState state, String set) {
    String why = "the store's freeze has expired";
    if (state instanceof Freezing || state instanceof WaitingForThaw) {
      return Decision.to(state, failed(set, WriterState.FAILED_AT_FREEZE, why));
    } else if (state instanceof WaitingForPostSnapshot) {
      return Decision.to(state, failed(set, WriterState.FAILED_AT_THAW, why));
    }
    return Decision.to(state);
  }

  private Decision<StoreWriterState> abort(StoreWriterState state, String set) {
    Tell aborted = new Tell(service, new WriterNotice.Aborted(set, self));
    return state instanceof Freezing || state instanceof WaitingForThaw
        ? Decision.to(new None(), new Tell(store, new StoreCommand.Thaw(set)), aborted)
        : Decision.to(new None(), aborted);
  }

  private WriterNotice notice(String set, WriterState state) {
    return new WriterNotice.Done(set, self, state);
  }

  private Tell done(String set, WriterState state) {
    return new Tell(service, notice(set, state));
  }

  private Tell failed(String set, WriterState at, String why) {
    return new Tell(service, new WriterNotice.Failed(set, self, at, VssError.WRITER_TIMEOUT, why));
  }

  private static Timer after(Duration delay, WriterNotice notice) {
    return new Timer(
        notice.set() + ".step", delay.toNanos(), new StoreWriter.Answer(notice.set(), notice));
  }
}
