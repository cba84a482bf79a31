package kagemusha.array.pair;

import kagemusha.array.pair.PairState.Asked;
import kagemusha.array.pair.PairState.CatchingUp;
import kagemusha.array.pair.PairState.Copying;
import kagemusha.array.pair.PairState.Filling;
import kagemusha.array.pair.PairState.Mirroring;
import kagemusha.array.pair.PairState.Restoring;
import kagemusha.array.pair.PairState.Simplex;
import kagemusha.array.pair.PairState.Split;
import kagemusha.array.pair.PairState.Splitting;
import kagemusha.array.pair.PairState.Suspended;
import kagemusha.array.protocol.ControllerCommand.ForPair;
import kagemusha.array.protocol.ControllerCommand.ForgetPair;
import kagemusha.array.protocol.ControllerCommand.FreezeImage;
import kagemusha.array.protocol.ControllerCommand.ReportPair;
import kagemusha.array.protocol.ControllerCommand.StartCopy;
import kagemusha.array.protocol.ControllerCommand.StopCopy;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.array.protocol.PairCopyNotice.CopyDone;
import kagemusha.array.protocol.PairCopyNotice.CopyFailed;
import kagemusha.array.protocol.PairCopyNotice.ImageFrozen;
import kagemusha.array.protocol.PairCopyNotice.ImageRefused;
import kagemusha.array.protocol.PairNotice.Rejected;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of {@link PairState}: what follows from a state and a command or a notice. */
final class PairRules {
  static final int COPY_BEGAN = 1020;
  static final int PAIRED = 1021;
  static final int SPLIT = 1022;
  static final int SUSPENDED = 1023;
  static final int DELETED = 1024;
  static final int REJECTED = 1025;
  static final int FILLED = 1026;

  private final String array;
  private final String pair;
  private final EntityId controller;
  private final String network;
  private final PairTable table;
  private final boolean quick;

  PairRules(ArraySpec array, PairSpec pair, String network) {
    this.array = array.name();
    this.pair = pair.name();
    this.controller = new EntityId(array.name() + "." + array.lu(pair.primary()).controller());
    this.network = network;
    this.table = new PairTable(pair.forcedSuspend());
    this.quick = pair.quick();
  }

  Decision<PairState> on(PairState state, PairCommand command) {
    return switch (table.verdict(state.status(), command)) {
      case NP -> Decision.to(state, report(state, command.replyTo()));
      case AB -> rejected(state, command);
      case OK -> carriedOut(state, command);
    };
  }

  private Decision<PairState> carriedOut(PairState state, PairCommand command) {
    if (command instanceof PairCommand.Create create) {
      return copy(new Copying(create.replyTo()), false, true);
    } else if (command instanceof PairCommand.Resync resync) {
      return quick ? catchUp(resync.replyTo()) : copy(new Copying(resync.replyTo()), false, false);
    } else if (state instanceof Filling && needsTheWholeImage(command)) {
      return rejected(state, command);
    } else if (command instanceof PairCommand.Restore restore) {
      return copy(new Restoring(restore.replyTo()), true, false);
    } else if (command instanceof PairCommand.Split split) {
      return state instanceof Mirroring || state instanceof CatchingUp
          ? Decision.to(
              new Splitting(split.replyTo()), toController(new FreezeImage(pair, split.image())))
          : rejected(state, command);
    } else if (command instanceof PairCommand.Delete delete) {
      return deleted(state, delete.replyTo());
    }
    return suspended(state, "by command")
        .and(toController(new StopCopy(pair)))
        .and(report(new Suspended(), command.replyTo()));
  }

  /** Before all of it has been copied the image can neither be copied back nor be left alone. */
  private static boolean needsTheWholeImage(PairCommand command) {
    return command instanceof PairCommand.Restore || command instanceof PairCommand.Delete;
  }

  /** What the controller says; what no longer fits the state is late and means nothing. */
  Decision<PairState> on(PairState state, PairCopyNotice notice) {
    if (notice instanceof CopyDone) {
      if (state instanceof Copying copying) {
        return paired(copying.asker());
      } else if (state instanceof Restoring restoring) {
        return paired(restoring.asker());
      } else if (state instanceof CatchingUp) {
        return inStep();
      } else if (state instanceof Filling filling) {
        return filled(filling);
      }
    } else if (notice instanceof ImageFrozen frozen && state instanceof Splitting splitting) {
      return split(splitting, frozen.image());
    } else if (notice instanceof ImageRefused && state instanceof Splitting splitting) {
      return rejected(new Mirroring(), new PairCommand.Split("", splitting.asker()));
    } else if (notice instanceof CopyFailed failed && copies(state)) {
      return suspended(state, failed.why());
    }
    return Decision.to(state);
  }

