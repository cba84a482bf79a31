package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kagemusha.csv.CsvVolumeState.Answer;
import kagemusha.csv.CsvVolumeState.Claimed;
import kagemusha.csv.CsvVolumeState.Directing;
import kagemusha.csv.CsvVolumeState.End;
import kagemusha.csv.CsvVolumeState.Leaving;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
import kagemusha.csv.CsvVolumeState.Reverting;
import kagemusha.csv.CsvVolumeState.TakenOver;
import kagemusha.csv.CsvVolumeState.Withdrawing;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** The rules of how jobs let go of a volume: done, cleared, or never begun. */
final class BackupEnds {
  private final int lu;
  private final String name;
  private final CsvWiring wiring;

  BackupEnds(int lu, CsvWiring wiring) {
    this.lu = lu;
    this.name = wiring.lus().get(lu);
    this.wiring = wiring;
  }

  /** A job that does not hold the volume, or no longer, is told at once that it is released. */
  Decision<CsvVolumeState> complete(CsvVolumeState state, CsvVolume.BackupComplete complete) {
    String job = complete.job();
    Answer answer = new Answer(complete.replyTo(), new CsvVolume.Released(name, job));
    if (state.phase() instanceof Claimed claimed && claimed.pin().job().equals(job)) {
      return leave(state, claimed, new End(List.of(job), List.of(answer)), List.of());
    } else if (state.phase() instanceof Leaving leaving && leaving.end().jobs().contains(job)) {
      return Decision.to(
          state.in(leaving.ending(leaving.end().and(new End(List.of(), List.of(answer))))));
    } else if (state.isRunning(job)) {
      String text = "The backup of volume %s has ended.".formatted(name);
      return Decision.to(
          state.without(job),
          new Persist(new CsvVolumeEvent.BackupEnded(job)),
          CsvVolumeRules.log(CsvVolumeRules.BACKUP_ENDED, Level.INFORMATION, text, job),
          send(answer));
    }
    return Decision.to(state, send(answer));
  }

  /** No backup has begun within the delay; the answers are for a requester that came too late. */
  Decision<CsvVolumeState> expire(CsvVolumeState state, Pinned pinned, List<Answer> answers) {
    String job = pinned.pin().job();
    return leave(state, pinned, new End(List.of(job), answers), List.of(delayExpired(job)));
  }

  Log delayExpired(String job) {
    String text =
        "Volume %s leaves the backup state: no backup has started within %d s."
            .formatted(name, wiring.backupDelayNanos() / 1_000_000_000L);
    return CsvVolumeRules.log(CsvVolumeRules.DELAY_EXPIRED, Level.WARNING, text, job);
  }

  /** All jobs lose the volume; each requester is told, and the administrator of all of them. */
  Decision<CsvVolumeState> clear(CsvVolumeState state, EntityId replyTo) {
    List<Pin> pins = new ArrayList<>();
    if (state.phase() instanceof Claimed claimed) {
      pins.add(claimed.pin());
    } else if (state.phase() instanceof TakenOver over) {
      over.heir().kept().ifPresent(kept -> pins.add(kept.pin()));
    }
    pins.addAll(state.running());
    List<String> jobs = pins.stream().map(Pin::job).toList();
    List<Answer> answers = new ArrayList<>();
    pins.forEach(
        pin -> answers.add(new Answer(pin.replyTo(), new CsvVolume.Cleared(name, pin.job()))));
    answers.add(new Answer(replyTo, new CsvVolume.Cleared(name, String.join(", ", jobs))));
    End end = new End(jobs, answers);
    CsvVolumeState emptied = state.emptied();
    List<Act> first =
        jobs.isEmpty()
            ? List.of()
            : List.of(
                CsvVolumeRules.log(
                    CsvVolumeRules.CLEARED,
                    Level.WARNING,
                    "The backup state of volume %s is cleared by request; it was held by %s."
                        .formatted(name, String.join(", ", jobs)),
                    jobs.get(0)));
    if (state.phase() instanceof Claimed claimed) {
      return leave(emptied, claimed, end, first);
    } else if (state.phase() instanceof TakenOver over) {
      TakenOver left = over.by(over.heir().withNothingKept()).ending(over.end().and(end));
      return new Decision<>(emptied.in(left), first);
    } else if (state.phase() instanceof Leaving leaving) {
      return new Decision<>(emptied.in(leaving.ending(leaving.end().and(end))), first);
    }
    return new Decision<>(emptied, first).and(ended(end));
  }

  Decision<CsvVolumeState> leave(
      CsvVolumeState state, Claimed phase, End end, List<? extends Act> first) {
    if (phase instanceof Mounting mounting) {
      return Decision.to(state.in(new Withdrawing(mounting.pin().host(), end))).and(first);
    } else if (phase instanceof Redirecting redirecting) {
      return Decision.to(state.in(new Reverting(end, redirecting.awaited()))).and(first);
    } else if (phase instanceof Directing directing) {
      return Decision.to(state.in(new Releasing(end, directing.awaited()))).and(first);
    }
    Decision<CsvVolumeState> release = release(state, end);
    return Decision.to(release.next()).and(first).and(release.acts());
  }

  /** The mount that was under way when its job left. */
  Decision<CsvVolumeState> mounted(CsvVolumeState state, Withdrawing leaving) {
    CsvVolumeState moved = state.owned(leaving.host(), state.epoch() + 1);
    Decision<CsvVolumeState> release = release(moved, leaving.end());
    return Decision.to(release.next())
        .and(moved(moved, leaving.end().jobs().get(0)))
        .and(release.acts());
  }

  /** What a move leaves behind in journal and event log. */
  List<Act> moved(CsvVolumeState moved, String job) {
    return List.of(
        new Persist(new CsvVolumeEvent.OwnershipMoved(moved.owner(), moved.epoch())),
        CsvVolumeRules.log(
            CsvVolumeRules.OWNERSHIP_MOVED,
            Level.INFORMATION,
            "%s owns volume %s in epoch %d.".formatted(moved.owner(), name, moved.epoch()),
            job));
  }

  /** Tells every host to go direct. */
  Decision<CsvVolumeState> release(CsvVolumeState state, End end) {
    Set<String> present = wiring.hostsBut(state.absent());
    return Decision.to(state.in(new Releasing(end, present)))
        .and(wiring.toNodes(present, goDirect(state)));
  }

  /** Every host goes direct. */
  Decision<CsvVolumeState> released(CsvVolumeState state, End end) {
    List<Act> acts = ended(end);
    acts.add(end.jobs().size(), directAgain(end.jobs().get(0)));
    return new Decision<>(state.in(new Online()), acts);
  }

  /** What the end of jobs leaves behind in the journal, and who is told. */
  List<Act> ended(End end) {
    List<Act> acts = new ArrayList<>();
    end.jobs().forEach(job -> acts.add(new Persist(new CsvVolumeEvent.BackupEnded(job))));
    end.answers().forEach(answer -> acts.add(send(answer)));
    return acts;
  }

  CsvNode.Resume goDirect(CsvVolumeState state) {
    return new CsvNode.Resume(lu, state.owner(), false, state.epoch());
  }

  Log directAgain(String job) {
    return CsvVolumeRules.log(
        CsvVolumeRules.RELEASED,
        Level.INFORMATION,
        "Volume %s is directly accessible from all hosts again.".formatted(name),
        job);
  }

  private Send send(Answer answer) {
    return new Send(wiring.registryNetwork(), answer.to(), answer.notice());
  }
}
