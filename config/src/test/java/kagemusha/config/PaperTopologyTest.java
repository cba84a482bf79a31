package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bundled topology of the paper says what the paper says. */
class PaperTopologyTest {
  private final Topology paper = TopologyReader.bundled("paper");

  @Test
  void machinesAndNetworks() {
    assertThat(paper.name()).isEqualTo("paper");
    assertThat(paper.machines()).containsExactly("HYPR1", "HYPR2", "AMS2300", "DPMSV", "EXCL");
    assertThat(paper.network("business"))
        .isEqualTo(new Topology.NetworkSpec("business", 1_000_000_000L, Duration.ofNanos(100_000)));
    assertThat(paper.network("san").bitsPerSecond()).isEqualTo(8_000_000_000L);
    assertThat(paper.csvNetwork()).isEqualTo("business");
    assertThat(paper.backupNetwork()).isEqualTo("management");
    assertThat(paper.clientNetwork()).isEqualTo("business");
    assertThat(paper.storageNetwork()).isEqualTo("san");
    assertThat(paper.clients().clients()).hasSize(5).startsWith("EXCL01").endsWith("EXCL05");
    assertThat(paper.clients().domainControllers()).containsExactly("HYDC1", "HYDC2");
  }

  @Test
  void hostMemoryLeavesThePublishedRest() {
    var numbers = PublishedNumbers.bundled();
    Topology.HostSpec first = paper.host("HYPR1");
    Topology.HostSpec second = paper.host("HYPR2");
    int guests = paper.vms().stream().mapToInt(Topology.VmSpec::memoryMb).sum();

    assertThat(first.memoryMb() - first.rootMemoryMb() - guests)
        .isEqualTo((int) published(numbers, "HYPR1"));
    assertThat(second.memoryMb() - second.rootMemoryMb())
        .isEqualTo((int) published(numbers, "HYPR2"));
    Topology.BackupServerSpec server = paper.backupServer();
    assertThat(server.memoryMb() - server.baseMemoryMb())
        .isEqualTo((int) published(numbers, "DPMSV"));
    assertThat(first.logicalProcessors()).isEqualTo(16);
    assertThat(first.rootCpuPercent()).isEqualTo(0.3);
    assertThat(first.hypervisorOverhead()).isEqualTo(0.04);
    assertThat(first.rootCpuPerIo()).isEqualTo(Duration.ofNanos(270_000));
  }

  private static double published(PublishedNumbers numbers, String machine) {
    return numbers
        .find("S0", "baseline", "Memory Available MBytes", machine, "mean")
        .orElseThrow()
        .number()
        .orElseThrow();
  }

  @Test
  void guestInputsAreThePublishedOnes() {
    var numbers = PublishedNumbers.bundled();
    for (Topology.VmSpec vm : paper.vms()) {
      assertThat(numbers.find("S0", "baseline", "Processor % Processor Time", vm.name(), "mean"))
          .map(PublishedNumber::value)
          .contains(String.valueOf(vm.cpuBasePercent()));
      assertThat((double) vm.availableMemoryMb()).isEqualTo(published(numbers, vm.name()));
      assertThat(vm.usedBytes()).isEqualTo(239_298_000_000L);
      assertThat(vm.virtualProcessors()).isEqualTo(2);
    }
    assertThat(paper.vmNames()).containsExactly("GUEST1", "GUEST2", "GUEST3", "GUEST4");
    assertThat(paper.users()).isEqualTo(4000);
    assertThat(paper.vm("GUEST1").disk(Topology.VhdRole.LOG))
        .isEqualTo(
            new Topology.VhdSpec(Topology.VhdRole.LOG, "LOG", 75_000_000_000L, 62_298_000_000L));
  }

  @Test
  void storage() {
    ArraySpec array = paper.array();

    assertThat(array.usableBytes(array.pool("POOL0"))).isEqualTo(1_800_000_000_000L);
    assertThat(array.usableBytes(array.pool("POOL1"))).isEqualTo(584_000_000_000L);
    assertThat(array.raidGroup("RG0").disks()).isEqualTo(4);
    assertThat(array.raidGroup("RG3").disks()).isEqualTo(5);
    assertThat(array.luNumber("SYS&DB")).isZero();
    assertThat(array.luNumber("LOG")).isEqualTo(1);
    assertThat(array.luNumber("QUORUM")).isEqualTo(2);
    assertThat(array.csvNames()).containsExactly("SYS&DB", "LOG");
    assertThat(array.lu("SYS&DB").capacityBytes()).isEqualTo(800_000_000_000L);
    assertThat(array.lu("SYS&DB").diffAreaMaxBytes()).isEqualTo(80_000_000_000L);
    assertThat(array.lu("QUORUM").diffAreaMaxBytes()).as("the least").isEqualTo(320 << 20);
    assertThat(array.drive("15k-300").fullStroke())
        .as("fitted, within what an arm can do")
        .isBetween(Duration.ofMillis(6), Duration.ofMillis(10));
    assertThat(array.controller("CTL0").cacheBytes()).isEqualTo(8L << 30);
    assertThat(array.controller("CTL1").writePendingLimit()).isEqualTo(0.7);
    assertThat(array.pool("POOL0").pageBytes()).isEqualTo(32 << 20);
  }

