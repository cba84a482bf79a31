package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupSpec;
import kagemusha.config.DpmTuning;
import kagemusha.config.GrowthSpec;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import org.junit.jupiter.api.Test;

/** The DPM server's disks are full, or another requester has the volumes: nothing is lost. */
class ScarceRoomTest {
  private static final Topology PAPER = JobBench.PAPER;
  private static final BackupJob REPLICA = JobBench.job("replica", Kind.REPLICA_CREATION, 1);
  private static final BackupJob EXPRESS = JobBench.job("express", Kind.EXPRESS_FULL, 60);
  private static final BackupJob RESTORE = JobBench.job("restore", Kind.RECOVERY, 200);

  private static Topology with(long capacityBytes, Optional<GrowthSpec> growth) {
    BackupSpec.DpmSpec dpm = PAPER.backup().dpm();
    BackupSpec backup = PAPER.backup();
    return JobBench.paper(
        capacityBytes,
        new BackupSpec(
            backup.stream(),
            backup.softwareReplica(),
            backup.windowBytes(),
            backup.shipBytesPerSecond(),
            backup.vss(),
            new BackupSpec.DpmSpec(
                dpm.checksumBytesPerSecond(),
                dpm.replicaReadBytesPerSecond(),
                dpm.restoreBytesPerSecond(),
                dpm.retention(),
                dpm.autoRerun(),
                dpm.version(),
                dpm.transport(),
                new DpmTuning(4, Optional.empty(), growth))));
  }

  /** Every block of the VM has changed: the point and the replica need twice the room. */
  private static void changeAll(JobBench bench) {
    for (long block = 0; block < JobBench.BLOCKS; block++) {
      bench.site.array(0).content().put(JobBench.SHIFT + block, 1_000 + (int) block);
      bench.site.array(1).content().put(256 + block, 2_000 + (int) block);
    }
  }

  private static Map<VhdRole, Map<Long, Integer>> point(JobBench bench, String name) {
    Map<VhdRole, Map<Long, Integer>> content = new LinkedHashMap<>();
    bench
        .server
        .catalogue()
        .store()
        .point("GUEST3", name)
        .forEach(
            (role, image) -> {
              Map<Long, Integer> blocks = new LinkedHashMap<>();
              image.forEachNonZero(blocks::put);
              content.put(role, blocks);
            });
    return content;
  }

  @Test
  void aFullDiskFailsTheExpressFullAndTheOlderPointCanStillBeRestored() {
    JobBench bench = new JobBench(with(JobBench.DATA + JobBench.DATA / 4, Optional.empty()));
    Map<Long, Integer> database = Map.copyOf(bench.site.array(0).content());
    Map<Long, Integer> log = Map.copyOf(bench.site.array(1).content());
    bench.site.before("express", () -> changeAll(bench));
    bench.run(300, List.of(), List.of(REPLICA, EXPRESS, RESTORE));
    assertThat(bench.site.texts(9113)).containsExactly("The replica volumes are full.");
    assertThat(bench.site.texts(9127))
        .containsExactly("Job express failed: the replica volumes are full.");
    assertThat(bench.server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.INCONSISTENT);
    assertThat(bench.server.catalogue().alerts("GUEST3")).containsExactly(3106);
    assertThat(bench.server.catalogue().points("GUEST3"))
        .extracting(RecoveryPoint::name)
        .containsExactly("GUEST3@replica");
    assertThat(bench.site.texts(9126)).as("restored and read back").hasSize(2);
    assertThat(bench.site.array(0).content()).isEqualTo(database);
    assertThat(bench.site.array(1).content()).isEqualTo(log);
    assertThat(bench.agent.state()).isEqualTo(new AgentState.Idle());
    assertThat(bench.site.array(0).snapshots()).isEmpty();
  }

  /** Not one block fits: the replica is as it was, and so are its jobs. */
  @Test
  void aReplicaOfWhichNothingWasWrittenStaysActive() {
    JobBench bench = new JobBench(with(JobBench.DATA, Optional.empty()));
    bench.site.before("express", () -> changeAll(bench));
    bench.run(150, List.of(), List.of(REPLICA, EXPRESS));
    assertThat(bench.site.texts(9127))
        .containsExactly("Job express failed: the replica volumes are full.");
    assertThat(bench.server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    assertThat(bench.server.catalogue().alerts("GUEST3")).isEmpty();
  }

  @Test
  void theVolumesGrowInTheirPool() {
    long capacity = JobBench.DATA + JobBench.DATA / 4;
    GrowthSpec pool = new GrowthSpec(3 * JobBench.DATA, JobBench.DATA, 0.25, Duration.ZERO);
    JobBench bench = new JobBench(with(capacity, Optional.of(pool)));
    bench.site.before("express", () -> changeAll(bench));
    bench.run(200, List.of(), List.of(REPLICA, EXPRESS));
    assertThat(bench.site.errors()).isEmpty();
    assertThat(bench.site.texts(9132))
        .containsExactly("The replica volumes grow from 524 MB to 943 MB.");
    assertThat(bench.server.catalogue().points("GUEST3")).hasSize(2);
    assertThat(bench.replicaIsExact()).isTrue();
    DpmServer back = new DpmServer(bench.site.wiring(), List.of());
    bench.journaling.journal().forEach(back::apply);
    assertThat(back.catalogue().growth().orElseThrow().capacityBytes())
        .isEqualTo(capacity + JobBench.DATA);
  }

  /** Too little at a time: the second growth may come after 15 minutes, and the rerun repairs. */
  @Test
  void aSecondGrowthHasToWaitAndTheRepetitionRepairs() {
    GrowthSpec pool =
        new GrowthSpec(3 * JobBench.DATA, JobBench.DATA / 2, 0, Duration.ofMinutes(15));
    JobBench bench = new JobBench(with(JobBench.DATA + JobBench.DATA / 4, Optional.of(pool)));
    Map<VhdRole, Map<Long, Integer>> before = new LinkedHashMap<>();
    bench.site.before(
        "express",
        () -> {
          before.putAll(point(bench, "GUEST3@replica"));
          changeAll(bench);
        });
    bench.run(4_000, List.of(), List.of(REPLICA, EXPRESS));
    assertThat(bench.site.texts(9127))
        .containsExactly("Job express failed: the replica volumes are full.");
    assertThat(bench.site.texts(9132)).hasSize(2);
    assertThat(bench.site.texts(9112)).last().asString().startsWith("Job express.rerun succeeded");
    assertThat(bench.server.catalogue().replica("GUEST3")).isEqualTo(ReplicaState.ACTIVE);
    assertThat(bench.replicaIsExact()).isTrue();
    assertThat(point(bench, "GUEST3@replica")).isEqualTo(before);
  }

  @Test
  void aSecondRequesterWaitsForTheVolumes() {
    JobBench bench = new JobBench();
    bench.site.busyUntil(100);
    bench.run(200, List.of(), List.of(REPLICA));
    assertThat(bench.site.errors()).isEmpty();
    assertThat(bench.site.texts(9107))
        .as("each volume twice")
        .hasSize(4)
        .contains("Volume LOG is in a backup of another (0x173D); it is asked again in 60 s.");
    assertThat(bench.site.texts(9112)).hasSize(1);
    assertThat(bench.replicaIsExact()).isTrue();
  }
}
