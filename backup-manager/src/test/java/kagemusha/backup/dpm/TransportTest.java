package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.backup.testkit.Injector;
import kagemusha.backup.testkit.Stub;
import kagemusha.backup.testkit.TestArray;
import kagemusha.backup.testkit.TestSite;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The split pair is surfaced on the DPM server, which reads it over the storage network itself. */
class TransportTest {
  private static final double QUANTUM = 0.25;
  private static final int BLOCK = 16_384;
  private static final long SHIFT = 1_024;
  private static final double SURFACE_SECONDS = 6;

  /** A little more than control messages need. */
  private static final long NEAR_ZERO_BYTES = 20_000;

  @TempDir private Path folder;

  private long blocks = 128L * 100 + 37;
  private TestSite site;
  private DpmServer server;
  private DpmAgent agent;
  private final Map<String, Double> figures = new TreeMap<>();

  private long dataBytes() {
    return 2 * blocks * BLOCK;
  }

  private Topology topology(String version, String replicaCapacity) throws IOException {
    String text =
        TopologyReader.resolvedBundled("paper")
            .text()
            .replace("networks = [management, business]", "networks = [management, business, san]")
            .replace("dpm-version = 2010", "dpm-version = " + version)
            .replace("transport = non-transportable", "transport = transportable")
            .replace("replica-capacity = 2 TB", "replica-capacity = " + replicaCapacity);
    return TopologyReader.file(Files.writeString(folder.resolve("san.conf"), text));
  }

  private TestSite site(Topology topology, double quantum, int lies) {
    return JobBench.site(topology, quantum, new TestArray.Behaviour(400_000_000, lies, -1), blocks);
  }

  private static BackupJob job(String name, Kind kind, int atSeconds) {
    return JobBench.job(name, kind, BackupJob.Method.SHADOW_IMAGE, atSeconds);
  }

  private static final BackupJob REPLICA = job("replica", Kind.REPLICA_CREATION, 1);
  private static final BackupJob EXPRESS = job("express", Kind.EXPRESS_FULL, 60);
  private static final BackupJob RESTORE = job("restore", Kind.RECOVERY, 120);

  private void run(double seconds, List<BackupJob> jobs, Entity<?>... beside) {
    server = new DpmServer(site.wiring(), jobs);
    agent = new DpmAgent("HYPR2", site.wiring());
    site.run(agent, server, seconds, beside);
    figures.clear();
    server.summarise(
        s -> figures.put(s.instance() + " " + s.counter() + " " + s.statistic(), s.value()));
  }

  private double seconds(String run) {
    return figures.get(run + " job duration minutes") * 60;
  }

  private void changeEveryTwentiethBlock(String beforeRun) {
    site.before(
        beforeRun,
        () -> {
          for (long block = SHIFT; block < SHIFT + blocks; block += 20) {
            site.array(0).content().merge(block, 7, Integer::sum);
          }
        });
  }

  private boolean replicaIsExact() {
    return JobBench.replica(server, VhdRole.DATABASE, SHIFT).equals(site.array(0).content())
        && JobBench.replica(server, VhdRole.LOG, 256).equals(site.array(1).content());
  }

  @Test
  void nothingButControlCrossesTheLanAndEveryBlockIsRight() throws IOException {
    site = site(topology("2012", "2 TB"), QUANTUM, 0);
    changeEveryTwentiethBlock("express");
    run(110, List.of(REPLICA, EXPRESS));

    assertThat(site.errors()).isEmpty();
    assertThat(site.ids("DPM"))
        .containsExactly(
            9110, 9133, 9111, 9111, 9121, 9123, 9112, 9110, 9133, 9111, 9111, 9121, 9123, 9112);
    assertThat(replicaIsExact()).isTrue();
    assertThat(agent.state()).isEqualTo(new AgentState.Idle());
    assertThat(site.array(0).snapshots()).isEmpty();
    assertThat(figures.get("replica transferred data MB")).isEqualTo(dataBytes() / 1e6);
    assertThat(figures.get("express read data MB")).isEqualTo(dataBytes() / 1e6);
    double changed = (blocks + 19) / 20 * (double) BLOCK;
    assertThat(figures.get("express transferred data MB")).isEqualTo(changed / 1e6);

    for (String machine : List.of("HYPR2", "DPMSV")) {
      assertThat(site.machines().sentBytes(machine, "management")).isLessThan(NEAR_ZERO_BYTES);
    }
    assertThat(site.machines().receivedBytes("DPMSV", "san"))
        .as("read twice, with the headers of the pieces")
        .isBetween(2 * dataBytes(), 2 * dataBytes() + 2 * dataBytes() / 100);
    assertThat(site.machines().receivedBytes("HYPR2", "san")).isLessThan(NEAR_ZERO_BYTES);
  }