  @Test
  void everySharedVolumeHasAPairAndThatOfTheDatabasesSharesTheirDisks() {
    ArraySpec array = paper.array();

    assertThat(array.pairs()).containsExactly(pair("SYS&DB", "SYS&DB-S"), pair("LOG", "LOG-S"));
    assertThat(array.pairs())
        .extracting(ArraySpec.PairSpec::primary)
        .containsExactlyElementsOf(array.csvNames());
    assertThat(array.lu("SYS&DB-S").pool()).isEqualTo(array.lu("SYS&DB").pool());
    assertThat(array.usableBytes(array.pool("POOL0")))
        .as("room for both")
        .isGreaterThan(2 * array.lu("SYS&DB").capacityBytes());
    assertThat(array.pool("POOL2").raidGroups())
        .doesNotContainAnyElementsOf(array.pool("POOL1").raidGroups());
    assertThat(array.usableBytes(array.pool("POOL2")))
        .isEqualTo(array.usableBytes(array.pool("POOL1")));
  }

  private static ArraySpec.PairSpec pair(String primary, String secondary) {
    return new ArraySpec.PairSpec(
        primary,
        primary,
        secondary,
        ArraySpec.PairStart.PSUS,
        60_000_000L,
        /* forcedSuspend= */ false,
        256 << 10,
        8,
        /* quick= */ true,
        2 << 20,
        /* heldWrites= */ 0.5);
  }

  /**
   * Rates per user and the system disks' own I/O add up to what the array was measured to serve;
   * the growth of the files adds up to half a percent of writes.
   */
  @Test
  void ioRatesAddUpToThePublishedOnes() {
    MailSpec mail = paper.mail();
    int users = paper.users();
    double reads = users * mail.databaseReadsPerUserSecond() + 4 * mail.systemReadsPerSecond();
    double writes = users * mail.databaseWritesPerUserSecond() + 4 * mail.systemWritesPerSecond();

    assertThat(reads).isBetween(524.7 * 0.998, 524.7 * 1.002);
    assertThat(writes).isBetween(223.7 * 0.994, 223.7);
    assertThat(users * mail.logWritesPerUserSecond()).isBetween(187.1 * 0.994, 187.1);
  }

  @Test
  void mailCsvAndBackup() {
    MailSpec mail = paper.mail();

    assertThat(mail.workday()).isEqualTo(Duration.ofHours(8));
    assertThat(mail.meanMessageBytes()).isEqualTo(100_000);
    assertThat(mail.pageBytes()).isEqualTo(32 << 10);
    assertThat(mail.rpcCompression()).isEqualTo(0.4);
    double logonSeconds =
        paper.users() / (mail.logonsPerClientSecond() * paper.clients().clients().size());
    assertThat(logonSeconds + mail.syncWindow().toSeconds())
        .as("the storm is over before the steady state")
        .isLessThan(Duration.ofHours(2).toSeconds());
    assertThat(paper.csv())
        .isEqualTo(
            new CsvSpec(
                Duration.ofSeconds(2),
                Duration.ofNanos(150_000),
                Duration.ofMinutes(30),
                Duration.ofSeconds(10)));
    assertThat(paper.backup())
        .isEqualTo(
            new BackupSpec(
                new BackupSpec.StreamSpec(8, 80 << 10),
                new BackupSpec.StreamSpec(19, 32 << 10, 256 << 10),
                64L << 20,
                90_000_000L,
                vss(),
                new BackupSpec.DpmSpec(
                    86_000_000L,
                    150_000_000L,
                    81_000_000L,
                    Duration.ofDays(5),
                    Duration.ofHours(1),
                    DpmVersion.DPM_2010,
                    SnapshotTransport.NON_TRANSPORTABLE,
                    new DpmTuning(
                        Integer.MAX_VALUE,
                        Optional.of(new CompressionSpec(0.6, 0.55, 0.5, 60_000_000L, 200_000_000L)),
                        Optional.empty()))));
  }

  private static VssSpec vss() {
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);
    return new VssSpec(
        new VssSpec.Steps(
            second.multipliedBy(3),
            second.multipliedBy(3),
            second.multipliedBy(10),
            second.multipliedBy(2),
            second.dividedBy(2),
            second.multipliedBy(6),
            second.multipliedBy(3)),
        new VssSpec.Limits(
            minute,
            minute,
            second.multipliedBy(10),
            minute.multipliedBy(15),
            second.multipliedBy(10),
            minute.multipliedBy(30)),
        true);
  }
}
