package kagemusha.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.testkit.Stub;
import kagemusha.backup.testkit.TestArray;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import org.junit.jupiter.api.Test;

/** A whole job with real volumes, nodes, agent and server; only array and VM are played. */
class ReplicaCreationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long QUANTUM = SECOND / 4;
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final double RATE = PAPER.backup().shipBytesPerSecond();
  private static final long BLOCKS = 128L * 100 + 37;
  private static final long DATA = 2 * BLOCKS * 16_384;

  /** What a job leaves. */
  private record Result(
      List<EventRecord> events, Map<String, Double> figures, DpmAgent agent, TestArray[] arrays) {
    List<Integer> ids(String source) {
      return events.stream().filter(e -> e.source().equals(source)).map(EventRecord::id).toList();
    }

    List<String> errors() {
      return events.stream()
          .filter(event -> event.level() == Level.ERROR)
          .map(EventRecord::text)
          .toList();
    }

    long timeOf(int id) {
      return events.stream().filter(e -> e.id() == id).findFirst().orElseThrow().timeNanos();
    }
  }

  private static List<NicSpec> nics(String... networks) {
    return Stream.of(networks)
        .map(PAPER::network)
        .map(spec -> new NicSpec(spec.name(), spec.bitsPerSecond(), spec.latency().toNanos()))
        .toList();
  }

  private static VmDisks.Described disks(String job, Extent... log) {
    return new VmDisks.Described(
        "GUEST3",
        job,
        List.of(
            new VmDisks.Disk(VhdRole.DATABASE, 0, List.of(new Extent(1_000, BLOCKS))),
            new VmDisks.Disk(VhdRole.LOG, 1, List.of(log))));
  }

  /** Its log grows between the beginning of the job and the snapshot. */
  private static Stub vm() {
    Extent begin = new Extent(64, 7);
    Extent rest = new Extent(200, BLOCKS - 7);
    AtomicBoolean grown = new AtomicBoolean();
    return new Stub(
        new EntityId("GUEST3"),
        (message, context) -> {
          VmDisks.Describe ask = (VmDisks.Describe) message;
          context.tell(
              ask.replyTo(),
              grown.getAndSet(true) ? disks(ask.job(), begin, rest) : disks(ask.job(), begin));
        });
  }

  private static Stub deaf(String name) {
    return new Stub(new EntityId(name), (message, context) -> {});
  }

  private static MachineBlueprint machine(
      String name, List<Entity<?>> entities, Entity<?>[] pipeline, NicSpec... nics) {
    List<EntityId> order = Stream.of(pipeline).<EntityId>map(Entity::id).toList();
    return new MachineBlueprint(name, entities, order, List.of(nics));
  }

  private static Result run(Topology topology, TestArray.Behaviour behaviour) {
    CsvWiring csv = new CsvWiring(topology, Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
    BackupWiring wiring = new BackupWiring(topology, Map.of("GUEST3", "HYPR2"));
    CsvNode one = new CsvNode("HYPR1", csv);
    CsvNode two = new CsvNode("HYPR2", csv);
    DpmAgent agent = new DpmAgent("HYPR2", wiring);
    DpmServer server =
        new DpmServer(
            wiring,
            Optional.of(
                new BackupJob(
                    "replica",
                    BackupJob.Kind.REPLICA_CREATION,
                    BackupJob.Method.NETWORK,
                    List.of("GUEST3"),
                    Duration.ofSeconds(1),
                    "",
                    OptionalLong.empty())));
    TestArray[] arrays = {
      new TestArray(wiring.controller(0), behaviour), new TestArray(wiring.controller(1), behaviour)
    };
    NicSpec[] host = nics("business", "management", "san").toArray(NicSpec[]::new);
    TestRun loop =
        TestRun.of(
            new RunSettings(1, QUANTUM, 200 * SECOND, 0, 200 * SECOND),
            machine(
                "HYPR1",
                List.of(one, deaf("HYPR1"), new CsvVolume(0, csv), new CsvVolume(1, csv)),
                new Entity<?>[] {one},
                host),
            machine(
                "HYPR2",
                List.of(two, agent, deaf("HYPR2"), vm()),
                new Entity<?>[] {two, agent},
                host),
            machine("AMS2300", List.of(arrays), arrays, nics("san").toArray(NicSpec[]::new)),
            machine(
                "DPMSV",
                List.of(server),
                new Entity<?>[] {server},
                nics("management").toArray(NicSpec[]::new)));
    agent.invariant();
    Map<String, Double> figures = new LinkedHashMap<>();
    server.summarise(statistic -> figures.put(statistic.counter(), statistic.value()));
    return new Result(loop.events(), figures, agent, arrays);
  }

  private static void letGoOfEverything(Result result) {
    assertThat(result.agent().state()).isEqualTo(new AgentState.Idle());
    for (TestArray array : result.arrays()) {
      assertThat(array.snapshots()).isEmpty();
    }
    assertThat(result.ids("FailoverClustering"))
        .as("both volumes: move, moved, redirected, released")
        .containsExactlyInAnyOrder(9001, 9001, 9002, 9002, 5121, 5121, 9003, 9003);
  }

  private static void succeeds(Result result) {
    assertThat(result.errors()).isEmpty();
    assertThat(result.ids("DPM")).containsExactly(9110, 9111, 9111, 9112);
    assertThat(result.figures().get("transferred data")).isEqualTo(DATA / 1e6);
    letGoOfEverything(result);
  }

  /** The array is slower than the agent's path: each piece leaves as soon as it has come. */
  @Test
  void aSlowArray() {
    succeeds(run(PAPER, new TestArray.Behaviour(30_000_000, false)));
  }

  /** The array is faster: the agent's rate decides how long the stream takes. */
  @Test
  void aFastArray() {
    Result result = run(PAPER, new TestArray.Behaviour(400_000_000, false));
    succeeds(result);
    double seconds = (result.timeOf(9112) - result.timeOf(9102)) / 1e9;
    assertThat(seconds).isBetween(DATA / RATE, DATA / RATE + 40 * QUANTUM / 1e9);
  }

  /** Hold, mount and preparation are there, the quanta between the machines are not. */
  @Test
  void theJobsDurationHasNoPaddingInIt() {
    Result result = run(PAPER, new TestArray.Behaviour(30_000_000, false));
    double preparation =
        PAPER.csv().mount().toSeconds() + PAPER.backup().vss().undisturbed().toSeconds();
    double shipping = DATA / 30e6;
    assertThat(result.figures().get("job duration") * 60)
        .isBetween(preparation + shipping - 0.2, preparation + shipping + 1.0);
  }

  @Test
  void aReplicaThatDiffersIsReportedAndEverythingReleased() {
    Result result = run(PAPER, new TestArray.Behaviour(100_000_000, true));
    assertThat(result.errors())
        .containsExactly(
            "The replica of GUEST3 is inconsistent: disk DATABASE: the replica differs from the"
                + " snapshot.",
            "The backup failed: the replica differs from the snapshot",
            "Job replica-GUEST3 failed: the replica differs from the snapshot.");
    assertThat(result.figures()).containsOnlyKeys("job failed after");
    letGoOfEverything(result);
  }

  @Test
  void aFullServerFailsTheJobAndEverythingIsReleased() {
    Result result =
        run(
            withServer(PAPER.backupServer().replicaBytesPerSecond(), DATA / 4),
            new TestArray.Behaviour(100_000_000, false));
    assertThat(result.errors())
        .containsExactly(
            "The replica volumes are full.",
            "The replica of GUEST3 is inconsistent: disk DATABASE: the replica volumes are full.",
            "The backup failed: the replica volumes are full",
            "Job replica-GUEST3 failed: the replica volumes are full.");
    letGoOfEverything(result);
  }

  /** What the array emits never exceeds what the server has written by more than the window. */
  @Test
  void theStreamStaysWithinItsWindow() {
    Result result = run(PAPER, new TestArray.Behaviour(400_000_000, false));
    List<Long> times = new ArrayList<>();
    for (StreamRows rows : result.arrays()[0].emitted()) {
      times.add(rows.timeNanos(0));
    }
    long window = PAPER.backup().windowBytes() + (long) RATE;
    int ahead = (int) (window / (2 * 1024 * 1024));
    assertThat(times.get(ahead) - times.get(ahead - 1))
        .as("the array comes to a stop where the window ends")
        .isGreaterThan(QUANTUM);
  }

  /** The array's last piece can only leave when all but a window is on the server's disks. */
  @Test
  void aServerSlowerThanTheAgentHoldsTheArrayBack() {
    long slow = 20_000_000;
    Topology topology = withServer(slow, PAPER.backupServer().replicaCapacityBytes());
    Result result = run(topology, new TestArray.Behaviour(400_000_000, false));
    succeeds(result);
    List<StreamRows> emitted = result.arrays()[0].emitted();
    long lasted = emitted.get(emitted.size() - 1).timeNanos(0) - emitted.get(0).timeNanos(0);
    double window = PAPER.backup().windowBytes() + RATE * 4 * QUANTUM / 1e9;
    assertThat(lasted / 1e9).isGreaterThan((DATA / 2.0 - window) / slow);
  }

  private static Topology withServer(long replicaBytesPerSecond, long capacityBytes) {
    Topology.BackupServerSpec old = PAPER.backupServer();
    Topology.BackupServerSpec small =
        new Topology.BackupServerSpec(
            old.name(),
            old.processors(),
            old.memoryMb(),
            old.baseMemoryMb(),
            old.baseCpuPercent(),
            old.networks(),
            replicaBytesPerSecond,
            capacityBytes,
            old.boot());
    return new Topology(
        PAPER.name(),
        PAPER.networks(),
        PAPER.csvNetwork(),
        PAPER.backupNetwork(),
        PAPER.clientNetwork(),
        PAPER.storageNetwork(),
        PAPER.hosts(),
        PAPER.array(),
        small,
        PAPER.clients(),
        PAPER.vms(),
        PAPER.mail(),
        PAPER.csv(),
        PAPER.backup());
  }
}
