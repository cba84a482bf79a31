package kagemusha.backup.vss;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice;
import kagemusha.array.protocol.PairStatus;
import kagemusha.backup.vss.HardwareState.Committing;
import kagemusha.backup.vss.HardwareState.Found;
import kagemusha.backup.vss.HardwareState.None;
import kagemusha.backup.vss.HardwareState.Paired;
import kagemusha.backup.vss.HardwareState.Querying;
import kagemusha.backup.vss.HardwareState.Resyncing;
import kagemusha.backup.vss.HardwareState.Split;
import kagemusha.backup.vss.HardwareState.Splitting;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;

/** The rules of {@link HardwareState}. What fits no state is late and changes nothing. */
final class HardwareRules {
  private static final Set<PairStatus> USABLE = EnumSet.of(PairStatus.PAIR, PairStatus.PSUS);
  private static final Set<PairStatus> BROKEN = EnumSet.of(PairStatus.PSUE, PairStatus.SMPL);

  private final EntityId self;
  private final EntityId service;
  private final VssWiring wiring;

  HardwareRules(String host, VssWiring wiring) {
    this.self = VssWiring.hardwareProviderOf(host);
    this.service = VssWiring.serviceOf(host);
    this.wiring = wiring;
  }

  /**
   * Finds the pairs.
   *
   * @param user a set that uses one of them
   */
  Decision<HardwareState> begin(ProviderCommand.BeginPrepare begin, Optional<String> user) {
    Optional<Integer> alone =
        begin.lus().stream().filter(lu -> wiring.pair(lu).isEmpty()).findFirst();
    if (alone.isPresent()) {
      String why = "LU " + wiring.luName(alone.get()) + " has no ShadowImage pair";
      return Decision.to(new None(), veto(begin.set(), why));
    } else if (user.isPresent()) {
      String why = "the pairs are in use by set " + user.get();
      return Decision.to(new None(), veto(begin.set(), why));
    }
    Set<Integer> lus = begin.lus();
    return new Decision<>(new Querying(lus, lus), toPairs(lus, lu -> new PairCommand.Query(self)));
  }

  Decision<HardwareState> on(String set, HardwareState state, HardwareProvider.Command command) {
    if (command instanceof HardwareProvider.FromService from) {
      return fromService(set, state, from.command());
    } else if (command instanceof HardwareProvider.FromPair pair) {
      return fromPair(set, state, pair.notice());
    } else if (command instanceof HardwareProvider.CommitNow
        && state instanceof Committing committing) {
      Set<Integer> lus = committing.lus();
      return new Decision<>(
          new Splitting(lus, lus),
          toPairs(lus, lu -> new PairCommand.Split(VssWiring.snapshot(set, lu), self)));
    } else if (command instanceof HardwareProvider.Surfaced && state instanceof Split) {
      return Decision.to(state, done(set, VssPhase.POST_COMMIT_SNAPSHOTS));
    }
    return Decision.to(state);
  }

  private Decision<HardwareState> fromService(
      String set, HardwareState state, ProviderCommand command) {
    if (command instanceof ProviderCommand.EndPrepare && state instanceof Found found) {
      Set<Integer> lus = found.lus();
      return new Decision<>(
          new Resyncing(lus, lus), toPairs(lus, lu -> new PairCommand.Resync(self)));
    } else if (command instanceof ProviderCommand.PreCommit && state instanceof Paired) {
      return Decision.to(state, done(set, VssPhase.PRE_COMMIT_SNAPSHOTS));
    } else if (command instanceof ProviderCommand.Commit && state instanceof Paired paired) {
      long takes = wiring.spec().steps().commit().toNanos();
      return Decision.to(
          new Committing(paired.lus()),
          new Timer(set + ".commit", takes, new HardwareProvider.CommitNow(set)));
    } else if (command instanceof ProviderCommand.PostCommit && state instanceof Split) {
      long takes = wiring.spec().steps().surface().toNanos();
      return Decision.to(
          state, new Timer(set + ".surface", takes, new HardwareProvider.Surfaced(set)));
    } else if (command instanceof ProviderCommand.Abort
        || command instanceof ProviderCommand.Delete) {
      return Decision.to(new None(), new Tell(service, new ProviderNotice.Gone(set)));
    }
    return Decision.to(state);
  }

