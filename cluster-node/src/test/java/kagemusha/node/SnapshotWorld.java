package kagemusha.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice;
import kagemusha.array.protocol.PairStatus;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.HardwareProvider;
import kagemusha.backup.vss.SoftwareProvider;
import kagemusha.backup.vss.StoreWriter;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.backup.vss.VssService;
import kagemusha.backup.vss.VssWiring;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.StoreNotice;

/**
 * The snapshot services of HYPR1 and its GUEST1 among stand-ins: a guest, a storage stack and an
 * array that take as long as they are told for each kind of message, or never answer.
 */
final class SnapshotWorld {
  static final long SECOND = 1_000_000_000L;
  static final String SET = "backup";
  static final Topology PAPER = Topologies.paper();
  static final StoreDocument DOCUMENT = new StoreDocument(40, 77);

  static final List<VmDisks.Disk> DISKS =
      List.of(
          new VmDisks.Disk(VhdRole.SYSTEM, 0, 0, List.of(new Extent(256, 128))),
          new VmDisks.Disk(
              VhdRole.DATABASE, 0, 0, List.of(new Extent(1024, 256), new Extent(2048, 1))),
          new VmDisks.Disk(VhdRole.LOG, 1, 0, List.of(new Extent(512, 128))));

  private static final long NEVER = Long.MAX_VALUE;
  private static final EntityId REQUESTER = new EntityId("HYPR1.dpmra");
  private static final EntityId GUEST = new EntityId("GUEST1");
  private static final EntityId PAIR0 = new EntityId("AMS2300.pair.DB");
  private static final EntityId PAIR1 = new EntityId("AMS2300.pair.LOG");

  private record Later(EntityId to, Message message, boolean wire) implements Message {}

  private record Begin() implements Message {}

  private record GiveUp() implements Message {}

  private record ReadAll() implements Message {}

  private record StandIn(
      EntityId id, BiConsumer<Message, Context> action, BiConsumer<String, Context> begin)
      implements Entity<Message> {
    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      begin.accept(id.name(), context);
    }

