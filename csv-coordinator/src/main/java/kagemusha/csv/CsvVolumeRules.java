package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
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
  private static final String SOURCE = "FailoverClustering";

  /** Event numbers 9000 and up are this product's own; 5121 is Windows Server's. */
  static final int OWNERSHIP_MOVES = 9001;

  static final int OWNERSHIP_MOVED = 9002;
  static final int RELEASED = 9003;
  static final int REDIRECTED = 5121;

  private final int lu;
  private final String name;
  private final CsvWiring wiring;

  CsvVolumeRules(int lu, CsvWiring wiring) {
    this.lu = lu;
    this.name = wiring.lus().get(lu);
    this.wiring = wiring;
  }

  Decision<CsvVolumeState> on(CsvVolumeState state, CsvVolume.Command command) {
    if (command instanceof CsvVolume.PrepareForBackup prepare) {
      return state instanceof Online online ? hold(online, prepare) : busy(state, prepare);
    } else if (command instanceof CsvVolume.Held held && state instanceof Holding holding) {
      return held(holding, held.host());
    } else if (command instanceof CsvVolume.Mounted && state instanceof Mounting mounting) {
      return mounted(mounting);
    } else if (command instanceof CsvVolume.Resumed resumed && resumed.epoch() == state.epoch()) {
      return resumed(state, resumed.host());
    } else if (command instanceof CsvVolume.BackupComplete complete
        && state instanceof Pinned pinned
        && pinned.pin().job().equals(complete.job())) {
      return release(pinned, complete.replyTo());
    }
    throw new IllegalStateException(name + ": " + command + " does not fit " + state);
  }

  /** The state that follows from a stored event alone; what was under way is not taken up again. */
  CsvVolumeState recovered(CsvVolumeState state, CsvVolumeEvent event) {
    if (event instanceof CsvVolumeEvent.OwnershipMoved moved) {
      return new Online(moved.owner(), moved.epoch());
    } else if (event instanceof CsvVolumeEvent.BackupStarted started) {
      Pin pin = new Pin(started.job(), state.owner(), new EntityId(state.owner() + ".dpmra"));
      return new Pinned(state.owner(), state.epoch(), pin);
    }
    return new Online(state.owner(), state.epoch());
  }

  private Decision<CsvVolumeState> hold(Online online, CsvVolume.PrepareForBackup prepare) {
    Pin pin = new Pin(prepare.job(), prepare.host(), prepare.replyTo());
    Set<String> all = new TreeSet<>(wiring.hosts());
    String text =
        online.owner().equals(pin.host())
            ? "Volume %s is prepared for backup on its owner %s; I/O is held."
                .formatted(name, pin.host())
            : "Ownership of volume %s moves from %s to %s for a backup; I/O is held."
                .formatted(name, online.owner(), pin.host());
    return Decision.<CsvVolumeState>to(
            new Holding(online.owner(), online.epoch(), pin, all),
            log(OWNERSHIP_MOVES, Level.INFORMATION, text, pin.job()))
        .and(toAll(new CsvNode.Hold(lu)));
  }

  private Decision<CsvVolumeState> busy(CsvVolumeState state, CsvVolume.PrepareForBackup prepare) {
    return Decision.to(
        state, reply(prepare.replyTo(), new CsvVolume.Busy(name, prepare.job(), jobOf(state))));
  }

  private Decision<CsvVolumeState> held(Holding holding, String host) {
    Set<String> rest = without(holding.awaited(), host);
    if (!rest.isEmpty()) {
      return Decision.to(new Holding(holding.owner(), holding.epoch(), holding.pin(), rest));
    }
    if (holding.owner().equals(holding.pin().host())) {
      return redirect(holding.owner(), holding.epoch(), holding.pin(), List.of());
    }
    return Decision.to(
        new Mounting(holding.owner(), holding.epoch(), holding.pin()),
        new Timer("mount", wiring.mountNanos(), new CsvVolume.Mounted()));
  }

  private Decision<CsvVolumeState> mounted(Mounting mounting) {
    String owner = mounting.pin().host();
    long epoch = mounting.epoch() + 1;
    return redirect(
        owner,
        epoch,
        mounting.pin(),
        List.of(
            new Persist(new CsvVolumeEvent.OwnershipMoved(owner, epoch)),
            log(
                OWNERSHIP_MOVED,
                Level.INFORMATION,
                "%s owns volume %s in epoch %d.".formatted(owner, name, epoch),
                mounting.pin().job())));
  }

  private Decision<CsvVolumeState> redirect(
      String owner, long epoch, Pin pin, List<? extends Act> first) {
    return Decision.<CsvVolumeState>to(
            new Redirecting(owner, epoch, pin, new TreeSet<>(wiring.hosts())))
        .and(first)
        .and(toAll(new CsvNode.Resume(lu, owner, true, epoch)));
  }

  private Decision<CsvVolumeState> resumed(CsvVolumeState state, String host) {
    if (state instanceof Redirecting redirecting) {
      Set<String> rest = without(redirecting.awaited(), host);
      Pin pin = redirecting.pin();
      if (!rest.isEmpty()) {
        return Decision.to(new Redirecting(state.owner(), state.epoch(), pin, rest));
      }
      return Decision.to(
          new Pinned(state.owner(), state.epoch(), pin),
          new Persist(new CsvVolumeEvent.BackupStarted(pin.job())),
          log(
              REDIRECTED,
              Level.WARNING,
              "Volume %s is directly accessible from its owner %s only; I/O of all other hosts is redirected."
                  .formatted(name, state.owner()),
              pin.job()),
          reply(pin.replyTo(), new CsvVolume.Prepared(name, pin.job(), state.epoch())));
    } else if (state instanceof Releasing releasing) {
      Set<String> rest = without(releasing.awaited(), host);
      Pin pin = releasing.pin();
      if (!rest.isEmpty()) {
        return Decision.to(new Releasing(state.owner(), state.epoch(), pin, rest));
      }
      return Decision.to(
          new Online(state.owner(), state.epoch()),
          new Persist(new CsvVolumeEvent.BackupEnded(pin.job())),
          log(
              RELEASED,
              Level.INFORMATION,
              "Volume %s is directly accessible from all hosts again.".formatted(name),
              pin.job()),
          reply(pin.replyTo(), new CsvVolume.Released(name, pin.job())));
    }
    throw new IllegalStateException(name + ": Resumed by " + host + " does not fit " + state);
  }

  private Decision<CsvVolumeState> release(Pinned pinned, EntityId replyTo) {
    Pin pin = new Pin(pinned.pin().job(), pinned.pin().host(), replyTo);
    return Decision.<CsvVolumeState>to(
            new Releasing(pinned.owner(), pinned.epoch(), pin, new TreeSet<>(wiring.hosts())))
        .and(toAll(new CsvNode.Resume(lu, pinned.owner(), false, pinned.epoch())));
  }

  private static String jobOf(CsvVolumeState state) {
    if (state instanceof Holding holding) {
      return holding.pin().job();
    } else if (state instanceof Mounting mounting) {
      return mounting.pin().job();
    } else if (state instanceof Redirecting redirecting) {
      return redirecting.pin().job();
    } else if (state instanceof Pinned pinned) {
      return pinned.pin().job();
    } else if (state instanceof Releasing releasing) {
      return releasing.pin().job();
    }
    throw new IllegalStateException(state + " has no job");
  }

  private List<Send> toAll(Message message) {
    List<Send> sends = new ArrayList<>();
    for (String host : wiring.hosts()) {
      sends.add(new Send(wiring.network(), CsvWiring.nodeOf(host), message));
    }
    return sends;
  }

  private Send reply(EntityId to, Message message) {
    return new Send(wiring.network(), to, message);
  }

  private static Log log(int id, Level level, String text, String job) {
    return new Log(SOURCE, id, level, text, job);
  }

  private static Set<String> without(Set<String> hosts, String host) {
    Set<String> rest = new TreeSet<>(hosts);
    rest.remove(host);
    return rest;
  }
}
