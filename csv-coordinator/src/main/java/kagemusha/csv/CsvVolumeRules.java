package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kagemusha.csv.CsvVolumeState.Awaiting;
import kagemusha.csv.CsvVolumeState.Claimed;
import kagemusha.csv.CsvVolumeState.Directing;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Leaving;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Phase;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirected;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
import kagemusha.csv.CsvVolumeState.Reverting;
import kagemusha.csv.CsvVolumeState.TakenOver;
import kagemusha.csv.CsvVolumeState.Withdrawing;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/** The rules of {@link CsvVolumeState}: what follows from a state and a command. */
final class CsvVolumeRules {
  /**
   * When a command came.
   *
   * @param netNanos the time less the padding gathered; differences are true durations
   */
  record Moment(long netNanos, long quantumNanos) {}

  static final String SOURCE = "FailoverClustering";

  /** Event numbers 9000 and up are this product's own; 5121 is Windows Server's. */
  static final int OWNERSHIP_MOVES = 9001;

  static final int OWNERSHIP_MOVED = 9002;
  static final int RELEASED = 9003;
  static final int BUSY = 9004;
  static final int BACKUP_STARTED = 9005;
  static final int DELAY_EXPIRED = 9006;
  static final int CLEARED = 9007;
  static final int BACKUP_ENDED = 9008;
  static final int REDIRECTED = 5121;

  /**
   * Messages between machines from Prepared to BackupStarted, at most. The watch waits a quantum
   * longer for each of them, because a requester that is in time can be later by so much.
   */
  static final int WATCHED_HOPS = 32;

  /** How often a host that comes back is looked after while the volume is busy. */
  private static final long JOIN_RETRY_NANOS = 1_000_000_000L;

  private final int lu;
  private final String name;
  private final CsvWiring wiring;
  private final BackupEnds ends;
  private final Takeover takeover;

  CsvVolumeRules(int lu, CsvWiring wiring) {
    this.lu = lu;
    this.name = wiring.lus().get(lu);
    this.wiring = wiring;
    this.ends = new BackupEnds(lu, wiring);
    this.takeover = new Takeover(lu, wiring, ends);
  }

  Decision<CsvVolumeState> on(CsvVolumeState state, CsvVolume.Command command, Moment now) {
    Phase phase = state.phase();
    if (isOfTheGone(state, command)) {
      return Decision.to(state);
    } else if (command instanceof CsvVolume.NodeJoined joined) {
      return joined(state, joined);
    } else if (command instanceof CsvVolume.PrepareForBackup prepare
        && state.absent().contains(prepare.host())) {
      return Decision.to(
          state, reply(prepare.replyTo(), new CsvVolume.Cleared(name, prepare.job())));
    } else if (phase instanceof TakenOver over && takeover.concerns(command)) {
      return takeover.on(state, over, command);
    } else if (command instanceof CsvVolume.NodeLost lost) {
      return nodeLost(state, lost.host(), now);
    } else if (command instanceof CsvVolume.PrepareForBackup prepare) {
      return prepare(state, prepare);
    } else if (command instanceof CsvVolume.Held held && phase instanceof Holding holding) {
      return held(state, holding, held.host(), now);
    } else if (command instanceof CsvVolume.Held && phase instanceof Releasing) {
      return Decision.to(state); // said before the host was told to go on
    } else if (command instanceof CsvVolume.Mounted && phase instanceof Mounting mounting) {
      return mounted(state, mounting.pin());
    } else if (command instanceof CsvVolume.Mounted && phase instanceof Withdrawing leaving) {
      return ends.mounted(state, leaving);
    } else if (command instanceof CsvVolume.Mounted && !state.absent().isEmpty()) {
      return Decision.to(state); // the host that was to mount it is gone
    } else if (command instanceof CsvVolume.Resumed resumed && resumed.epoch() == state.epoch()) {
      return resumed(state, resumed, now);
    } else if (command instanceof CsvVolume.BackupStarted started) {
      return started(state, started, now);
    } else if (command instanceof CsvVolume.DelayExpired) {
      return phase instanceof Pinned pinned
          ? ends.expire(state, pinned, List.of())
          : Decision.to(state);
    } else if (command instanceof CsvVolume.BackupComplete complete) {
      return ends.complete(state, complete);
    } else if (command instanceof CsvVolume.ClearBackupState clear) {
      return ends.clear(state, clear.replyTo());
    }
    throw unfit(state, command);
  }