    @Override
    public void on(Message message, Context context) {
      if (!(message instanceof Later later)) {
        action.accept(message, context);
      } else if (later.wire()) {
        context.send("san", later.to(), later.message());
      } else {
        context.tell(later.to(), later.message());
      }
    }
  }

  private final Map<String, Long> delays = new TreeMap<>();
  private final Map<String, PairStatus> pairs = new TreeMap<>();
  private final Set<String> refused = new TreeSet<>();
  private final Set<String> rejected = new TreeSet<>();
  private final List<String> log = new ArrayList<>();
  private final List<VssNotice> notices = new ArrayList<>();
  private final Set<String> held = new TreeSet<>();
  private final Map<String, Integer> snapshots = new LinkedHashMap<>();
  private final List<ControllerCommand> toArray = new ArrayList<>();
  private final Map<String, String> images = new TreeMap<>();

  private Topology topology = PAPER;
  private Method method = Method.NETWORK;
  private VmState vmState = VmState.RUNNING;
  private Optional<VssPhase> abortAt = Optional.empty();
  private long abortNanos = NEVER;
  private Optional<String> second = Optional.empty();
  private boolean oneMachine;
  private long quantumNanos = 50_000_000;
  private long readyFreeNanos = NEVER;
  private long failedFreeNanos = NEVER;
  private int timers;
  private TestRun run;

  SnapshotWorld() {
    pairs.put(PAIR0.name(), PairStatus.PSUS);
    pairs.put(PAIR1.name(), PairStatus.PSUS);
  }

  /** How long the answer to this kind of message takes; the name may end with "@" and who. */
  SnapshotWorld slow(String what, double seconds) {
    delays.put(what, (long) (seconds * SECOND));
    return this;
  }

  SnapshotWorld silent(String what) {
    delays.put(what, NEVER);
    return this;
  }

  SnapshotWorld refuse(String what) {
    refused.add(what);
    return this;
  }

  SnapshotWorld reject(String what) {
    rejected.add(what);
    return this;
  }

  SnapshotWorld pair(PairStatus status) {
    pairs.put(PAIR1.name(), status);
    return this;
  }

  SnapshotWorld by(Method how) {
    method = how;
    return this;
  }

  SnapshotWorld vm(VmState state) {
    vmState = state;
    return this;
  }

  SnapshotWorld with(Topology other) {
    topology = other;
    return this;
  }

  SnapshotWorld abortAt(VssPhase phase) {
    abortAt = Optional.of(phase);
    return this;
  }

  SnapshotWorld abortAfter(long nanos) {
    abortNanos = nanos;
    return this;
  }

  /** A second set is asked for, one second after the first. */
  SnapshotWorld second(String set) {
    second = Optional.of(set);
    return this;
  }

  SnapshotWorld onOneMachine() {
    oneMachine = true;
    return this;
  }

  SnapshotWorld quantum(long nanos) {
    quantumNanos = nanos;
    return this;
  }

  SnapshotWorld run() {
    return run(7200);
  }

  /** The set is asked for at 1 s; when it is ready the requester reads for 5 s. */
  SnapshotWorld run(long seconds) {
    VssWiring wiring = new VssWiring(topology, Map.of(0, PAIR0, 1, PAIR1));
    List<Entity<?>> host = new ArrayList<>();
    host.add(new StandIn(REQUESTER, this::requester, this::requesterBegins));
    host.add(VssService.ofHost("HYPR1", wiring));
    host.add(new HyperVWriter("HYPR1", wiring));
    host.add(SoftwareProvider.ofHost("HYPR1", wiring));
    host.add(new HardwareProvider("HYPR1", wiring));
    host.add(VssService.ofGuest("GUEST1", wiring));
    host.add(new StoreWriter("GUEST1", wiring.spec()));
    host.add(SoftwareProvider.ofGuest("GUEST1", wiring));
    host.add(new StandIn(GUEST, this::guest, SnapshotWorld::guestBegins));
    host.add(standIn(CsvWiring.nodeOf("HYPR1"), this::node));
    List<Entity<?>> array = new ArrayList<>();
    array.add(standIn(wiring.controller(0), this::controller));
    array.add(standIn(wiring.controller(1), this::controller));
    array.add(standIn(PAIR0, (message, context) -> pair(PAIR0, 0, message, context)));
    array.add(standIn(PAIR1, (message, context) -> pair(PAIR1, 1, message, context)));
    long end = seconds * SECOND;
    RunSettings settings = new RunSettings(1, quantumNanos, end, 0, end);
    List<NicSpec> nics = List.of(new NicSpec("san", 8_000_000_000L, 20_000));
    if (oneMachine) {
      host.addAll(array);
      run = TestRun.of(settings, new MachineBlueprint("HYPR1", host, List.of(), nics));
    } else {
      run =
          TestRun.of(
              settings,
              new MachineBlueprint("HYPR1", host, List.of(), nics),
              new MachineBlueprint("AMS2300", array, List.of(), nics));
    }
    return this;
  }

  private static StandIn standIn(EntityId id, BiConsumer<Message, Context> action) {
    return new StandIn(id, action, (name, context) -> {});
  }

  private void requesterBegins(String name, Context context) {
    context.timer("begin", SECOND, new Begin());
    if (abortNanos != NEVER) {
      context.timer("giveUp", SECOND + abortNanos, new GiveUp());
    }
  }

  private void requester(Message message, Context context) {
    EntityId service = VssWiring.serviceOf(method == Method.IN_GUEST ? "GUEST1" : "HYPR1");
    if (message instanceof Begin) {
      context.tell(service, new VssCommand.Start(SET, "GUEST1", method, REQUESTER));
      second.ifPresent(
          set ->
              context.timer(
                  "second",
                  context.nowNanos() + SECOND,
                  new Later(
                      service, new VssCommand.Start(set, "GUEST1", method, REQUESTER), false)));
    } else if (message instanceof GiveUp) {
      context.tell(service, new VssCommand.Abort(SET));
    } else if (message instanceof ReadAll) {
      context.tell(service, new VssCommand.BackupComplete(SET, true));
    } else if (message instanceof VssNotice notice) {
      noticed(notice, service, context);
    }
  }

  private void noticed(VssNotice notice, EntityId service, Context context) {
    notices.add(notice);
    long free = context.nowNanos() - context.padNanos() - SECOND;
    if (notice instanceof VssNotice.Phase phase && abortAt.equals(Optional.of(phase.phase()))) {
      context.tell(service, new VssCommand.Abort(SET));
    } else if (notice instanceof VssNotice.Ready) {
      readyFreeNanos = free;
      context.timer("read", context.nowNanos() + 5 * SECOND, new ReadAll());
    } else if (notice instanceof VssNotice.Failed) {
      failedFreeNanos = free;
    }
  }

  /** Tells or sends an answer after the time set for what was asked. */
  private void answer(
      String what, String who, EntityId to, Message message, boolean wire, Context context) {
    long delay = delays.getOrDefault(what + "@" + who, delays.getOrDefault(what, 0L));
    if (delay != NEVER) {
      String key = "later" + timers++;
      context.timer(key, context.nowNanos() + delay, new Later(to, message, wire));
    }
  }

  private static void guestBegins(String name, Context context) {
    context.tell(VssWiring.hyperVWriterOf("HYPR1"), new VmDisks.Presence(name, 4096, true));
  }

  private void guest(Message message, Context context) {
    log.add(message.getClass().getSimpleName());
    if (message instanceof StoreCommand.Freeze freeze) {
      held.add("store");
      Message frozen = new StoreNotice.Frozen(freeze.set(), "GUEST1", DOCUMENT);
      answer("Freeze", "GUEST1", freeze.replyTo(), frozen, false, context);
      if (delays.containsKey("FreezeExpired")) {
        Message expired = new StoreNotice.FreezeExpired(freeze.set(), "GUEST1");
        answer("FreezeExpired", "GUEST1", freeze.replyTo(), expired, false, context);
      }
    } else if (message instanceof StoreCommand.Thaw) {
      held.remove("store");
    } else if (message instanceof VmDisks.HoldWrites hold) {
      held.add("guest");
      Message answer = new VmDisks.WritesHeld(hold.set(), "GUEST1");
      answer("HoldWrites", "GUEST1", hold.replyTo(), answer, false, context);
      if (delays.containsKey("HoldExpired")) {
        Message expired = new VmDisks.HoldExpired(hold.set(), "GUEST1");
        answer("HoldExpired", "GUEST1", hold.replyTo(), expired, false, context);
      }
    } else if (message instanceof VmDisks.ReleaseWrites) {
      held.remove("guest");
    } else if (message instanceof VmDisks.Describe describe) {
      Message described = new VmDisks.Described("GUEST1", describe.job(), DISKS);
      answer("Describe", "GUEST1", describe.replyTo(), described, false, context);
    } else if (message instanceof VmCommand.AskState ask) {
      Message state = new VmCommand.StateIs(ask.set(), "GUEST1", vmState, true);
      answer("AskState", "GUEST1", ask.replyTo(), state, false, context);
    }
  }

  private void node(Message message, Context context) {
    if (message instanceof CsvNode.HoldWrites hold) {
      log.add("HoldWrites " + hold.lu());
      held.add("LU " + hold.lu());
      Message answer = new CsvNode.WritesHeld(hold.lu(), hold.set());
      answer("HoldWrites", "HYPR1", hold.replyTo(), answer, false, context);
      if (delays.containsKey("HoldExpired@HYPR1")) {
        Message expired = new CsvNode.HoldExpired(hold.lu(), hold.set());
        answer("HoldExpired", "HYPR1", hold.replyTo(), expired, false, context);
      }
    } else if (message instanceof CsvNode.ReleaseWrites release) {
      log.add("ReleaseWrites " + release.lu());
      held.remove("LU " + release.lu());
    }
  }

  private void controller(Message message, Context context) {
    toArray.add((ControllerCommand) message);
    if (message instanceof ControllerCommand.CreateSnapshot create) {
      create(create, context);
    } else if (message instanceof ControllerCommand.DeleteSnapshot delete) {
      log.add("Delete " + delete.snapshot());
      Integer lu = snapshots.remove(delete.snapshot());
      Message answer =
          lu == null
              ? new ControllerNotice.Refused("DeleteSnapshot " + delete.snapshot(), "none")
              : new ControllerNotice.SnapshotDeleted(delete.snapshot(), lu, 0);
      answer("Delete", delete.snapshot(), delete.replyTo(), answer, true, context);
    } else if (message instanceof ControllerCommand.Revert revert) {
      log.add("Revert " + revert.snapshot() + " to " + revert.to());
      Message answer =
          refused.contains("Revert")
              ? new ControllerNotice.Refused("Revert " + revert.snapshot(), "no such snapshot")
              : new ControllerNotice.Reverted(revert.snapshot(), 5, 12);
      answer("Revert", revert.snapshot(), revert.replyTo(), answer, true, context);
    }
  }

  private void create(ControllerCommand.CreateSnapshot create, Context context) {
    String name = create.snapshot();
    log.add("Create " + name);
    if (refused.contains(name)) {
      Message answer = new ControllerNotice.Refused("CreateSnapshot " + name, "the name is taken");
      answer("Create", name, create.replyTo(), answer, true, context);
      return;
    }
    snapshots.put(name, create.lu());
    EntityId controller = new VssWiring(topology, Map.of()).controller(create.lu());
    Message created = new ControllerNotice.SnapshotCreated(name, create.lu(), controller);
    answer("Create", name, create.replyTo(), created, true, context);
    if (delays.containsKey("Lost@" + name)) {
      Message lost = new ControllerNotice.SnapshotLost(name, create.lu(), "the pool is full");
      answer("Lost", name, create.replyTo(), lost, true, context);
    }
  }

  private void pair(EntityId id, int lu, Message message, Context context) {
    PairCommand command = (PairCommand) message;
    String what = command.getClass().getSimpleName();
    log.add(what + " " + id.name());
    String name = id.name().substring(id.name().lastIndexOf('.') + 1);
    PairStatus status = pairs.get(id.name());
    if (rejected.contains(what)) {
      Message no = new PairNotice.Rejected(name, what, status);
      answer(what, name, command.replyTo(), no, true, context);
      return;
    }
    if (command instanceof PairCommand.Resync) {
      status = PairStatus.PAIR;
      images.remove(name);
    } else if (command instanceof PairCommand.Split split) {
      status = PairStatus.PSUS;
      images.put(name, split.image());
    }
    pairs.put(id.name(), status);
    String image = images.getOrDefault(name, "");
    Message answer = new PairNotice.Status(name, status, lu, lu + 3, 0, image);
    answer(what, name, command.replyTo(), answer, true, context);
  }

  /** Who is held or frozen at the end. */
  Set<String> held() {
    return held;
  }

  /** Snapshots at the end. */
  Set<String> snapshots() {
    return snapshots.keySet();
  }

  /** What reached guest, storage stack and array, in order. */
  List<String> log() {
    return log;
  }

  List<ControllerCommand> toArray() {
    return toArray;
  }

  List<VssNotice> notices() {
    return notices;
  }

  List<VssPhase> phases(String set) {
    return notices.stream()
        .filter(notice -> notice.set().equals(set) && notice instanceof VssNotice.Phase)
        .map(notice -> ((VssNotice.Phase) notice).phase())
        .toList();
  }

  Optional<VssNotice.Failed> failed(String set) {
    return notices.stream()
        .filter(notice -> notice.set().equals(set) && notice instanceof VssNotice.Failed)
        .map(VssNotice.Failed.class::cast)
        .findFirst();
  }

  Optional<VssNotice.Ready> ready(String set) {
    return notices.stream()
        .filter(notice -> notice.set().equals(set) && notice instanceof VssNotice.Ready)
        .map(VssNotice.Ready.class::cast)
        .findFirst();
  }

  /** From the start to Ready, without padding, seconds. */
  double readySeconds() {
    return readyFreeNanos / 1e9;
  }

  /** From the start to Failed, without padding, seconds. */
  double failedSeconds() {
    return failedFreeNanos / 1e9;
  }

  List<Integer> events() {
    return run.events().stream().map(EventRecord::id).toList();
  }
}
