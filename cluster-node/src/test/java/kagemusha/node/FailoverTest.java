package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.kernel.event.EventRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NODE1 dies, on which MAIL1 runs, in the small cluster of three hosts. */
class FailoverTest {
  private static final int REMOVED = 1135;
  private static final int MOVES = 1153;
  private static final int ONLINE = 1201;
  private static final int STOPPED = 1177;
  private static final int JOINED = 1062;
  private static final Pattern LOGS = Pattern.compile("log writes (\\d+) to (\\d+)");

  private static List<EventRecord> all(SmallSite.Outcome run, int id) {
    return run.events().stream().filter(event -> event.id() == id).toList();
  }

  private static VirtualMachine machine(SmallSite.Outcome run, String host, String vm) {
    return run.machines().stream()
        .filter(machine -> machine.name().equals(host))
        .flatMap(machine -> machine.entities().stream())
        .filter(entity -> entity.id().name().equals(vm))
        .map(VirtualMachine.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Up to which log write the store was recovered. */
  private static int recovered(EventRecord event) {
    Matcher logs = LOGS.matcher(event.text());
    assertThat(logs.find()).as(event.text()).isTrue();
    return Integer.parseInt(logs.group(2));
  }

  /** What clients had been told is there, whenever the host dies. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noAcknowledgedWriteIsLost(long seed) throws Exception {
    double second = 60 + seed * 7_919 % 30_000 / 1e3;
    SmallSite.Outcome run = new SmallSite().seed(seed).load(15).losing("NODE1", second).run();
    assertThat(all(run, REMOVED)).hasSize(1);
    assertThat(all(run, MOVES)).hasSize(1);
    EventRecord online = all(run, ONLINE).get(0);
    assertThat(online.correlation()).isEqualTo("MAIL1");
    EventRecord recovery =
        all(run, 300).stream().filter(each -> each.correlation().equals("MAIL1")).findFirst().get();
    assertThat(recovery.machine()).isNotEqualTo("NODE1");
    int acknowledged = machine(run, "NODE1", "MAIL1").acknowledged().log();
    assertThat(acknowledged).isGreaterThan(20);
    assertThat(recovered(recovery)).isGreaterThanOrEqualTo(acknowledged);
    assertThat(run.mean("\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length", 500, 800))
        .as("clients are served")
        .isPositive();
  }

  /**
   * NODE1 and the others do not hear each other for two minutes; both sides reach the array. The
   * two stay, NODE1 stops; it comes back and has no machine any more.
   */
  @Test
  void aHostThatIsCutOffStopsAndComesBack() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .load(15)
            .doing("{ do = partition, on = NODE1, network = lan, at = 2 min, for = 2 min }")
            .run();
    assertThat(all(run, REMOVED)).extracting(EventRecord::correlation).containsExactly("NODE1");
    assertThat(all(run, STOPPED)).extracting(EventRecord::machine).containsExactly("NODE1");
    assertThat(all(run, JOINED)).extracting(EventRecord::correlation).containsExactly("NODE1");
    assertThat(run.seconds(JOINED)).isBetween(240.0, 265.0);
    nothingIsLost(run, "NODE1", "MAIL1");
  }

  /** NODE1 holds the witness: it stays, whoever complains first, and NODE2 stops its machine. */
  @ParameterizedTest
  @ValueSource(strings = {"out", "in", "both"})
  void ofTwoHostsTheOneWithTheWitnessStays(String direction) throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .with(
                "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }\n",
                "")
            .load(15)
            .doing(
                "{ do = partition, on = NODE1, to = NODE2, network = lan, direction = "
                    + direction
                    + ", at = 2 min, for = 2 min }")
            .run();
    assertThat(all(run, REMOVED)).extracting(EventRecord::correlation).containsExactly("NODE2");
    assertThat(all(run, STOPPED)).extracting(EventRecord::machine).containsExactly("NODE2");
    assertThat(all(run, MOVES)).extracting(EventRecord::correlation).containsExactly("MAIL2");
    assertThat(all(run, JOINED)).hasSize(1);
    nothingIsLost(run, "NODE2", "MAIL2");
  }

  /**
   * The machine recovers elsewhere what it had acknowledged, and its disks are right at the end.
   */
  private static void nothingIsLost(SmallSite.Outcome run, String host, String vm) {
    EventRecord recovery =
        all(run, 300).stream().filter(each -> each.correlation().equals(vm)).findFirst().get();
    assertThat(recovery.machine()).isNotEqualTo(host);
    assertThat(recovered(recovery))
        .isGreaterThanOrEqualTo(machine(run, host, vm).acknowledged().log());
    assertThat(run.disks().lastLog(vm)).isGreaterThan(recovered(recovery));
  }
}
