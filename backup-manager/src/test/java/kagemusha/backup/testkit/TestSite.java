package kagemusha.backup.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.config.Topology;
import kagemusha.csv.CsvVolume;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.StoreDocument;

/**
 * Machines around the backup of GUEST3 on HYPR2: volumes, VM, snapshot service and array are
 * played; agent and server are the caller's.
 */
public final class TestSite {
  private static final long SECOND = 1_000_000_000L;

  private final Topology topology;
  private final BackupWiring wiring;
  private final long quantumNanos;
  private final List<TestArray> arrays = new ArrayList<>();
  private final List<String> volumesSaw = new ArrayList<>();
  private final Map<String, String> fates = new LinkedHashMap<>();
  private final Map<String, Runnable> befores = new LinkedHashMap<>();
  private final List<Entity<?>> more = new ArrayList<>();
  private List<VmDisks.Disk> disks = List.of();
  private long busyUntilNanos;
  private List<EventRecord> events = List.of();
  private TestRun last;

  /** Only the array's first LU lies and loses. */
  public TestSite(Topology topology, double quantumSeconds, TestArray.Behaviour behaviour) {
    this.topology = topology;
    this.wiring = new BackupWiring(topology, Map.of("GUEST3", "HYPR2", "GUEST4", "HYPR2"));
    this.quantumNanos = (long) (quantumSeconds * SECOND);
    arrays.add(new TestArray(wiring.controller(0), 0, behaviour));
    TestArray.Behaviour good = new TestArray.Behaviour(behaviour.bytesPerSecond(), 0, -1);
    arrays.add(new TestArray(wiring.controller(1), 1, good));
  }

  public BackupWiring wiring() {
    return wiring;
  }

  public TestArray array(int lu) {
    return arrays.get(lu);
  }

  public void disks(List<VmDisks.Disk> ofVm) {
    disks = ofVm;
  }

  /** Something else that lives on HYPR2. */
  public void onHost(Entity<?> entity) {
    more.add(entity);
  }

  /** Happens when a run asks the VM for its disks. */
  public void before(String run, Runnable action) {
    befores.put(run, action);
  }

  /** Until then another requester has the volumes. */
  public void busyUntil(double seconds) {
    busyUntilNanos = (long) (seconds * SECOND);
  }

  /** Snapshot sets of this name fail. */
  public void failSet(String set, String why) {
    fates.put(set, why);
  }

  /** What the volumes were asked. */
  public List<String> volumesSaw() {
    return volumesSaw;
  }

  private Stub stub(String name, BiConsumer<Message, Context> action) {
    return new Stub(new EntityId(name), action);
  }

  private Stub volume(int lu) {
    String name = wiring.luName(lu);
    return stub(
        "csv." + name,
        (message, context) -> {
          volumesSaw.add(name + " " + message.getClass().getSimpleName());
          if (message instanceof CsvVolume.PrepareForBackup prepare
              && context.nowNanos() < busyUntilNanos) {
            context.send(
                "san", prepare.replyTo(), new CsvVolume.Busy(name, prepare.job(), "another"));
          } else if (message instanceof CsvVolume.PrepareForBackup prepare) {
            context.send("san", prepare.replyTo(), new CsvVolume.Prepared(name, prepare.job(), 1));
          } else if (message instanceof CsvVolume.BackupStarted started) {
            context.send(
                "san",
                started.replyTo(),
                new CsvVolume.Started(name, started.job(), started.redirected()));
          } else if (message instanceof CsvVolume.BackupComplete complete) {
            context.send("san", complete.replyTo(), new CsvVolume.Released(name, complete.job()));
          }
        });
  }

  /** Lets the agent know of a virtual machine on its host, as the machine itself would. */
  private Entity<Message> here(String vm) {
    return new Entity<>() {
      @Override
      public EntityId id() {
        return new EntityId(vm + ".here");
      }

      @Override
      public Class<Message> protocol() {
        return Message.class;
      }

      @Override
      public void start(Context context) {
        context.tell(BackupWiring.agentOf("HYPR2"), new VmDisks.Presence(vm, 4096, true));
      }

      @Override
      public void on(Message message, Context context) {}
    };
  }

