package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.csv.CsvVolumeState.Claimed;
import kagemusha.csv.CsvVolumeState.End;
import kagemusha.csv.CsvVolumeState.Heir;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Leaving;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Pausing;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Remounting;
import kagemusha.csv.CsvVolumeState.Reopening;
import kagemusha.csv.CsvVolumeState.TakenOver;
import kagemusha.csv.CsvVolumeState.Withdrawing;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.event.Level;

/** The rules of a volume of which the owner or another host is gone. */
final class Takeover {
  /** Windows Server's: the volume is paused and I/O is queued. */
  static final int PAUSED = 5120;

  /** Windows Server's: the volume cannot be reached any more. */
  static final int UNREACHABLE = 5142;

  /** This product's own. */
  static final int JOB_LOST = 9011;

  private static final End NOTHING = new End(List.of(), List.of());

  private final int lu;
  private final String name;
  private final CsvWiring wiring;
  private final BackupEnds ends;

  Takeover(int lu, CsvWiring wiring, BackupEnds ends) {
    this.lu = lu;
    this.name = wiring.lus().get(lu);
    this.wiring = wiring;
    this.ends = ends;
  }

  /** What is for these rules while a volume is taken over. */
  boolean concerns(CsvVolume.Command command) {
    return command instanceof CsvVolume.Held
        || command instanceof CsvVolume.Mounted
        || command instanceof CsvVolume.Resumed
        || command instanceof CsvVolume.NodeLost
        || command instanceof CsvVolume.DelayExpired;
  }

  /** What was said before the owner was found to be gone changes nothing. */
  Decision<CsvVolumeState> on(CsvVolumeState state, TakenOver phase, CsvVolume.Command command) {
    if (command instanceof CsvVolume.NodeLost lost) {
      return lost(state, lost.host());
    } else if (command instanceof CsvVolume.DelayExpired) {
      return phase.heir().kept().isPresent() ? expired(state, phase) : Decision.to(state);
    } else if (command instanceof CsvVolume.Held held && phase instanceof Pausing pausing) {
      return paused(state, pausing, held.host());
    } else if (command instanceof CsvVolume.Mounted && phase instanceof Remounting remounting) {
      return reopen(state, remounting);
    } else if (command instanceof CsvVolume.Resumed resumed
        && phase instanceof Reopening reopening
        && resumed.epoch() == state.epoch()) {
      return resumed(state, reopening, resumed.host());
    }
    return Decision.to(state);
  }

  /** A host is gone that was there till now. */
  Decision<CsvVolumeState> lost(CsvVolumeState before, String host) {
    List<Act> acts = new ArrayList<>();
    for (Pin pin : before.running()) {
      if (pin.host().equals(host)) {
        acts.add(new Persist(new CsvVolumeEvent.BackupEnded(pin.job())));
        acts.addAll(jobLost(pin));
      }
    }
    if (before.phase() instanceof Claimed claimed
        && claimed.pin().host().equals(host)
        && !(claimed instanceof Pinned)) {
      acts.addAll(jobLost(claimed.pin()));
    }
    Decision<CsvVolumeState> next = without(before.losing(host), host);
    return new Decision<>(next.next(), acts).and(next.acts());
  }

  /** A host has come back; if it is the only one, it is the heir, and waits for the mount. */
  Decision<CsvVolumeState> joined(CsvVolumeState state, CsvVolume.NodeJoined joined) {
    if (state.phase() instanceof Pausing pausing && pausing.awaited().isEmpty()) {
      Set<String> only = Set.of(joined.host());
      Decision<CsvVolumeState> mount =
          mount(state, heir(state, pausing.heir().kept()), pausing.end());
      return Decision.to(mount.next())
          .and(wiring.toNodes(only, new CsvNode.Join(lu, joined.host(), false, state.epoch())))
          .and(wiring.toNodes(only, new CsvNode.Hold(lu)))
          .and(mount.acts());
    }
    return Decision.to(state.losing(joined.host()), CsvVolumeRules.later(joined));
  }

  private Decision<CsvVolumeState> without(CsvVolumeState state, String host) {
    if (state.phase() instanceof Pausing pausing) {
      return paused(state, pausing.by(heir(state, pausing.heir().kept())), host);
    } else if (state.phase() instanceof Remounting remounting) {
      return remounting.heir().host().equals(host)
          ? mount(state, heir(state, remounting.heir().kept()), remounting.end())
          : Decision.to(state);
    } else if (state.phase() instanceof Holding holding) {
      return held(state, holding, host);
    } else if (state.phase() instanceof Mounting mounting) {
      return mounting(state, mounting.pin().host(), endOf(mounting), host);
    } else if (state.phase() instanceof Withdrawing leaving) {
      return mounting(state, leaving.host(), leaving.end(), host);
    } else if (state.owner().equals(host)) {
      return takeOver(state, wiring.hostsBut(state.absent()));
    }
    return state.phase() instanceof Reopening reopening
        ? resumed(state, reopening, host)
        : Decision.to(state);
  }

  /** Hosts that hold their I/O already have said so; the others will. */
  private Decision<CsvVolumeState> held(CsvVolumeState state, Holding holding, String host) {
    boolean wasOwner = state.owner().equals(host);
    if (!holding.pin().host().equals(host)) {
      return wasOwner
          ? Decision.to(state, pause(state, holding.pin().host())).and(ownerLost(state))
          : Decision.to(state);
    }
    return wasOwner
        ? takeOver(state, Sets.without(holding.awaited(), host))
        : ends.leave(state, holding, endOf(holding), List.of());
  }

