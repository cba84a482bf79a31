package kagemusha.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kagemusha.config.Topology;
import kagemusha.config.VmLifeSpec;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.node.VmLife.Arriving;
import kagemusha.node.VmLife.Deleted;
import kagemusha.node.VmLife.Deleting;
import kagemusha.node.VmLife.Leaving;
import kagemusha.node.VmLife.Migrating;
import kagemusha.node.VmLife.Off;
import kagemusha.node.VmLife.Order;
import kagemusha.node.VmLife.Passing;
import kagemusha.node.VmLife.Paused;
import kagemusha.node.VmLife.PausedCritical;
import kagemusha.node.VmLife.Pausing;
import kagemusha.node.VmLife.Restoring;
import kagemusha.node.VmLife.Resuming;
import kagemusha.node.VmLife.Running;
import kagemusha.node.VmLife.Saved;
import kagemusha.node.VmLife.Saving;
import kagemusha.node.VmLife.ShuttingDown;
import kagemusha.node.VmLife.Starting;
import kagemusha.node.VmLife.TurningOff;
import kagemusha.node.migration.Journey;

/** The rules of {@link VmLife}. */
final class VmLifeRules {
  private static final String WORKER = "Hyper-V-Worker";
  private static final String VMMS = "Hyper-V-VMMS";
  private static final String CLUSTER = "Hyper-V-High-Availability";

  /** Windows Server's numbers [MEM]. */
  static final int STARTED = 18500;

  static final int TURNED_OFF = 18502;
  static final int SHUT_DOWN = 18504;
  static final int SAVED = 18510;
  static final int RESET = 18512;
  static final int PAUSED = 18516;
  static final int RESUMED = 18518;
  static final int RESTORED = 18596;
  static final int DELETED = 13003;
  static final int NO_ROOM = 16060;

  /** This product's own. */
  static final int REFUSED = 9240;

  static final int LEAVES = 9253;
  static final int ARRIVED = 9254;
  static final int NOT_MIGRATED = 21502;

  /** A request that does not fit the state [pub]. */
  private static final int INVALID_STATE = 32775;

  /** How often a machine looks whether its last I/O has come back. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final String vm;
  private final VmLifeSpec spec;
  private final Duration save;
  private final Duration restore;

  VmLifeRules(Topology.VmSpec vm) {
    this.vm = vm.name();
    this.spec = vm.life();
    this.save = transfer(vm.memoryMb(), spec.saveBytesPerSecond());
    this.restore = transfer(vm.memoryMb(), spec.restoreBytesPerSecond());
  }

  private static Duration transfer(long memoryMb, long bytesPerSecond) {
    return Duration.ofMillis((memoryMb << 20) * 1000 / bytesPerSecond);
  }

  Decision<VmLife> ask(VmLife life, Order order) {
    if (order.verb() == Verb.TURN_OFF) {
      return turnOff(life, order);
    }
    return switch (order.verb()) {
      case START -> start(life, order);
      case PAUSE ->
          life instanceof Running ? pass(new Pausing(order), spec.pause()) : no(life, order);
      case RESUME -> resume(life, order);
      case SAVE ->
          life instanceof Running || life instanceof Paused
              ? pass(new Saving(order), save)
              : no(life, order);
      case SHUT_DOWN ->
          life instanceof Running
              ? pass(new ShuttingDown(order), spec.shutDown())
              : no(life, order);
      case RESET -> life instanceof Running ? reset(order) : no(life, order);
      case DELETE ->
          life instanceof Off || life instanceof Saved
              ? pass(new Deleting(order), spec.delete())
              : no(life, order);
      case LIVE_MIGRATE ->
          life instanceof Running
              ? Decision.to(new Migrating(order))
              : cannotMigrate(life, order, notNow(life));
      case TURN_OFF, DELETE_RESOURCE -> throw new IllegalStateException("has been dealt with");
    };
  }

  /** The machine's disks have been restored and it is registered again. */
  Decision<VmLife> restored(VmLife life) {
    return Decision.to(life instanceof Off ? new Off(false) : life);
  }

  /** A live migration cannot be done. */
  Decision<VmLife> cannotMigrate(VmLife life, Order order, String why) {
    String text =
        "Live migration of '%s' for %s is not possible: %s.".formatted(vm, order.by(), why);
    return new Decision<>(
        life,
        with(
            new Log(CLUSTER, NOT_MIGRATED, Level.ERROR, text, vm),
            answer(order, refused(order, why))));
  }