  private static boolean copies(PairState state) {
    return switch (state.status()) {
      case COPY, PAIR, RCPY -> true;
      case PSUS -> state instanceof Filling;
      case SMPL, PSUE -> false;
    };
  }

  /** The state that follows from a stored event alone; a copy under way is not taken up again. */
  static PairState recovered(PairEvent event) {
    if (event instanceof PairEvent.Paired) {
      return new Mirroring();
    } else if (event instanceof PairEvent.WasSplit split && !split.pending()) {
      return new Split(split.image());
    } else if (event instanceof PairEvent.WasDeleted) {
      return new Simplex();
    }
    return new Suspended();
  }

  private Decision<PairState> copy(PairState next, boolean back, boolean all) {
    String what = all ? "all that is allocated" : "what differs";
    String where = back ? "back to the primary" : "to the secondary";
    return Decision.to(
        next,
        new Persist(new PairEvent.CopyBegan(pair, back)),
        log(
            COPY_BEGAN,
            Level.INFORMATION,
            "Pair %s copies %s %s volume.".formatted(pair, what, where),
            pair),
        toController(new StartCopy(pair, back, all)));
  }

  private Decision<PairState> catchUp(EntityId asker) {
    CatchingUp next = new CatchingUp();
    return Decision.to(
        next,
        new Persist(new PairEvent.CopyBegan(pair, false)),
        log(
            COPY_BEGAN,
            Level.INFORMATION,
            "Pair " + pair + " is resynchronized quickly: what differs is copied from now on.",
            pair),
        toController(new StartCopy(pair, false, false)),
        report(next, asker));
  }

  private Decision<PairState> paired(EntityId asker) {
    return inStep().and(report(new Mirroring(), asker));
  }

  private Decision<PairState> inStep() {
    return Decision.to(
        new Mirroring(),
        new Persist(new PairEvent.Paired(pair)),
        log(PAIRED, Level.INFORMATION, "Pair " + pair + " is in step.", pair));
  }

  private Decision<PairState> split(Splitting splitting, String image) {
    PairState next = quick ? new Filling(image, splitting.asker()) : new Split(image);
    String how = quick ? "split quickly (SP-pending)" : "split";
    return Decision.to(
        next,
        new Persist(new PairEvent.WasSplit(pair, image, quick)),
        log(
            SPLIT,
            Level.INFORMATION,
            "Pair %s is %s; its secondary volume is %s.".formatted(pair, how, image),
            image),
        report(next, splitting.asker()));
  }

  private Decision<PairState> filled(Filling filling) {
    String image = filling.image();
    return Decision.to(
        new Split(image),
        new Persist(new PairEvent.WasSplit(pair, image)),
        log(
            FILLED,
            Level.INFORMATION,
            "Pair %s has copied all of %s to its secondary volume.".formatted(pair, image),
            image));
  }

  /** An asker who waits for something else learns it from the state that he is told. */
  private Decision<PairState> suspended(PairState state, String why) {
    Suspended next = new Suspended();
    Decision<PairState> decision =
        Decision.to(
            next,
            new Persist(new PairEvent.WasSuspended(pair, why)),
            log(SUSPENDED, Level.ERROR, "Pair %s is suspended: %s.".formatted(pair, why), pair));
    return state instanceof Asked asked ? decision.and(report(next, asked.asker())) : decision;
  }

  private Decision<PairState> deleted(PairState state, EntityId asker) {
    Simplex next = new Simplex();
    Decision<PairState> decision =
        Decision.to(
            next,
            new Persist(new PairEvent.WasDeleted(pair)),
            log(DELETED, Level.INFORMATION, "Pair " + pair + " is deleted.", pair),
            toController(new ForgetPair(pair)));
    return state instanceof Splitting splitting
        ? decision.and(report(next, splitting.asker())).and(report(next, asker))
        : decision.and(report(next, asker));
  }

  private Decision<PairState> rejected(PairState state, PairCommand command) {
    String name = command.getClass().getSimpleName();
    return Decision.to(
        state,
        log(
            REJECTED,
            Level.WARNING,
            "Pair %s in state %s rejects the command %s.".formatted(pair, state.status(), name),
            pair),
        new Send(network, command.replyTo(), new Rejected(pair, name, state.status())));
  }

  private Act report(PairState state, EntityId asker) {
    return toController(new ReportPair(pair, state.status(), state.image(), asker));
  }

  private Tell toController(ForPair message) {
    return new Tell(controller, message);
  }

  private Log log(int id, Level level, String text, String correlation) {
    return new Log(array, id, level, text, correlation);
  }
}
