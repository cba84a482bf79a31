package kagemusha.node.testkit;

import java.util.Optional;
import kagemusha.array.Controller;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.WrittenBlocks;
import kagemusha.node.VhdLayout;
import kagemusha.node.VirtualMachine;
import kagemusha.node.VmState;

/** What a virtual machine is, and what is on its disks. */
public final class VmCheck {
  private final String name;
  private final TestCluster cluster;

  VmCheck(String name, TestCluster cluster) {
    this.name = name;
    this.cluster = cluster;
  }

  private Optional<TestCluster.Found> found() {
    return cluster.find(new EntityId(name));
  }

  private Optional<VirtualMachine> machine() {
    return found().map(found -> (VirtualMachine) found.entity());
  }

  /** Nothing if its host is dead. */
  public Optional<VmState> state() {
    return machine().map(VirtualMachine::state);
  }

  /** The host that it is on; nothing if that is dead. */
  public Optional<String> host() {
    return found().map(TestCluster.Found::machine);
  }

  public VmCheck is(VmState state) {
    require(state().equals(Optional.of(state)), "is " + text(state()) + ", not " + state);
    return this;
  }

  public VmCheck isOn(String host) {
    require(host().equals(Optional.of(host)), "is on " + text(host()) + ", not on " + host);
    return this;
  }

  /** Its host is dead, and no other has it. */
  public VmCheck isNowhere() {
    require(host().isEmpty(), "is on " + text(host()));
    return this;
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("nowhere");
  }

  /** What {@code eseutil} would say of its database as it is on the array now. */
  public DatabaseCheck.Result database() {
    return new DatabaseCheck(cluster.topology().mail())
        .check(disk(VhdRole.DATABASE), disk(VhdRole.LOG), Optional.empty());
  }

  public VmCheck hasCleanDatabase() {
    DatabaseCheck.Result result = database();
    require(result instanceof DatabaseCheck.CleanShutdown, "has a database with " + result);
    return this;
  }

  public VmCheck hasDirtyDatabase() {
    dirtyDatabase();
    return this;
  }

  private DatabaseCheck.DirtyShutdown dirtyDatabase() {
    DatabaseCheck.Result result = database();
    require(result instanceof DatabaseCheck.DirtyShutdown, "has a database with " + result);
    return (DatabaseCheck.DirtyShutdown) result;
  }

  /** Up to which log write its database, in dirty shutdown, can be brought. */
  public int lastLog() {
    return dirtyDatabase().lastLog();
  }

  /** The last log write on which its clients may rely; its host must not be dead. */
  public int acknowledgedLog() {
    require(machine().isPresent(), "is nowhere");
    return machine().get().acknowledged().log();
  }

  /** What the array holds of a virtual disk. */
  public WrittenBlocks disk(VhdRole role) {
    ArraySpec array = cluster.topology().array();
    VhdLayout.Place place = new VhdLayout(cluster.topology()).place(name, role);
    EntityId id = new EntityId(array.name() + "." + array.lus().get(place.lu()).controller());
    Controller controller = (Controller) cluster.find(id).orElseThrow().entity();
    return WrittenBlocks.of(
        place.maxBytes() / IoBatch.BLOCK_BYTES,
        block -> controller.version(place.lu(), place.firstBlock() + block));
  }

  private void require(boolean condition, String what) {
    cluster.events().check(condition, "%s %s at %s".formatted(name, what, cluster.now()));
  }
}
