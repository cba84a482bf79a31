package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kagemusha.backup.BackupWiring;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores of MAIL1, which runs on NODE1 with disks on DATA and LOGS, and what follows. */
class RestorePlacesTest {
  private static final int SUCCEEDED = 9112;
  private static final int RESTORE_VERIFIED = 9126;
  private static final int FAILED = 9127;
  private static final int DATABASE = 9128;

  private static String recovery(String name, int atMinute, String more) {
    return "  { name = %s, kind = recovery, method = network, vms = [MAIL1], at = %d min, %s }\n"
        .formatted(name, atMinute, more);
  }

  private static SmallSite site(String... recoveries) {
    String[] jobs = new String[recoveries.length + 1];
    jobs[0] = SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5);
    System.arraycopy(recoveries, 0, jobs, 1, recoveries.length);
    return new SmallSite().jobs(jobs);
  }

  private static List<String> texts(SmallSite.Outcome run, String source, int id) {
    return run.events().stream()
        .filter(event -> event.source().equals(source) && event.id() == id)
        .map(EventRecord::text)
        .toList();
  }

  /** The users go on while a copy of their server is made next to it, by another host. */
  @Test
  void aCopyIsRestoredByAnotherHostWhileTheOriginalRuns() throws Exception {
    SmallSite.Outcome run = site(recovery("copy", 12, "to { host = NODE2, lu = LOGS }")).run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED)).hasSize(2);
    assertThat(run.texts(RESTORE_VERIFIED)).as("read back block by block").hasSize(3);
    assertThat(run.texts(DATABASE)).hasSize(2);
    long first = wiring().reservedBlocks(wiring().luNumber("LOGS"));
    assertThat(texts(run, "DPMRA", 9108))
        .containsExactly(
            "A copy of MAIL1 is on LOGS at block "
                + first
                + "; it is registered here, outside the cluster.");
    assertThat(run.events())
        .filteredOn(event -> event.id() == 9108)
        .extracting(EventRecord::machine)
        .containsExactly("NODE2");
    assertThat(texts(run, "FailoverClustering", 1069)).isEmpty();
    double during =
        run.mean("\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length", 900, 1_400);
    assertThat(during).as("it was not turned off").isPositive();
  }

  private static BackupWiring wiring() {
    return new BackupWiring(TopologyReader.bundled("small"), Map.of());
  }

  @Test
  void singleDisksGoBehindWhatIsThereAlready() throws Exception {
    SmallSite.Outcome run =
        site(
                recovery("one", 12, "to { host = NODE2, lu = LOGS }, items = [database]"),
                recovery("two", 18, "to { host = NODE3, lu = LOGS }, items = [log, system]"))
            .run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED)).hasSize(3);
    assertThat(run.texts(RESTORE_VERIFIED))
        .extracting(text -> text.split(" ")[1])
        .containsExactly("DATABASE", "SYSTEM", "LOG");
    List<String> places = texts(run, "DPMRA", 9108);
    assertThat(places).hasSize(2).allMatch(text -> text.startsWith("Single disks of MAIL1 are on"));
    assertThat(places.get(1)).isNotEqualTo(places.get(0));
  }

  /** On DATA only a gigabyte is left beside what its virtual disks may take. */
  @Test
  void withoutRoomNothingIsTouched() throws Exception {
    SmallSite.Outcome run =
        site(
                recovery("copy", 12, "to { host = NODE2, lu = DATA }"),
                recovery("original", 20, "bring-online-after = 1 min"))
            .load(10)
            .run();
    assertThat(run.texts(FAILED)).containsExactly("Job copy failed: there is no room.");
    assertThat(run.texts(SUCCEEDED)).as("replica and restore").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theConfigurationResourceIsFailedUntilItIsBroughtOnline(boolean operator) throws Exception {
    String job =
        operator
            ? recovery("restore", 12, "bring-online-after = 2 min")
            : SmallSite.job("restore", "recovery", "network", "MAIL1", 12);
    SmallSite.Outcome run = site(job).load(10).run();
    assertThat(run.errors()).isEmpty();
    assertThat(texts(run, "FailoverClustering", 1069)).hasSize(1);
    assertThat(texts(run, "Hyper-V-High-Availability", 21502)).hasSize(1);
    List<String> online = texts(run, "FailoverClustering", 1201);
    if (operator) {
      assertThat(online)
          .containsExactly("Resource 'MAIL1 Configuration' of group 'MAIL1' is online again.");
      assertThat(run.seconds(1201)).isGreaterThan(run.seconds(1069) + 120);
    } else {
      assertThat(online).isEmpty();
    }
  }

  /** What is restored elsewhere does not lie on a virtual disk. */
  @ParameterizedTest
  @ValueSource(strings = {"small", "paper"})
  void theFreeRoomBeginsBehindTheVirtualDisks(String name) {
    Topology topology = TopologyReader.bundled(name);
    BackupWiring wiring = new BackupWiring(topology, Map.of());
    VhdLayout layout = new VhdLayout(topology);
    for (int lu = 0; lu < topology.array().lus().size(); lu++) {
      int number = lu;
      long end =
          layout.all().stream()
              .filter(place -> place.lu() == number)
              .mapToLong(place -> place.firstBlock() + place.chunks() * VhdLayout.CHUNK_BLOCKS)
              .max()
              .orElse(256);
      assertThat(wiring.reservedBlocks(lu)).isEqualTo(end);
    }
  }
}