  /**
   * A host that comes back is told how the volume is; not in the middle of something that all hosts
   * take part in.
   */
  private Decision<CsvVolumeState> joined(CsvVolumeState state, CsvVolume.NodeJoined joined) {
    if (!state.absent().contains(joined.host())) {
      return Decision.to(state);
    } else if (state.absent().contains(state.owner())) {
      return takeover.joined(state.regaining(joined.host()), joined);
    } else if (state.phase() instanceof Online
        || state.phase() instanceof Pinned
        || state.phase() instanceof Redirected) {
      boolean redirected = !(state.phase() instanceof Online);
      return Decision.to(state.regaining(joined.host()))
          .and(
              wiring.toNodes(
                  Set.of(joined.host()),
                  new CsvNode.Join(lu, state.owner(), redirected, state.epoch())));
    }
    return Decision.to(state, later(joined));
  }

  static Timer later(CsvVolume.NodeJoined joined) {
    return new Timer("join of " + joined.host(), JOIN_RETRY_NANOS, joined);
  }

  /** What a host has said before it was found to be gone. */
  private static boolean isOfTheGone(CsvVolumeState state, CsvVolume.Command command) {
    return (command instanceof CsvVolume.Held held && state.absent().contains(held.host()))
        || (command instanceof CsvVolume.Resumed resumed && state.absent().contains(resumed.host()))
        || (command instanceof CsvVolume.NodeLost lost && state.absent().contains(lost.host()));
  }

  /** Whoever is gone is waited for no more, as if it had answered. */
  private Decision<CsvVolumeState> nodeLost(CsvVolumeState state, String host, Moment now) {
    Decision<CsvVolumeState> lost = takeover.lost(state, host);
    CsvVolumeState left = lost.next();
    Decision<CsvVolumeState> rest = Decision.to(left);
    if (left.phase() instanceof Holding holding && holding.awaited().contains(host)) {
      rest = held(left, holding, host, now);
    } else if (left.phase() instanceof Awaiting awaiting && awaiting.awaited().contains(host)) {
      rest = resumed(left, new CsvVolume.Resumed(host, left.epoch()), now);
    }
    return new Decision<>(rest.next(), lost.acts()).and(rest.acts());
  }

  /** The hosts that are there, the owner first. */
  List<String> ownerFirst(CsvVolumeState state) {
    List<String> hosts = new ArrayList<>(wiring.hostsBut(state.absent()));
    if (hosts.remove(state.owner())) {
      hosts.add(0, state.owner());
    }
    return hosts;
  }

  /** When the watch over a requester ends that has been told at this time. */
  long watchEndsNanos(long sinceNanos, long quantumNanos) {
    return sinceNanos + wiring.backupDelayNanos() + watchAllowanceNanos(quantumNanos);
  }

  static long watchAllowanceNanos(long quantumNanos) {
    return WATCHED_HOPS * quantumNanos;
  }

  /** The state that follows from a stored event alone; what was under way is not taken up again. */
  CsvVolumeState recovered(CsvVolumeState state, CsvVolumeEvent event) {
    if (event instanceof CsvVolumeEvent.OwnershipMoved moved) {
      return state.owned(moved.owner(), moved.epoch());
    } else if (event instanceof CsvVolumeEvent.BackupStarted started) {
      Pin pin = new Pin(started.job(), state.owner(), new EntityId(started.requester()));
      return state.in(new Pinned(pin, started.sinceNanos()));
    } else if (event instanceof CsvVolumeEvent.SnapshotTaken taken
        && state.phase() instanceof Pinned pinned) {
      return taken.redirected()
          ? state.in(new Redirected(pinned.pin()))
          : state.with(pinned.pin()).in(new Online());
    } else if (event instanceof CsvVolumeEvent.BackupEnded ended) {
      boolean claimed =
          state.phase() instanceof Claimed claim && claim.pin().job().equals(ended.job());
      return claimed ? state.in(new Online()) : state.without(ended.job());
    }
    throw new IllegalStateException(name + ": " + event + " does not follow " + state);
  }

