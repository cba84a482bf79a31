package kagemusha.backup.vss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.SoftwareState.Committing;
import kagemusha.backup.vss.SoftwareState.Created;
import kagemusha.backup.vss.SoftwareState.Creating;
import kagemusha.backup.vss.SoftwareState.Deleting;
import kagemusha.backup.vss.SoftwareState.Describing;
import kagemusha.backup.vss.SoftwareState.None;
import kagemusha.backup.vss.SoftwareState.Plan;
import kagemusha.backup.vss.SoftwareState.Prepared;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;

/** The rules of {@link SoftwareState}. What fits no state is late and changes nothing. */
final class SoftwareRules {
  private final EntityId self;
  private final EntityId service;
  private final Optional<EntityId> guest;
  private final VssWiring wiring;

  SoftwareRules(String machine, Optional<EntityId> guest, VssWiring wiring) {
    this.self = VssWiring.softwareProviderOf(machine);
    this.service = VssWiring.serviceOf(machine);
    this.guest = guest;
    this.wiring = wiring;
  }

  Decision<SoftwareState> on(SoftwareState state, SoftwareProvider.Command command) {
    if (command instanceof SoftwareProvider.FromService from) {
      return fromService(state, from.command());
    } else if (command instanceof SoftwareProvider.CommitNow
        && state instanceof Committing committing) {
      return commit(committing.plan());
    } else if (command instanceof SoftwareProvider.FromVm vm
        && state instanceof Describing describing) {
      return create(describing.plan(), vm.described().disks());
    } else if (command instanceof SoftwareProvider.Created created
        && state instanceof Creating creating) {
      return created(creating, created.notice().lu());
    } else if (command instanceof SoftwareProvider.Lost lost) {
      return lost(state, lost);
    } else if (command instanceof SoftwareProvider.Deleted deleted
        && state instanceof Deleting deleting) {
      return deleted(deleting, deleted.lu());
    } else if (command instanceof SoftwareProvider.Refused refused) {
      return refused(state, refused);
    }
    return Decision.to(state);
  }

  private Decision<SoftwareState> fromService(SoftwareState state, ProviderCommand command) {
    if (command instanceof ProviderCommand.BeginPrepare begin && state instanceof None) {
      Plan plan = new Plan(begin.set(), begin.lus());
      return Decision.to(new Prepared(plan), done(plan, VssPhase.BEGIN_PREPARE_SNAPSHOT));
    } else if (command instanceof ProviderCommand.EndPrepare
        && state instanceof Prepared prepared) {
      return Decision.to(state, done(prepared.plan(), VssPhase.END_PREPARE_SNAPSHOTS));
    } else if (command instanceof ProviderCommand.PreCommit && state instanceof Prepared prepared) {
      return Decision.to(state, done(prepared.plan(), VssPhase.PRE_COMMIT_SNAPSHOTS));
    } else if (command instanceof ProviderCommand.Commit commit
        && state instanceof Prepared prepared) {
      String set = commit.set();
      long takes = wiring.spec().steps().commit().toNanos();
      return Decision.to(
          new Committing(prepared.plan()),
          new Timer(set + ".commit", takes, new SoftwareProvider.CommitNow(set)));
    } else if (command instanceof ProviderCommand.PostCommit && state instanceof Created created) {
      return Decision.to(state, done(created.plan(), VssPhase.POST_COMMIT_SNAPSHOTS));
    } else if (command instanceof ProviderCommand.Abort
        || command instanceof ProviderCommand.Delete) {
      return delete(state, command.set());
    }
    return Decision.to(state);
  }

  private Decision<SoftwareState> commit(Plan plan) {
    return guest.isPresent()
        ? Decision.to(
            new Describing(plan), new Tell(guest.get(), new VmDisks.Describe(plan.set(), self)))
        : create(plan, List.of());
  }

  private Decision<SoftwareState> create(Plan asked, List<VmDisks.Disk> disks) {
    Set<Integer> lus = new TreeSet<>(asked.lus());
    disks.forEach(disk -> lus.add(disk.lu()));
    Plan plan = new Plan(asked.set(), lus);
    List<Act> acts = new ArrayList<>();
    for (int lu : lus) {
      String snapshot = VssWiring.snapshot(plan.set(), lu);
      List<Extent> extents = extents(disks, lu);
      acts.add(toController(lu, new ControllerCommand.CreateSnapshot(snapshot, lu, extents, self)));
    }
    return new Decision<>(new Creating(plan, disks, lus), acts);
  }