  /** Nothing comes of a live migration that had begun. */
  Decision<VmLife> stays(VmLife life, String why) {
    return life instanceof Migrating migrating
        ? new Decision<>(
            new Running(), List.copyOf(answer(migrating.order(), refused(migrating.order(), why))))
        : Decision.to(life);
  }

  /** All but the last of its memory is on another host. Who has asked for it hears of it now. */
  Decision<VmLife> standStill(VmLife life, Journey journey) {
    if (!(life instanceof Migrating migrating)) {
      return Decision.to(life);
    }
    Order order = migrating.order();
    String text =
        "The virtual machine %s stands still: it leaves %s for %s."
            .formatted(vm, journey.from(), journey.to());
    return new Decision<>(
        new Leaving(order.unanswered(), journey, false),
        with(
            new Log(VMMS, LEAVES, Level.INFORMATION, text, vm),
            answer(order, new VmRequest.Done(vm, order.verb(), order.by()))));
  }

  /** It is on another host. Who has asked for something on the old one hears no more. */
  Decision<VmLife> arrived(VmLife life) {
    if (life instanceof Leaving leaving) {
      return pass(
          new Arriving(leaving.order().unanswered(), leaving.journey()),
          leaving.journey().deviceState());
    } else if (life instanceof TurningOff off) {
      return Decision.to(new TurningOff(off.order().unanswered()));
    }
    return Decision.to(life);
  }

  private Decision<VmLife> resume(VmLife life, Order order) {
    if (life instanceof PausedCritical critical) {
      return pass(new Resuming(order, critical.ending()), spec.resume());
    }
    return life instanceof Paused ? pass(new Resuming(order), spec.resume()) : no(life, order);
  }

  private Decision<VmLife> start(VmLife life, Order order) {
    if (life instanceof PausedCritical) {
      return resume(life, order);
    } else if (life instanceof Saved) {
      return pass(new Restoring(order), restore);
    } else if (life instanceof Off off && off.restored()) {
      return refuse(life, order, "its disks are being restored");
    }
    return life instanceof Off
        ? pass(new Starting(order), spec.workerStart().plus(spec.boot()))
        : no(life, order);
  }

  private Decision<VmLife> reset(Order order) {
    return pass(new Starting(order), spec.reset().plus(spec.boot()))
        .and(log(WORKER, RESET, "The virtual machine %s was reset.", order));
  }

  /** A restore is never refused: what it overwrites need not be in any state. */
  private Decision<VmLife> turnOff(VmLife life, Order order) {
    boolean rests = life instanceof Off || life instanceof Saved || life instanceof Deleted;
    boolean ends = life instanceof TurningOff || life instanceof Deleting;
    if ((rests || ends) && !order.forRestore()) {
      return no(life, order);
    }
    Decision<VmLife> next = pass(new TurningOff(order), rests ? Duration.ZERO : spec.turnOff());
    return life instanceof Passing passing
        ? next.and(answer(passing.order(), refused(passing.order(), "the machine was turned off")))
        : next;
  }

  /**
   * The array had no room for a write, which is kept. A machine that is on its way back will repeat
   * it in a moment; of one that is gone it is forgotten.
   */
  Decision<VmLife> noRoom(VmLife life) {
    if (life instanceof Running || life instanceof Paused || life.mayStillStay()) {
      return critical(Optional.empty());
    } else if (life instanceof ShuttingDown ending) {
      return critical(Optional.of(ending));
    } else if (life instanceof Pausing || life instanceof Saving || life instanceof Migrating) {
      Order order = ((Passing) life).order();
      return critical(Optional.empty())
          .and(answer(order, refused(order, "there is no room for what it writes")));
    }
    return Decision.to(life);
  }

  private Decision<VmLife> critical(Optional<ShuttingDown> ending) {
    String text =
        "The virtual machine %s has been paused because there is no room for what it writes."
            .formatted(vm);
    return Decision.to(
        new PausedCritical(ending), new Log(VMMS, NO_ROOM, Level.CRITICAL, text, vm));
  }

  private static Decision<VmLife> pass(VmLife next, Duration duration) {
    return Decision.to(next, timer(duration));
  }