  /** Not the agent's way over the LAN but the server's disks and checksums are the limit. */
  @Test
  void durationsAreThoseOfTheServerWhateverTheQuantum() throws IOException {
    blocks = 60_000;
    for (double quantum : new double[] {0.01, 0.1, 0.5}) {
      site = site(topology("2012", "2 TB"), quantum, 0);
      changeEveryTwentiethBlock("express");
      run(180, List.of(REPLICA, EXPRESS, RESTORE));
      assertThat(site.texts(ServerEvents.JOB_SUCCEEDED)).hasSize(3);
      assertThat(seconds("replica")).isCloseTo(dataBytes() / 150e6 + SURFACE_SECONDS, within(0.4));
      assertThat(seconds("express")).isCloseTo(dataBytes() / 86e6 + SURFACE_SECONDS, within(0.6));
      assertThat(seconds("restore")).as("over the LAN").isCloseTo(dataBytes() / 81e6, within(0.6));
    }
  }

  @Test
  void dpm2010Refuses() throws IOException {
    site = site(topology("2010", "2 TB"), QUANTUM, 0);
    run(60, List.of(REPLICA));

    assertThat(site.errors())
        .containsExactly(
            "Job replica failed: DPM 2010 reads no transportable snapshots; with backup.transport ="
                + " non-transportable the host reads them, with backup.dpm-version = 2012 the"
                + " server does.");
    assertThat(site.volumesSaw()).isEmpty();
    assertThat(site.array(0).emitted()).isEmpty();
    assertThat(server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.MISSING);
  }

  @Test
  void aSnapshotThatIsLostFailsTheJobAndLetsGoOfEverything() throws IOException {
    site = site(topology("2012", "2 TB"), QUANTUM, 0);
    EntityId operator = new EntityId("DPMSV.operator");
    DeleteSnapshot delete = new DeleteSnapshot("replica.lu1", operator);
    Stub hand =
        new Stub(
            operator,
            (message, context) -> {
              if (message instanceof DeleteSnapshot) {
                context.send("san", site.wiring().controller(1), message);
              }
            });
    EntityId clock = new EntityId("DPMSV.clock");
    run(60, List.of(REPLICA), hand, new Injector(clock, 3_500_000_000L, operator, delete));

    assertThat(site.errors())
        .containsExactly(
            "The backup of GUEST3 failed: OpenStream replica.LOG: no such snapshot.",
            "Job replica failed: OpenStream replica.LOG: no such snapshot.",
            "The replica of GUEST3 is inconsistent; only a consistency check helps.");
    assertThat(agent.state()).isEqualTo(new AgentState.Idle());
    assertThat(site.array(0).snapshots()).isEmpty();
    assertThat(site.volumesSaw()).contains("SYS&DB BackupComplete", "LOG BackupComplete");
  }

  @Test
  void whatTheDisksLoseIsFoundAndAFullServerSaysSo() throws IOException {
    site = site(topology("2012", "2 TB"), QUANTUM, 1);
    run(60, List.of(REPLICA));
    assertThat(site.errors())
        .contains("Disk DATABASE of the replica of GUEST3 differs from its snapshot.");

    blocks = 60_000;
    site = site(topology("2012", "1 GB"), QUANTUM, 0);
    run(60, List.of(REPLICA));
    assertThat(site.errors()).contains("The replica volumes are full.");
    assertThat(agent.state()).isEqualTo(new AgentState.Idle());
    assertThat(server.catalogue().newest("GUEST3")).isEmpty();
  }
}