  private Stub vm(String name) {
    return stub(
        name,
        (message, context) -> {
          if (message instanceof VmDisks.Describe ask) {
            befores.getOrDefault(ask.job(), () -> {}).run();
            context.tell(ask.replyTo(), new VmDisks.Described(name, ask.job(), disks));
          } else if (message instanceof VmDisks.TurnOff off) {
            befores.getOrDefault(off.job(), () -> {}).run();
            context.tell(off.replyTo(), new VmDisks.Described(name, off.job(), disks));
          }
        });
  }

  /** The set is there at once: its cost in time is that of the service's own tests. */
  private Stub vss() {
    EntityId agent = BackupWiring.agentOf("HYPR2");
    return stub(
        "HYPR2.vss",
        (message, context) -> {
          if (message instanceof VssCommand.Start start && fates.containsKey(start.set())) {
            context.tell(
                start.replyTo(),
                new VssNotice.Failed(
                    start.set(),
                    VssPhase.PREPARE_FOR_SNAPSHOT,
                    0x800423F3,
                    30112,
                    fates.get(start.set())));
          } else if (message instanceof VssCommand.Start start) {
            context.tell(start.replyTo(), new VssNotice.Phase(start.set(), VssPhase.FREEZE));
            List<VssNotice.Image> images = new ArrayList<>();
            for (int lu = 0; lu < 2; lu++) {
              String snapshot = start.set() + ".lu" + lu;
              arrays.get(lu).freeze(snapshot);
              images.add(new VssNotice.Image(lu, wiring.controller(lu), snapshot));
            }
            context.tell(
                start.replyTo(),
                new VssNotice.Ready(
                    start.set(), images, disks, Optional.of(new StoreDocument(3, 9)), true));
          } else if (message instanceof VssCommand.BackupComplete complete) {
            arrays.get(0).drop(complete.set() + ".lu0");
            arrays.get(1).drop(complete.set() + ".lu1");
            context.tell(agent, new VssNotice.Deleted(complete.set()));
          }
        });
  }

  private NicSpec[] nics(String... networks) {
    return Stream.of(networks)
        .map(topology::network)
        .map(spec -> new NicSpec(spec.name(), spec.bitsPerSecond(), spec.latency().toNanos()))
        .toArray(NicSpec[]::new);
  }

  private NicSpec[] serverNics() {
    String san = topology.storageNetwork();
    boolean attached = topology.backupServer().networks().contains(san);
    return attached ? nics("management", san) : nics("management");
  }

  private static MachineBlueprint machine(
      String name, List<Entity<?>> entities, List<? extends Entity<?>> flow, NicSpec... nics) {
    List<EntityId> order = flow.stream().<EntityId>map(Entity::id).toList();
    return new MachineBlueprint(name, entities, order, List.of(nics));
  }

  /** Runs everything; {@code beside} live on the server's machine. */
  public void run(Entity<?> agent, Entity<?> server, double seconds, Entity<?>... beside) {
    long end = (long) (seconds * SECOND);
    List<Entity<?>> onServer = new ArrayList<>(List.of(beside));
    onServer.add(server);
    List<Entity<?>> onHost = new ArrayList<>(more);
    onHost.addAll(
        List.of(
            agent,
            here("GUEST3"),
            vm("GUEST3"),
            here("GUEST4"),
            vm("GUEST4"),
            vss(),
            stub("HYPR1.dpmra", (message, context) -> {})));
    TestRun run =
        TestRun.of(
            new RunSettings(1, quantumNanos, end, 0, end),
            machine("QUORUM", List.of(volume(0), volume(1)), List.of(), nics("san")),
            machine("HYPR2", onHost, List.of(agent), nics("business", "management", "san")),
            machine("AMS2300", List.copyOf(arrays), arrays, nics("san")),
            machine("DPMSV", onServer, List.of(server), serverNics()));
    events = run.events();
    last = run;
  }

  /** The machines of the last run and what they have sent. */
  public TestRun machines() {
    return last;
  }

  public List<EventRecord> events() {
    return events;
  }

  public List<Integer> ids(String source) {
    return events.stream().filter(e -> e.source().equals(source)).map(EventRecord::id).toList();
  }

  public List<String> errors() {
    return events.stream()
        .filter(event -> event.level() == Level.ERROR)
        .map(EventRecord::text)
        .toList();
  }

  public List<String> texts(int id) {
    return events.stream().filter(event -> event.id() == id).map(EventRecord::text).toList();
  }

  public double secondOf(int id) {
    return events.stream().filter(e -> e.id() == id).findFirst().orElseThrow().timeNanos() / 1e9;
  }
}
