package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.testkit.Injector;
import kagemusha.backup.testkit.Journaling;
import kagemusha.backup.testkit.TestArray;
import kagemusha.backup.testkit.TestSite;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.EntityId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whole jobs with real agent and server; volumes, VM, snapshot service and array are played. */
class BackupRunTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final double QUANTUM = 0.25;
  private static final int BLOCK = 16_384;
  private static final long SHIFT = 1_024;
  private static final long BLOCKS = 128L * 100 + 37;
  private static final long DATA = 2 * BLOCKS * BLOCK;
  private static final TestArray.Behaviour STEADY = new TestArray.Behaviour(200_000_000, 0, -1);

  private final Map<String, Double> figures = new LinkedHashMap<>();
  private Journaling<DpmServer.Command, CatalogueEvent> journaling;
  private DpmServer server;
  private DpmAgent agent;

  private static TestSite site(Topology topology, double quantum, TestArray.Behaviour behaviour) {
    return JobBench.site(topology, quantum, behaviour, BLOCKS);
  }

  private static final BackupJob REPLICA = JobBench.job("replica", Kind.REPLICA_CREATION, 1);
  private static final BackupJob EXPRESS = JobBench.job("express", Kind.EXPRESS_FULL, 60);
  private static final BackupJob CHECK = JobBench.job("check", Kind.CONSISTENCY_CHECK, 60);
  private static final BackupJob RESTORE = JobBench.job("restore", Kind.RECOVERY, 120);

  private void run(TestSite site, double seconds, List<CatalogueEvent> past, BackupJob... jobs) {
    server = new DpmServer(site.wiring(), List.of(jobs));
    past.forEach(server::apply);
    journaling = new Journaling<>(server);
    agent = new DpmAgent("HYPR2", site.wiring());
    EntityId damager = new EntityId("DPMSV.damager");
    DpmServer.DamageBlock damage = new DpmServer.DamageBlock("GUEST3", VhdRole.DATABASE, 777);
    Injector injector =
        new Injector(damager, damageAtSeconds * 1_000_000_000L, server.id(), damage);
    site.run(agent, journaling, seconds, injector);
    agent.invariant();
    server.summarise(
        s -> figures.put(s.instance() + " " + s.counter() + " " + s.statistic(), s.value()));
  }

  private int damageAtSeconds = 1_000_000;

  private void run(TestSite site, double seconds, BackupJob... jobs) {
    run(site, seconds, List.of(), jobs);
  }

  private double minutes(String run) {
    return figures.get(run + " job duration minutes");
  }

  private double movedMb(String run) {
    return figures.get(run + " transferred data MB");
  }

  private void letGoOfEverything(TestSite site) {
    assertThat(agent.state()).isEqualTo(new AgentState.Idle());
    assertThat(site.array(0).snapshots()).isEmpty();
    assertThat(site.array(1).snapshots()).isEmpty();
    assertThat(site.volumesSaw().stream().filter(s -> s.endsWith("BackupComplete")))
        .hasSameSizeAs(
            site.volumesSaw().stream().filter(s -> s.endsWith("PrepareForBackup")).toList());
  }

  /** Every block of the replica is what the array holds. */
  private void replicaIs(TestSite site) {
    assertThat(JobBench.replica(server, VhdRole.DATABASE, SHIFT))
        .isEqualTo(site.array(0).content());
    assertThat(JobBench.replica(server, VhdRole.LOG, 256)).isEqualTo(site.array(1).content());
  }

  @Test
  void aReplicaIsCreatedThroughASnapshotSet() {
    TestSite site = site(PAPER, QUANTUM, new TestArray.Behaviour(30_000_000, 0, -1));
    run(site, 60, REPLICA);
    assertThat(site.errors()).isEmpty();
    assertThat(site.ids("DPM")).containsExactly(9110, 9111, 9111, 9121, 9123, 9112);
    assertThat(site.ids("DPMRA")).containsExactly(9101, 9102, 9103, 9103);
    assertThat(site.volumesSaw())
        .containsExactlyInAnyOrder(
            "SYS&DB PrepareForBackup",
            "LOG PrepareForBackup",
            "SYS&DB BackupStarted",
            "LOG BackupStarted",
            "SYS&DB BackupComplete",
            "LOG BackupComplete");
    assertThat(movedMb("replica")).isEqualTo(DATA / 1e6);
    assertThat(figures).contains(entry("replica read data MB", DATA / 1e6));
    assertThat(server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    assertThat(server.catalogue().newest("GUEST3").orElseThrow().document())
        .contains(new kagemusha.load.store.StoreDocument(3, 9));
    replicaIs(site);
    letGoOfEverything(site);
  }

  /** The agent's rate decides how long the stream takes if the array is faster. */
  @Test
  void theShippingRateIsTheLimit() {
    TestSite site = site(PAPER, QUANTUM, new TestArray.Behaviour(400_000_000, 0, -1));
    run(site, 60, REPLICA);
    double expected = DATA / 90e6;
    assertThat(minutes("replica") * 60).isBetween(expected - 0.1, expected + 0.5);
  }

  /** The same durations whatever the distance between the machines. */
  @Test
  void noDurationHasPaddingInIt() {
    long large = 60_000;
    double data = 2.0 * large * BLOCK;
    List<List<Double>> durations = new ArrayList<>();
    for (double quantum : new double[] {0.01, 0.1, 0.5}) {
      TestSite site = site(PAPER, quantum, STEADY);
      site.disks(JobBench.fragmented(large));
      site.before(
          "express",
          () -> {
            for (long block = SHIFT; block < SHIFT + large; block += 20) {
              site.array(0).content().merge(block, 7, Integer::sum);
            }
          });
      run(site, 180, REPLICA, EXPRESS, RESTORE);
      assertThat(site.texts(9112)).hasSize(3);
      durations.add(
          List.of(minutes("replica") * 60, minutes("express") * 60, minutes("restore") * 60));
    }
    List<Double> nearlyExact = durations.get(0);
    for (int i = 0; i < 3; i++) {
      assertThat(durations.get(1).get(i)).isCloseTo(nearlyExact.get(i), within(0.1));
      assertThat(durations.get(2).get(i)).isCloseTo(nearlyExact.get(i), within(0.3));
    }
    assertThat(nearlyExact.get(1)).as("checksums").isBetween(data / 86e6 - 0.1, data / 86e6 + 0.5);
    assertThat(nearlyExact.get(2)).as("restore").isBetween(data / 81e6 - 0.1, data / 81e6 + 0.5);
  }

  private static org.assertj.core.data.Offset<Double> within(double seconds) {
    return org.assertj.core.data.Offset.offset(seconds);
  }

  /** What the array emits never exceeds what the server has written by more than the window. */
  @Test
  void theStreamStaysWithinItsWindow() {
    TestSite site = site(PAPER, QUANTUM, new TestArray.Behaviour(400_000_000, 0, -1));
    run(site, 60, REPLICA);
    List<Long> times = new ArrayList<>();
    for (StreamRows rows : site.array(0).emitted()) {
      times.add(rows.timeNanos(0));
    }
    long window = PAPER.backup().windowBytes() + PAPER.backup().shipBytesPerSecond();
    int ahead = (int) (window / (2 * 1024 * 1024));
    assertThat(times.get(ahead) - times.get(ahead - 1)).isGreaterThan(200_000_000L);
  }

  @Property(tries = 25)
  void anExpressFullShipsExactlyTheBlocksThatDiffer(
      @ForAll @Size(max = 40) Set<@LongRange(min = 0, max = 1_999) Long> changed,
      @ForAll @IntRange(min = 0, max = 300) int grownBlocks) {
    TestSite site = site(PAPER, 0.5, STEADY);
    site.array(0).content().keySet().removeIf(block -> block >= SHIFT + 2_000);
    site.array(1).content().keySet().removeIf(block -> block >= 384 + 1_993);
    site.disks(JobBench.fragmented(2_000));
    site.before(
        "express",
        () -> {
          changed.forEach(block -> site.array(0).content().merge(SHIFT + block, 1, Integer::sum));
          site.disks(JobBench.fragmented(2_000 + grownBlocks));
        });
    run(site, 90, REPLICA, EXPRESS);
    assertThat(site.errors()).isEmpty();
    long shipped = changed.size() + 2L * grownBlocks;
    assertThat(movedMb("express")).isEqualTo(shipped * BLOCK / 1e6);
    assertThat(figures)
        .contains(entry("express read data MB", 2.0 * (2_000 + grownBlocks) * BLOCK / 1e6));
    assertThat(server.catalogue().points("GUEST3")).hasSize(2);
    replicaIs(site);
    letGoOfEverything(site);
  }

  @Test
  void aConsistencyCheckFindsADamagedBlockAndRepairsIt() {
    TestSite site = site(PAPER, QUANTUM, STEADY);
    damageAtSeconds = 50;
    run(site, 120, REPLICA, CHECK);
    assertThat(site.texts(9130)).hasSize(1);
    assertThat(site.texts(9124))
        .containsExactly(
            "1 blocks of disk DATABASE of GUEST3 differed from the replica, the first at block"
                + " 777.");
    assertThat(site.errors()).isEmpty();
    assertThat(site.ids("DPM")).contains(3104);
    assertThat(movedMb("check")).isEqualTo(BLOCK / 1e6);
    assertThat(server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    assertThat(server.catalogue().alerts("GUEST3")).isEmpty();
    replicaIs(site);
  }

  @Test
  void aRestorePutsEveryBlockBack() {
    TestSite site = site(PAPER, QUANTUM, STEADY);
    Map<Long, Integer> database = new TreeMap<>(site.array(0).content());
    Map<Long, Integer> log = new TreeMap<>(site.array(1).content());
    site.before(
        "restore",
        () -> {
          site.disks(JobBench.fragmented(BLOCKS + 200));
          for (int i = 0; i < 3_000; i++) {
            site.array(0).content().put(SHIFT + i * 4L, 50 + i);
          }
          site.array(0).content().put(SHIFT + BLOCKS + 100, 99);
          site.array(1).content().clear();
        });
    run(site, 180, REPLICA, RESTORE);
    assertThat(site.array(0).content()).isEqualTo(database);
    assertThat(site.array(1).content()).isEqualTo(log);
    assertThat(site.texts(9126)).hasSize(2);
    assertThat(movedMb("restore")).as("zeros are not moved").isEqualTo(DATA / 1e6);
    assertThat(site.ids("FailoverClustering")).containsExactly(1069);
    assertThat(site.ids("Hyper-V-High-Availability")).containsExactly(21502);
    assertThat(site.texts(9112)).hasSize(2);
    letGoOfEverything(site);
  }

  @Test
  void aBlockThatARestoreLosesIsFound() {
    TestSite site = site(PAPER, QUANTUM, new TestArray.Behaviour(200_000_000, 0, SHIFT + 40));
    site.array(0).content().put(SHIFT + 40, 5);
    site.before("restore", () -> site.array(0).content().put(SHIFT + 40, 6));
    run(site, 180, REPLICA, RESTORE);
    assertThat(site.texts(9129))
        .containsExactly(
            "Disk DATABASE of GUEST3 differs from recovery point GUEST3@replica in 1 blocks, the"
                + " first is block 40.");
    assertThat(site.texts(9127))
        .containsExactly("Job restore failed: the restored disk differs from the recovery point.");
    letGoOfEverything(site);
  }

  @Test
  void aReplicaThatDiffersIsInconsistentAndTheRerunRepairsIt() {
    TestSite site = site(PAPER, QUANTUM, new TestArray.Behaviour(200_000_000, 1, -1));
    run(site, 4_000, REPLICA, EXPRESS);
    assertThat(site.errors())
        .containsExactly(
            "Disk DATABASE of the replica of GUEST3 differs from its snapshot.",
            "The backup of GUEST3 failed: the replica differs from the snapshot.",
            "Job replica failed: the replica differs from the snapshot.",
            "The replica of GUEST3 is inconsistent; only a consistency check helps.",
            "Job express failed: the replica is INCONSISTENT; an express full needs an ACTIVE"
                + " one.");
    assertThat(site.texts(9125))
        .containsExactly(
            "Job replica is run again as consistency-check in 60 minutes.",
            "Job express is run again as consistency-check in 60 minutes.");
    assertThat(site.texts(9112)).hasSize(2);
    assertThat(server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    assertThat(figures).containsKey("replica job failed after minutes");
    replicaIs(site);
    letGoOfEverything(site);
  }

  @Test
  void aFullServerFailsTheJobAndEverythingIsReleased() {
    TestSite site = site(JobBench.paper(DATA / 4, PAPER.backup()), QUANTUM, STEADY);
    run(site, 100, REPLICA);
    assertThat(site.errors())
        .containsExactly(
            "The replica volumes are full.",
            "The backup of GUEST3 failed: the replica volumes are full.",
            "Job replica failed: the replica volumes are full.",
            "The replica of GUEST3 is inconsistent; only a consistency check helps.");
    assertThat(server.catalogue().points("GUEST3")).isEmpty();
    letGoOfEverything(site);
  }

  @Test
  void aFailedSnapshotSetLeavesAnActiveReplicaAlone() {
    TestSite site = site(PAPER, QUANTUM, STEADY);
    site.failSet("express", "the guest does not answer");
    run(site, 4_000, REPLICA, EXPRESS);
    assertThat(site.ids("DPM")).contains(30112, 9125);
    assertThat(site.errors())
        .contains(
            "Job express failed: the guest does not answer (0x800423F3) in PREPARE_FOR_SNAPSHOT.");
    assertThat(site.texts(9112)).as("and the rerun is well").hasSize(2);
    assertThat(server.catalogue().points("GUEST3"))
        .extracting(RecoveryPoint::name)
        .containsExactly("GUEST3@replica", "GUEST3@express.rerun");
    letGoOfEverything(site);
  }

  @Test
  void oneJobAtATimeUsesAVolume() {
    TestSite site = site(PAPER, QUANTUM, STEADY);
    BackupJob both =
        new BackupJob(
            "both",
            Kind.REPLICA_CREATION,
            BackupJob.Method.SHADOW_IMAGE,
            List.of("GUEST3", "GUEST4"),
            Duration.ofSeconds(1),
            "",
            OptionalLong.empty());
    run(site, 60, both);
    assertThat(site.errors()).isEmpty();
    assertThat(site.texts(9120))
        .containsExactly("The replica-creation of GUEST4 waits for job both.GUEST3.");
    assertThat(site.ids("DPM").stream().filter(id -> id == 9110 || id == 9112))
        .containsExactly(9110, 9112, 9110, 9112);
    assertThat(minutes("both"))
        .isCloseTo(minutes("both.GUEST3") + minutes("both.GUEST4"), within(1e-9));
    assertThat(movedMb("both")).isEqualTo(2 * DATA / 1e6);
    assertThat(minutes("both.GUEST4")).isCloseTo(minutes("both.GUEST3"), within(0.002));
  }

  /** All that was promised comes back from the journal, content included. */
  @Test
  void theCatalogueSurvivesTheServer() {
    TestSite site = site(PAPER, QUANTUM, STEADY);
    site.before("express", () -> site.array(0).content().put(SHIFT + 5, 123));
    run(site, 180, REPLICA, EXPRESS);
    DpmServer back = new DpmServer(site.wiring(), List.of());
    journaling.journal().forEach(back::apply);
    Catalogue before = server.catalogue();
    Catalogue after = back.catalogue();
    assertThat(after.points("GUEST3")).hasSize(2).isEqualTo(before.points("GUEST3"));
    assertThat(after.replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    assertThat(after.group("GUEST3")).contains("network");
    assertThat(after.store().usedBytes()).isEqualTo(before.store().usedBytes());
    for (RecoveryPoint point : before.points("GUEST3")) {
      for (VhdRole role : List.of(VhdRole.DATABASE, VhdRole.LOG)) {
        assertThat(blocks(after.store().point("GUEST3", point.name()).get(role)))
            .isEqualTo(blocks(before.store().point("GUEST3", point.name()).get(role)));
      }
    }
    assertThat(before.store().point("GUEST3", "GUEST3@replica").get(VhdRole.DATABASE).version(5))
        .isNotEqualTo(123);
  }

  private static Map<String, Object> blocks(DiskImage image) {
    Map<Long, Integer> versions = new TreeMap<>();
    image.forEachNonZero(versions::put);
    return Map.of("versions", versions, "extents", image.extents());
  }

  /** The server dies in the middle of a replica creation and is started again. */
  @Test
  void aRunThatTheServerDidNotSurviveFailsAndIsRepaired() {
    TestSite first = site(PAPER, QUANTUM, STEADY);
    run(first, 3, REPLICA);
    List<CatalogueEvent> journal = List.copyOf(journaling.journal());
    assertThat(journal).hasAtLeastOneElementOfType(CatalogueEvent.RunBegun.class);
    assertThat(journal).doesNotHaveAnyElementsOfTypes(CatalogueEvent.RunEnded.class);
    TestSite second = site(PAPER, QUANTUM, STEADY);
    run(second, 3_700, journal, REPLICA);
    assertThat(second.errors())
        .containsExactly(
            "Job replica failed: the DPM server was started again.",
            "The replica of GUEST3 is inconsistent; only a consistency check helps.");
    assertThat(second.texts(9112)).hasSize(1);
    assertThat(server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    replicaIs(second);
  }

  /** A repetition that was due when the server died takes place all the same. */
  @Test
  void aRepetitionThatWasPromisedTakesPlace() {
    TestSite first = site(PAPER, QUANTUM, STEADY);
    first.failSet("express", "the guest does not answer");
    run(first, 100, REPLICA, EXPRESS);
    assertThat(first.texts(9125)).hasSize(1);
    TestSite second = site(PAPER, QUANTUM, STEADY);
    run(second, 3_800, List.copyOf(journaling.journal()), REPLICA, EXPRESS);
    assertThat(second.errors()).isEmpty();
    assertThat(second.texts(9112)).containsExactly("Job express.rerun succeeded: 0 MB.");
    assertThat(server.catalogue().points("GUEST3")).hasSize(2);
  }

  /** Much content goes to the journal while it comes, not only at a disk's end. */
  @Test
  void contentIsSavedInPortions() {
    TestSite site = site(PAPER, QUANTUM, STEADY);
    site.disks(JobBench.fragmented(70_000));
    for (long block = 0; block < 70_000; block++) {
      site.array(0).content().put(SHIFT + block, (int) block + 1);
    }
    run(site, 60, REPLICA);
    assertThat(site.errors()).isEmpty();
    assertThat(
            journaling.journal().stream()
                .filter(e -> e instanceof CatalogueEvent.Content c && c.role() == VhdRole.DATABASE))
        .hasSize(2);
    DpmServer back = new DpmServer(site.wiring(), List.of());
    journaling.journal().forEach(back::apply);
    assertThat(blocks(back.catalogue().store().image("GUEST3", VhdRole.DATABASE)))
        .isEqualTo(blocks(server.catalogue().store().image("GUEST3", VhdRole.DATABASE)));
  }
}