  private static List<Extent> extents(List<VmDisks.Disk> disks, int lu) {
    return disks.stream()
        .filter(disk -> disk.lu() == lu)
        .flatMap(disk -> disk.extents().stream())
        .toList();
  }

  private Decision<SoftwareState> created(Creating creating, int lu) {
    Plan plan = creating.plan();
    Set<Integer> rest = Sets.without(creating.awaited(), lu);
    if (!rest.isEmpty()) {
      return Decision.to(new Creating(plan, creating.disks(), rest));
    }
    List<VssNotice.Image> images = new ArrayList<>();
    for (int each : plan.lus()) {
      images.add(
          new VssNotice.Image(each, wiring.controller(each), VssWiring.snapshot(plan.set(), each)));
    }
    return Decision.to(
        new Created(plan),
        new Tell(service, new ProviderNotice.Committed(plan.set(), images, creating.disks())));
  }

  private Decision<SoftwareState> lost(SoftwareState state, SoftwareProvider.Lost lost) {
    String why =
        "the snapshot of LU %s is lost, %s"
            .formatted(wiring.luName(lost.notice().lu()), lost.notice().why());
    return state instanceof Creating || state instanceof Created
        ? Decision.to(state, new Tell(service, new ProviderNotice.Lost(lost.set(), why)))
        : Decision.to(state);
  }

  /** A snapshot that cannot be deleted has never been made or has been lost. */
  private Decision<SoftwareState> refused(SoftwareState state, SoftwareProvider.Refused refused) {
    String what = refused.notice().what();
    if (state instanceof Creating && what.startsWith("CreateSnapshot ")) {
      return Decision.to(
          state,
          new Tell(
              service,
              new ProviderNotice.Failed(
                  refused.set(),
                  VssError.UNEXPECTED_PROVIDER_ERROR,
                  what + ": " + refused.notice().why())));
    } else if (state instanceof Deleting deleting && what.startsWith("DeleteSnapshot ")) {
      for (int lu : deleting.awaited()) {
        if (what.equals("DeleteSnapshot " + VssWiring.snapshot(refused.set(), lu))) {
          return deleted(deleting, lu);
        }
      }
    }
    return Decision.to(state);
  }

  /**
   * A snapshot whose creation is still under way is deleted as well: the command follows the one
   * that creates it.
   */
  private Decision<SoftwareState> delete(SoftwareState state, String set) {
    if (state instanceof Creating creating) {
      return delete(creating.plan());
    } else if (state instanceof Created created) {
      return delete(created.plan());
    } else if (state instanceof Prepared prepared) {
      return gone(prepared.plan());
    } else if (state instanceof Committing committing) {
      return gone(committing.plan());
    } else if (state instanceof Describing describing) {
      return gone(describing.plan());
    } else if (state instanceof None) {
      return gone(new Plan(set, Set.of()));
    }
    return Decision.to(state);
  }

  private Decision<SoftwareState> delete(Plan plan) {
    List<Act> acts = new ArrayList<>();
    for (int lu : plan.lus()) {
      String snapshot = VssWiring.snapshot(plan.set(), lu);
      acts.add(toController(lu, new ControllerCommand.DeleteSnapshot(snapshot, self)));
    }
    return new Decision<>(new Deleting(plan, plan.lus()), acts);
  }

  private Decision<SoftwareState> deleted(Deleting deleting, int lu) {
    Set<Integer> rest = Sets.without(deleting.awaited(), lu);
    return rest.isEmpty()
        ? gone(deleting.plan())
        : Decision.to(new Deleting(deleting.plan(), rest));
  }

  private Decision<SoftwareState> gone(Plan plan) {
    return Decision.to(new None(), new Tell(service, new ProviderNotice.Gone(plan.set())));
  }

  private Tell done(Plan plan, VssPhase phase) {
    return new Tell(service, new ProviderNotice.Done(plan.set(), phase));
  }

  private Send toController(int lu, ControllerCommand command) {
    return new Send(wiring.storageNetwork(), wiring.controller(lu), command);
  }
}