  private Decision<HardwareState> fromPair(String set, HardwareState state, PairNotice notice) {
    boolean waits =
        state instanceof Querying || state instanceof Resyncing || state instanceof Splitting;
    if (notice instanceof PairNotice.Rejected rejected && waits) {
      String why =
          "pair %s in state %s rejects %s"
              .formatted(rejected.pair(), rejected.status(), rejected.command());
      return Decision.to(state, veto(set, why));
    } else if (notice instanceof PairNotice.Status status) {
      return fromPair(set, state, status);
    }
    return Decision.to(state);
  }

  private Decision<HardwareState> fromPair(
      String set, HardwareState state, PairNotice.Status answer) {
    PairStatus status = answer.status();
    int lu = answer.primaryLu();
    if (state instanceof Querying querying) {
      return USABLE.contains(status) ? found(set, querying, lu) : wrong(set, state, answer);
    } else if (state instanceof Resyncing resyncing && status == PairStatus.PAIR) {
      return paired(set, resyncing, lu);
    } else if (state instanceof Splitting splitting
        && status == PairStatus.PSUS
        && answer.image().equals(VssWiring.snapshot(set, lu))) {
      return split(set, splitting, lu);
    } else if ((state instanceof Resyncing || state instanceof Splitting)
        && BROKEN.contains(status)) {
      return wrong(set, state, answer);
    } else if (state instanceof Split && BROKEN.contains(status)) {
      String why =
          "the image of LU %s is lost, pair %s is %s"
              .formatted(wiring.luName(lu), answer.pair(), status);
      return Decision.to(state, new Tell(service, new ProviderNotice.Lost(set, why)));
    }
    return Decision.to(state);
  }

  private Decision<HardwareState> found(String set, Querying querying, int lu) {
    Set<Integer> rest = Sets.without(querying.awaited(), lu);
    return rest.isEmpty()
        ? Decision.to(new Found(querying.lus()), done(set, VssPhase.BEGIN_PREPARE_SNAPSHOT))
        : Decision.to(new Querying(querying.lus(), rest));
  }

  private Decision<HardwareState> paired(String set, Resyncing resyncing, int lu) {
    Set<Integer> rest = Sets.without(resyncing.awaited(), lu);
    return rest.isEmpty()
        ? Decision.to(new Paired(resyncing.lus()), done(set, VssPhase.END_PREPARE_SNAPSHOTS))
        : Decision.to(new Resyncing(resyncing.lus(), rest));
  }

  private Decision<HardwareState> split(String set, Splitting splitting, int lu) {
    Set<Integer> rest = Sets.without(splitting.awaited(), lu);
    if (!rest.isEmpty()) {
      return Decision.to(new Splitting(splitting.lus(), rest));
    }
    List<VssNotice.Image> images = new ArrayList<>();
    for (int each : splitting.lus()) {
      images.add(new VssNotice.Image(each, wiring.controller(each), VssWiring.snapshot(set, each)));
    }
    return Decision.to(
        new Split(splitting.lus()),
        new Tell(service, new ProviderNotice.Committed(set, images, List.of())));
  }

  private Decision<HardwareState> wrong(String set, HardwareState state, PairNotice.Status answer) {
    return Decision.to(state, veto(set, "pair " + answer.pair() + " is " + answer.status()));
  }

  private Tell veto(String set, String why) {
    return new Tell(service, new ProviderNotice.Failed(set, VssError.PROVIDER_VETO, why));
  }

  private Tell done(String set, VssPhase phase) {
    return new Tell(service, new ProviderNotice.Done(set, phase));
  }

  private List<Act> toPairs(Set<Integer> lus, Function<Integer, PairCommand> command) {
    List<Act> acts = new ArrayList<>();
    for (int lu : lus) {
      EntityId pair = wiring.pair(lu).orElseThrow();
      acts.add(new Send(wiring.storageNetwork(), pair, command.apply(lu)));
    }
    return acts;
  }
}
