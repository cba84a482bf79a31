package kagemusha.backup.dpm;

import java.time.Duration;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.backup.testkit.Journaling;
import kagemusha.backup.testkit.TestArray;
import kagemusha.backup.testkit.TestSite;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupPlan;
import kagemusha.config.BackupSpec;
import kagemusha.config.ProtectionGroup;
import kagemusha.config.Throttle;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.random.RandomStream;

/** Runs jobs for GUEST3 with real agent and server at 09:00; its disks hold 2 x 210 MB. */
final class JobBench {
  static final Topology PAPER = TopologyReader.bundled("paper");
  static final int BLOCK = 16_384;
  static final long SHIFT = 1_024;
  static final long BLOCKS = 128L * 100;
  static final long DATA = 2 * BLOCKS * BLOCK;

  final TestSite site;
  final Map<String, Double> figures = new LinkedHashMap<>();
  DpmServer server;
  DpmAgent agent;
  Journaling<DpmServer.Command, CatalogueEvent> journaling;

  JobBench() {
    this(PAPER);
  }

  JobBench(Topology topology) {
    site = new TestSite(topology, 0.25, new TestArray.Behaviour(200_000_000, 0, -1));
    site.disks(
        List.of(
            new VmDisks.Disk(VhdRole.DATABASE, 0, SHIFT, List.of(new Extent(SHIFT, BLOCKS))),
            new VmDisks.Disk(VhdRole.LOG, 1, 256, List.of(new Extent(256, BLOCKS)))));
    write(site, BLOCKS, 256, BLOCKS);
  }

  /** The paper's cluster with another size of the replica volumes, and other settings of backup. */
  static Topology paper(long replicaCapacityBytes, BackupSpec backup) {
    Topology.BackupServerSpec old = PAPER.backupServer();
    return new Topology(
        PAPER.name(),
        PAPER.networks(),
        PAPER.csvNetwork(),
        PAPER.backupNetwork(),
        PAPER.clientNetwork(),
        PAPER.storageNetwork(),
        PAPER.hosts(),
        PAPER.array(),
        new Topology.BackupServerSpec(
            old.name(),
            old.processors(),
            old.memoryMb(),
            old.baseMemoryMb(),
            old.baseCpuPercent(),
            old.networks(),
            old.replicaBytesPerSecond(),
            replicaCapacityBytes,
            old.boot()),
        PAPER.clients(),
        PAPER.vms(),
        PAPER.mail(),
        PAPER.csv(),
        backup);
  }

  /** A disk of so many blocks for the database, and as much in two pieces for the log. */
  static List<VmDisks.Disk> fragmented(long blocks) {
    return List.of(
        new VmDisks.Disk(VhdRole.DATABASE, 0, SHIFT, List.of(new Extent(SHIFT, blocks))),
        new VmDisks.Disk(
            VhdRole.LOG, 1, 256, List.of(new Extent(256, 7), new Extent(384, blocks - 7))));
  }

  /** A site with such disks, of which some blocks have been written. */
  static TestSite site(
      Topology topology, double quantum, TestArray.Behaviour behaviour, long blocks) {
    TestSite site = new TestSite(topology, quantum, behaviour);
    site.disks(fragmented(blocks));
    write(site, blocks, 384, blocks - 7);
    return site;
  }

  private static void write(TestSite site, long blocks, long log, long logBlocks) {
    RandomStream random = RandomStream.of(3, "array", "content");
    for (int i = 0; i < 4_000; i++) {
      site.array(0).content().put(SHIFT + random.below((int) blocks), 1 + (int) random.below(9));
      site.array(1).content().put(log + random.below((int) logBlocks), 1 + (int) random.below(9));
    }
  }

  static BackupJob job(String name, BackupJob.Kind kind, double atSeconds) {
    return job(name, kind, BackupJob.Method.NETWORK, atSeconds);
  }

  static BackupJob job(
      String name, BackupJob.Kind kind, BackupJob.Method method, double atSeconds) {
    return new BackupJob(
        name,
        kind,
        method,
        List.of("GUEST3"),
        Duration.ofMillis((long) (atSeconds * 1_000)),
        "",
        OptionalLong.empty());
  }

  /** A group of GUEST3 without jobs of its own. */
  static ProtectionGroup group(
      Duration retention, boolean compressed, Optional<Throttle> throttle) {
    return new ProtectionGroup(
        "MAIL",
        List.of("GUEST3"),
        BackupJob.Method.NETWORK,
        retention,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        compressed,
        throttle);
  }

  void run(double seconds, List<ProtectionGroup> groups, List<BackupJob> jobs, Entity<?>... more) {
    BackupPlan plan = new BackupPlan(LocalTime.of(9, 0), jobs, groups);
    server = new DpmServer(site.wiring(), plan, Optional.empty());
    journaling = new Journaling<>(server);
    agent = new DpmAgent("HYPR2", site.wiring());
    site.run(agent, journaling, seconds, more);
    agent.invariant();
    server.summarise(
        s -> figures.put(s.instance() + " " + s.counter() + " " + s.statistic(), s.value()));
  }

  double seconds(String run) {
    return figures.get(run + " job duration minutes") * 60;
  }

  double movedMb(String run) {
    return figures.get(run + " transferred data MB");
  }

  boolean replicaIs(VhdRole role, int lu, long shift) {
    return replica(server, role, shift).equals(site.array(lu).content());
  }

  /** What a server has of a disk of GUEST3, where it is on its LU. */
  static Map<Long, Integer> replica(DpmServer server, VhdRole role, long shift) {
    Map<Long, Integer> replica = new TreeMap<>();
    server
        .catalogue()
        .store()
        .image("GUEST3", role)
        .forEachNonZero((block, version) -> replica.put(block + shift, version));
    return replica;
  }

  boolean replicaIsExact() {
    return replicaIs(VhdRole.DATABASE, 0, SHIFT) && replicaIs(VhdRole.LOG, 1, 256);
  }
}