  private Decision<CsvVolumeState> prepare(
      CsvVolumeState state, CsvVolume.PrepareForBackup prepare) {
    boolean together = state.owner().equals(prepare.host()) && !state.isRunning(prepare.job());
    return state.phase() instanceof Online && (state.running().isEmpty() || together)
        ? hold(state, prepare)
        : busy(state, prepare);
  }

  private Decision<CsvVolumeState> hold(CsvVolumeState state, CsvVolume.PrepareForBackup prepare) {
    Pin pin = new Pin(prepare.job(), prepare.host(), prepare.replyTo());
    String text =
        state.owner().equals(pin.host())
            ? "Volume %s is prepared for backup on its owner %s; I/O is held."
                .formatted(name, pin.host())
            : "Ownership of volume %s moves from %s to %s for a backup; I/O is held."
                .formatted(name, state.owner(), pin.host());
    return Decision.to(
            state.in(new Holding(pin, everyHost(state))),
            log(OWNERSHIP_MOVES, Level.INFORMATION, text, pin.job()))
        .and(wiring.toNodes(everyHost(state), new CsvNode.Hold(lu)));
  }

  private Decision<CsvVolumeState> busy(CsvVolumeState state, CsvVolume.PrepareForBackup prepare) {
    String holder = holder(state);
    String text =
        "Volume %s cannot be prepared for backup by job %s: job %s has it (error 0x173D)."
            .formatted(name, prepare.job(), holder);
    return Decision.to(
        state,
        log(BUSY, Level.WARNING, text, prepare.job()),
        reply(prepare.replyTo(), new CsvVolume.Busy(name, prepare.job(), holder)));
  }

  private static String holder(CsvVolumeState state) {
    if (state.phase() instanceof Claimed claimed) {
      return claimed.pin().job();
    } else if (state.phase() instanceof TakenOver over) {
      return over.heir().kept().map(kept -> kept.pin().job()).orElse("failover");
    } else if (state.phase() instanceof Leaving leaving) {
      return leaving.end().jobs().get(0);
    }
    return state.running().get(0).job();
  }

  private Decision<CsvVolumeState> held(
      CsvVolumeState state, Holding holding, String host, Moment now) {
    Set<String> rest = Sets.without(holding.awaited(), host);
    Pin pin = holding.pin();
    if (!rest.isEmpty()) {
      return Decision.to(state.in(new Holding(pin, rest)));
    }
    if (state.owner().equals(pin.host())) {
      return redirect(state, pin, List.of());
    }
    return Decision.to(
        state.in(new Mounting(pin)),
        new Timer("mount", wiring.mountNanos(), new CsvVolume.Mounted()));
  }

  private Decision<CsvVolumeState> mounted(CsvVolumeState state, Pin pin) {
    CsvVolumeState moved = state.owned(pin.host(), state.epoch() + 1);
    return redirect(moved, pin, ends.moved(moved, pin.job()));
  }

  private Decision<CsvVolumeState> redirect(
      CsvVolumeState state, Pin pin, List<? extends Act> first) {
    return Decision.to(state.in(new Redirecting(pin, everyHost(state))))
        .and(first)
        .and(
            wiring.toNodes(
                everyHost(state), new CsvNode.Resume(lu, state.owner(), true, state.epoch())));
  }

  private Decision<CsvVolumeState> resumed(
      CsvVolumeState state, CsvVolume.Resumed resumed, Moment now) {
    if (state.phase() instanceof Redirecting redirecting) {
      Set<String> rest = Sets.without(redirecting.awaited(), resumed.host());
      return rest.isEmpty()
          ? pinned(state, redirecting.pin(), now)
          : Decision.to(state.in(new Redirecting(redirecting.pin(), rest)));
    } else if (state.phase() instanceof Directing directing) {
      Set<String> rest = Sets.without(directing.awaited(), resumed.host());
      return rest.isEmpty()
          ? direct(state, directing.pin())
          : Decision.to(state.in(new Directing(directing.pin(), rest)));
    } else if (state.phase() instanceof Reverting reverting) {
      Set<String> rest = Sets.without(reverting.awaited(), resumed.host());
      return rest.isEmpty()
          ? ends.release(state, reverting.end())
          : Decision.to(state.in(new Reverting(reverting.end(), rest)));
    } else if (state.phase() instanceof Releasing releasing) {
      Set<String> rest = Sets.without(releasing.awaited(), resumed.host());
      return rest.isEmpty()
          ? ends.released(state, releasing.end())
          : Decision.to(state.in(new Releasing(releasing.end(), rest)));
    }
    throw unfit(state, resumed);
  }

