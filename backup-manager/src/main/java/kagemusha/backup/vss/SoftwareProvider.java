package kagemusha.backup.vss;

import java.util.Optional;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.image.ImagedEntity;

/**
 * The system's own snapshot provider: volsnap, of a host or of a guest. Its copy-on-write is
 * carried out by the array's controllers on its behalf; its rules are {@link SoftwareRules}.
 */
public final class SoftwareProvider implements ImagedEntity<SoftwareProvider.Command> {
  /** What the provider accepts; everything comes wrapped. */
  public sealed interface Command extends Message {
    String set();
  }

  record FromService(ProviderCommand command) implements Command {
    @Override
    public String set() {
      return command.set();
    }
  }

  record FromVm(VmDisks.Described described) implements Command {
    @Override
    public String set() {
      return described.job();
    }
  }

  record Created(String set, ControllerNotice.SnapshotCreated notice) implements Command {}

  record Deleted(String set, int lu) implements Command {}

  record Lost(String set, ControllerNotice.SnapshotLost notice) implements Command {}

  record Refused(String set, ControllerNotice.Refused notice) implements Command {}

  record CommitNow(String set) implements Command {}

  private final transient EntityId id;
  private final transient SoftwareRules rules;
  private final SetStates<SoftwareState> sets = new SetStates<>(new SoftwareState.None());

  private SoftwareProvider(String machine, Optional<EntityId> guest, VssWiring wiring) {
    this.id = VssWiring.softwareProviderOf(machine);
    this.rules = new SoftwareRules(machine, guest, wiring);
  }

  /** Takes snapshots of whole LUs. */
  public static SoftwareProvider ofHost(String host, VssWiring wiring) {
    return new SoftwareProvider(host, Optional.empty(), wiring);
  }

  /** Takes snapshots of the guest's virtual disks. */
  public static SoftwareProvider ofGuest(String guest, VssWiring wiring) {
    return new SoftwareProvider(guest, Optional.of(new EntityId(guest)), wiring);
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    if (message instanceof ProviderCommand command) {
      return new FromService(command);
    } else if (message instanceof VmDisks.Described described) {
      return new FromVm(described);
    } else if (message instanceof ControllerNotice.SnapshotCreated created) {
      return new Created(VssWiring.setOf(created.snapshot()), created);
    } else if (message instanceof ControllerNotice.SnapshotDeleted deleted) {
      return new Deleted(VssWiring.setOf(deleted.snapshot()), deleted.lu());
    } else if (message instanceof ControllerNotice.SnapshotLost lost) {
      return new Lost(VssWiring.setOf(lost.snapshot()), lost);
    } else if (message instanceof ControllerNotice.Refused refused) {
      return new Refused(VssWiring.setOfRefused(refused.what()), refused);
    }
    return Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    sets.on(command.set(), context, (state, now) -> rules.on(state, command));
  }

  SoftwareState set(String name) {
    return sets.of(name);
  }
}
