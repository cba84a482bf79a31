package kagemusha.node;

import java.util.Optional;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.entity.EntityId;
import kagemusha.node.migration.Journey;

/**
 * The life of a virtual machine. In a state that passes by itself nothing but turning off is
 * accepted; whoever asked for what is overtaken by it is refused after all.
 *
 * <pre>
 * Off        --start----> Starting      worker process, boot; then the store recovers if it must
 * Off        --delete---> Deleting
 * Starting   --timer----> Running
 * Running    --pause----> Pausing       the processors stand still from now on
 * Pausing    --timer----> Paused
 * Paused     --resume---> Resuming
 * Resuming   --timer----> Running       the guest goes on where it stood, or ShuttingDown
 * Running, Migrating, Pausing, Paused, Saving, ShuttingDown
 *            --a write finds no room--> PausedCritical   it is kept, and the guest stands still
 * PausedCritical --resume, start--> Resuming             what was kept is written again
 * Running, Paused --save--> Saving      the memory is written
 * Saving     --timer----> Saved         when no I/O is in flight
 * Saved      --start----> Restoring     the memory is read
 * Restoring  --timer----> Running       the guest goes on where it stood
 * Saved      --delete---> Deleting
 * Running    --shut down-> ShuttingDown the guest ends by itself
 * ShuttingDown --timer--> Off           when the store has been dismounted
 * Running    --live migrate--> Migrating   it runs on, its memory is copied to another host
 * Migrating  --stays----> Running       it cannot be done
 * Migrating  --stand still--> Leaving   all but the last of its memory is on the other host
 * Leaving    --drained, moved--> Arriving   there, when no I/O is in flight
 * Leaving    --a write finds no room--> PausedCritical   it stays where it is
 * Arriving   --timer----> Running       the guest goes on where it stood
 * Running    --reset----> Starting      what is in memory is lost
 * all but Off, Saved, Deleting, Deleted, TurningOff --turn off--> TurningOff   likewise
 * all        --restore--> TurningOff    the machine's disks are to be overwritten
 * TurningOff --timer----> Off           when no I/O is in flight
 * Off        --restored-> Off           now it can be started again
 * Deleting   --timer----> Deleted       the disks stay
 * </pre>
 */
sealed interface VmLife {
  /**
   * What somebody asked for.
   *
   * @param by who, for events: a job, a snapshot set, an administrator
   * @param replyTo who hears how it ended
   * @param forRestore turned off because its disks are to be overwritten
   * @param to the host to which it is to go
   */
  record Order(
      Verb verb, String by, Optional<EntityId> replyTo, boolean forRestore, Optional<String> to) {
    /** Something that happens where the machine is. */
    Order(Verb verb, String by, Optional<EntityId> replyTo, boolean forRestore) {
      this(verb, by, replyTo, forRestore, Optional.empty());
    }

    /** The same when nobody can be told any more. */
    Order unanswered() {
      return new Order(verb, by, Optional.empty(), forRestore, to);
    }
  }

  /** What there is of the guest. */
  enum Guest {
    ABSENT,
    RUNS,
    /** It ends by itself: it still writes. */
    ENDS,
    FROZEN
  }

  /** Not there; {@code restored} from when its disks are overwritten until all of that is done. */
  record Off(boolean restored) implements VmLife {}

  /** Booting. */
  record Starting(Order order) implements Passing {}

  /** The memory is being read. */
  record Restoring(Order order) implements Passing {}

  /** At work. */
  record Running() implements VmLife {}

  /** At work, while its memory is copied to another host. */
  record Migrating(Order order) implements Passing {}

  /** On the way to {@link Paused}. */
  record Pausing(Order order) implements Passing {}

  /** Memory stays, processors stand still. */
  record Paused() implements VmLife {}

  /**
   * The array had no room for a write, which is kept. Processors stand still.
   *
   * @param ending what the guest was about to do, if it was ending by itself
   */
  record PausedCritical(Optional<ShuttingDown> ending) implements VmLife {}

  /**
   * On the way back to {@link Running}.
   *
   * @param ending or to that
   */
  record Resuming(Order order, Optional<ShuttingDown> ending) implements Passing {
    /** Back to {@link Running}. */
    Resuming(Order order) {
      this(order, Optional.empty());
    }
  }

  /** The memory is being written. */
  record Saving(Order order) implements Passing {}

  /** The memory is on the disk. */
  record Saved() implements VmLife {}

  /** The guest ends by itself. */
  record ShuttingDown(Order order) implements Passing {}

  /** The guest is gone, its last I/O is not. */
  record TurningOff(Order order) implements Passing {}

  /**
   * Stands still, to go on on another host.
   *
   * @param departing whether its I/O has come back and its leaving has been announced
   */
  record Leaving(Order order, Journey journey, boolean departing) implements Passing {}

  /** On the other host; the state of its devices is being set up. */
  record Arriving(Order order, Journey journey) implements Passing {}

  /** Being removed from the host. */
  record Deleting(Order order) implements Passing {}

  /** Removed from the host. */
  record Deleted() implements VmLife {}

  /** A state that passes by itself, when an order has been carried out. */
  sealed interface Passing extends VmLife {
    Order order();
  }

  /** What the host reports. */
  default VmState state() {
    if (this instanceof Off) {
      return VmState.OFF;
    } else if (this instanceof Starting || this instanceof Restoring) {
      return VmState.STARTING;
    } else if (this instanceof Running || this instanceof Migrating) {
      return VmState.RUNNING;
    } else if (this instanceof Pausing) {
      return VmState.PAUSING;
    } else if (this instanceof Paused) {
      return VmState.PAUSED;
    } else if (this instanceof PausedCritical) {
      return VmState.PAUSED_CRITICAL;
    } else if (this instanceof Resuming) {
      return VmState.RESUMING;
    } else if (this instanceof Saving) {
      return VmState.SAVING;
    } else if (this instanceof Saved) {
      return VmState.SAVED;
    }
    if (this instanceof Leaving || this instanceof Arriving) {
      return VmState.MIGRATING;
    }
    return this instanceof Deleted ? VmState.DELETED : VmState.STOPPING;
  }

  /** Whether it stands still to leave the host, and that can still be given up. */
  default boolean mayStillStay() {
    return this instanceof Leaving leaving && !leaving.departing();
  }

  default Guest guest() {
    if (this instanceof Running || this instanceof Migrating) {
      return Guest.RUNS;
    } else if (this instanceof ShuttingDown) {
      return Guest.ENDS;
    }
    return switch (state()) {
      case PAUSING, PAUSED, PAUSED_CRITICAL, RESUMING, SAVING, SAVED, MIGRATING -> Guest.FROZEN;
      default -> this instanceof Restoring ? Guest.FROZEN : Guest.ABSENT;
    };
  }
}