  private Decision<CsvVolumeState> pinned(CsvVolumeState state, Pin pin, Moment now) {
    long watch = watchEndsNanos(0, now.quantumNanos());
    return Decision.to(
        state.in(new Pinned(pin, now.netNanos())),
        new Persist(
            new CsvVolumeEvent.BackupStarted(pin.job(), pin.replyTo().name(), now.netNanos())),
        log(
            REDIRECTED,
            Level.WARNING,
            "Volume %s is directly accessible from its owner %s only; I/O of all other hosts is redirected."
                .formatted(name, state.owner()),
            pin.job()),
        reply(pin.replyTo(), new CsvVolume.Prepared(name, pin.job(), state.epoch())),
        new Timer("watch", watch, new CsvVolume.DelayExpired()));
  }

  private Decision<CsvVolumeState> started(
      CsvVolumeState state, CsvVolume.BackupStarted started, Moment now) {
    String job = started.job();
    CsvVolume.Cleared cleared = new CsvVolume.Cleared(name, job);
    if (state.phase() instanceof Pinned pinned && state.absent().contains(pinned.pin().host())) {
      return Decision.to(state, reply(started.replyTo(), cleared));
    } else if (state.phase() instanceof Pinned pinned && pinned.pin().job().equals(job)) {
      Pin pin = new Pin(job, pinned.pin().host(), started.replyTo());
      return now.netNanos() - pinned.sinceNanos() > wiring.backupDelayNanos()
          ? ends.expire(
              state, pinned, List.of(new CsvVolumeState.Answer(started.replyTo(), cleared)))
          : snapshotTaken(state, pin, started.redirected());
    }
    boolean claims = state.phase() instanceof Claimed claimed && claimed.pin().job().equals(job);
    if (claims || state.isRunning(job)) {
      throw unfit(state, started);
    }
    return Decision.to(state, reply(started.replyTo(), cleared));
  }

  private Decision<CsvVolumeState> snapshotTaken(
      CsvVolumeState state, Pin pin, boolean redirected) {
    Persist event = new Persist(new CsvVolumeEvent.SnapshotTaken(pin.job(), redirected));
    String text =
        redirected
            ? "The backup of volume %s has started; I/O stays redirected until it ends."
            : "The backup of volume %s has started; it needs no more redirection.";
    Log log = log(BACKUP_STARTED, Level.INFORMATION, text.formatted(name), pin.job());
    return redirected
        ? Decision.to(
            state.in(new Redirected(pin)),
            event,
            log,
            reply(pin.replyTo(), new CsvVolume.Started(name, pin.job(), true)))
        : Decision.to(state.in(new Directing(pin, everyHost(state))), event, log)
            .and(wiring.toNodes(everyHost(state), ends.goDirect(state)));
  }

  private Decision<CsvVolumeState> direct(CsvVolumeState state, Pin pin) {
    return Decision.to(
        state.with(pin).in(new Online()),
        ends.directAgain(pin.job()),
        reply(pin.replyTo(), new CsvVolume.Started(name, pin.job(), false)));
  }

  private IllegalStateException unfit(CsvVolumeState state, CsvVolume.Command command) {
    return new IllegalStateException(name + ": " + command + " does not fit " + state);
  }

  private Set<String> everyHost(CsvVolumeState state) {
    return wiring.hostsBut(state.absent());
  }

  private Send reply(EntityId to, Message message) {
    return new Send(wiring.registryNetwork(), to, message);
  }

  static Log log(int id, Level level, String text, String job) {
    return new Log(SOURCE, id, level, text, job);
  }
}