  /** All hosts hold their I/O while one of them mounts the volume. */
  private Decision<CsvVolumeState> mounting(
      CsvVolumeState state, String next, End end, String host) {
    if (!next.equals(host)) {
      return Decision.to(state);
    }
    return state.absent().contains(state.owner())
        ? takeOver(state, Set.of())
        : ends.release(state, end);
  }

  private Decision<CsvVolumeState> takeOver(CsvVolumeState state, Set<String> awaited) {
    Optional<Pinned> kept = kept(state);
    Heir heir = heir(state, kept);
    End end = NOTHING;
    if (state.phase() instanceof Leaving leaving) {
      end = leaving.end();
    } else if (state.phase() instanceof Claimed claimed && kept.isEmpty()) {
      end = endOf(claimed);
    }
    if (awaited.isEmpty()) {
      Decision<CsvVolumeState> mount = mount(state, heir, end);
      return Decision.to(mount.next(), pause(state, heir.host()))
          .and(ownerLost(state))
          .and(mount.acts());
    }
    return Decision.to(state.in(new Pausing(heir, end, awaited)), pause(state, heir.host()))
        .and(ownerLost(state));
  }

  private static Optional<Pinned> kept(CsvVolumeState state) {
    if (state.phase() instanceof Pinned pinned) {
      return Optional.of(pinned);
    }
    return state.phase() instanceof TakenOver over ? over.heir().kept() : Optional.empty();
  }

  private static End endOf(Claimed claimed) {
    return new End(List.of(claimed.pin().job()), List.of());
  }

  /** If no host is left, the one that was the owner, which will never mount it. */
  private Heir heir(CsvVolumeState state, Optional<Pinned> kept) {
    return new Heir(wiring.heir(state.absent()).orElse(state.owner()), kept);
  }

  private List<Send> ownerLost(CsvVolumeState state) {
    return wiring.toNodes(
        wiring.hostsBut(state.absent()), new CsvNode.OwnerLost(lu, state.owner()));
  }

  private Log pause(CsvVolumeState state, String heir) {
    String text =
        "Volume %s is paused because its owner %s is gone; I/O is queued until %s has it.";
    return CsvVolumeRules.log(PAUSED, Level.ERROR, text.formatted(name, state.owner(), heir), "");
  }

  private Decision<CsvVolumeState> paused(CsvVolumeState state, Pausing pausing, String host) {
    Set<String> rest = Sets.without(pausing.awaited(), host);
    return rest.isEmpty()
        ? mount(state, pausing.heir(), pausing.end())
        : Decision.to(state.in(new Pausing(pausing.heir(), pausing.end(), rest)));
  }

  private Decision<CsvVolumeState> mount(CsvVolumeState state, Heir heir, End end) {
    if (state.absent().contains(heir.host())) {
      String text = "Volume %s is accessible no more: no host is left.".formatted(name);
      return Decision.to(
          state.in(new Pausing(heir, end, Set.of())),
          CsvVolumeRules.log(UNREACHABLE, Level.ERROR, text, ""));
    }
    return Decision.to(
        state.in(new Remounting(heir, end)),
        new Timer("mount", wiring.mountNanos(), new CsvVolume.Mounted()));
  }

  private Decision<CsvVolumeState> reopen(CsvVolumeState state, Remounting remounting) {
    Heir heir = remounting.heir();
    CsvVolumeState moved = state.owned(heir.host(), state.epoch() + 1);
    Set<String> present = wiring.hostsBut(state.absent());
    boolean redirected = heir.kept().isPresent();
    String job = heir.kept().map(kept -> kept.pin().job()).orElse("");
    CsvNode.Resume resume = new CsvNode.Resume(lu, heir.host(), redirected, moved.epoch());
    return Decision.to(moved.in(new Reopening(heir, remounting.end(), redirected, present)))
        .and(ends.moved(moved, job))
        .and(wiring.toNodes(present, resume));
  }

  private Decision<CsvVolumeState> resumed(CsvVolumeState state, Reopening reopening, String host) {
    Heir heir = reopening.heir();
    Set<String> rest = Sets.without(reopening.awaited(), host);
    if (!rest.isEmpty()) {
      return Decision.to(
          state.in(new Reopening(heir, reopening.end(), reopening.redirected(), rest)));
    } else if (heir.kept().isPresent()) {
      Pinned kept = heir.kept().get();
      return Decision.to(state.in(kept), stays(kept.pin())).and(ends.ended(reopening.end()));
    } else if (reopening.redirected()) {
      return ends.release(state, reopening.end());
    }
    return Decision.to(state.in(new Online()), ends.directAgain(""))
        .and(ends.ended(reopening.end()));
  }

  private Log stays(Pin pin) {
    String text =
        "Volume %s is directly accessible from its owner only: it stays in the backup state of job %s, whose host %s is gone.";
    return CsvVolumeRules.log(
        CsvVolumeRules.REDIRECTED,
        Level.WARNING,
        text.formatted(name, pin.job(), pin.host()),
        pin.job());
  }

  /** The watch over the requester runs out in the meantime. */
  private Decision<CsvVolumeState> expired(CsvVolumeState state, TakenOver phase) {
    String job = phase.heir().kept().orElseThrow().pin().job();
    End end = phase.end().and(new End(List.of(job), List.of()));
    return Decision.to(
        state.in(phase.by(phase.heir().withNothingKept()).ending(end)), ends.delayExpired(job));
  }

  /** The requester is told too: its host may have lost the cluster only. */
  private List<Act> jobLost(Pin pin) {
    return List.of(
        CsvVolumeRules.log(
            JOB_LOST,
            Level.ERROR,
            "The backup of volume %s by job %s has ended: its host %s is gone."
                .formatted(name, pin.job(), pin.host()),
            pin.job()),
        new Send(wiring.registryNetwork(), pin.replyTo(), new CsvVolume.Cleared(name, pin.job())));
  }
}