  private static Timer timer(Duration duration) {
    return new Timer("life", duration.toNanos(), new VmCommand.LifeGoesOn());
  }

  /**
   * A state that passes has lasted as long as it usually does.
   *
   * @param ready whether no I/O is in flight and, if the guest ends by itself, its store has
   */
  Decision<VmLife> timeOver(VmLife life, boolean ready) {
    if (!(life instanceof Passing passing)) {
      return Decision.to(life);
    }
    Order order = passing.order();
    if (life instanceof Pausing) {
      return settled(new Paused(), order, PAUSED, "The virtual machine %s was paused.");
    } else if (life instanceof Resuming resuming && resuming.ending().isPresent()) {
      return settled(resuming.ending().get(), order, RESUMED, "The virtual machine %s goes on.")
          .and(List.of(timer(LOOK_AGAIN)));
    } else if (life instanceof Resuming) {
      return settled(new Running(), order, RESUMED, "The virtual machine %s goes on.");
    } else if (life instanceof Migrating || life instanceof Leaving) {
      return Decision.to(life);
    } else if (life instanceof Arriving arriving) {
      return Decision.to(new Running(), goesOn(arriving.journey()));
    } else if (life instanceof Restoring) {
      return settled(
          new Running(), order, RESTORED, "The virtual machine %s goes on from its saved state.");
    } else if (!ready) {
      return Decision.to(life, timer(LOOK_AGAIN));
    } else if (life instanceof Starting) {
      return settled(new Running(), order, STARTED, "The virtual machine %s runs.");
    } else if (life instanceof Saving) {
      return settled(new Saved(), order, SAVED, "The state of the virtual machine %s is saved.");
    } else if (life instanceof ShuttingDown) {
      return settled(
          new Off(false), order, SHUT_DOWN, "The guest of the virtual machine %s has shut down.");
    } else if (life instanceof TurningOff) {
      return settled(
          new Off(order.forRestore()), order, TURNED_OFF, "The virtual machine %s is turned off.");
    }
    return settled(new Deleted(), order, DELETED, "The virtual machine %s is deleted.");
  }

  /** The switches of the networks learn where it is from its unsolicited ARP. */
  private Log goesOn(Journey journey) {
    String text =
        "The virtual machine %s goes on on %s and announces its addresses there."
            .formatted(vm, journey.to());
    return new Log(VMMS, ARRIVED, Level.INFORMATION, text, vm);
  }

  private Decision<VmLife> settled(VmLife next, Order order, int id, String format) {
    return new Decision<>(
        next,
        with(
            log(id == DELETED ? VMMS : WORKER, id, format, order),
            answer(order, new VmRequest.Done(vm, order.verb(), order.by()))));
  }

  private static List<Act> with(Act first, List<Tell> rest) {
    List<Act> acts = new ArrayList<>();
    acts.add(first);
    acts.addAll(rest);
    return acts;
  }

  private Decision<VmLife> no(VmLife life, Order order) {
    return refuse(life, order, notNow(life));
  }

  private static String notNow(VmLife life) {
    return life instanceof Migrating
        ? "it is on its way to another host"
        : "it is " + life.state().name().toLowerCase(Locale.ROOT);
  }

  /** Something has been done to the machine that leaves its state as it is. */
  Decision<VmLife> done(VmLife life, Order order) {
    return new Decision<>(
        life, List.copyOf(answer(order, new VmRequest.Done(vm, order.verb(), order.by()))));
  }

  /** What was asked for cannot be done. */
  Decision<VmLife> refuse(VmLife life, Order order, String why) {
    String text =
        "The virtual machine %s cannot %s for %s: %s (%d)."
            .formatted(vm, order.verb().key(), order.by(), why, INVALID_STATE);
    return new Decision<>(
        life,
        with(new Log(VMMS, REFUSED, Level.ERROR, text, vm), answer(order, refused(order, why))));
  }

  private VmRequest.Refused refused(Order order, String why) {
    return new VmRequest.Refused(vm, order.verb(), order.by(), why);
  }

  private static List<Tell> answer(Order order, Message message) {
    Optional<Tell> tell = order.replyTo().map(to -> new Tell(to, message));
    return tell.stream().toList();
  }

  private Log log(String source, int id, String format, Order order) {
    String text = format.formatted(vm) + " Asked for by " + order.by() + ".";
    return new Log(source, id, Level.INFORMATION, text, vm);
  }
}
