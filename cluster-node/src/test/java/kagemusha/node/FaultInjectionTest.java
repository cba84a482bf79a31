package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.event.EventRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What befalls the parts of a small site, one mechanism after another. */
class FaultInjectionTest {
  private static final int MOMENTS = 3;
  private static final int JOB_FAILED = 9127;
  private static final int JOB_SUCCEEDED = 9112;

  static SmallSite site(String... injections) {
    return new SmallSite()
        .load(23)
        .with("ship = 90 MB/s", "ship = 20 MB/s")
        .with("auto-rerun = 60 min", "auto-rerun = 7 min")
        .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5))
        .doing(injections);
  }

  static List<Integer> ids(SmallSite.Outcome run) {
    return run.events().stream().map(EventRecord::id).toList();
  }

  static List<String> touches(SmallSite.Outcome run) {
    return run.events().stream()
        .filter(event -> event.source().equals("Injection") && event.id() == 9303)
        .map(event -> event.text().replaceFirst(".*touched: ", ""))
        .toList();
  }

  /** Whatever the agent was doing: the job fails, and its repetition is good. */
  @Test
  void anAgentThatDiesAndComesBack() throws Exception {
    List<Double> moments = new ArrayList<>();
    SmallSite.Outcome undisturbed = site().run();
    double ends = undisturbed.seconds(JOB_SUCCEEDED) - 4;
    for (EventRecord event : undisturbed.events()) {
      double second = event.timeNanos() / 1e9;
      if (second > 299 && second < ends) {
        moments.add(second);
      }
    }
    for (int i = 0; i < MOMENTS; i++) {
      double at = moments.get(i * (moments.size() - 1) / (MOMENTS - 1)) + 0.7;
      SmallSite.Outcome run =
          site("{ do = kill-agent, on = NODE1, at = %.3f s, for = 30 s }".formatted(at)).run();
      assertThat(touches(run)).as("at %f s", at).containsExactly("run replica.");
      assertThat(ids(run)).as("at %f s", at).contains(JOB_FAILED, JOB_SUCCEEDED);
      assertThat(run.texts(9111)).as("disks that agree, at %f s", at).isNotEmpty();
    }
  }

  /** Nobody starts it again: the server misses it after five minutes. */
  @Test
  void anAgentThatStaysDead() throws Exception {
    SmallSite.Outcome run =
        site("{ do = kill-agent, on = owner, when = \"job replica >= 30 %\" }").run();
    assertThat(run.texts(9134)).isNotEmpty();
    assertThat(run.texts(JOB_FAILED).get(0)).contains("its agent NODE1.dpmra does not answer");
    assertThat(ids(run)).contains(10009).doesNotContain(JOB_SUCCEEDED);
    assertThat(run.texts(3106)).as("the replica is inconsistent").isNotEmpty();
  }

  /** A step longer than its limit fails the set; one that is a little longer does not. */
  @ParameterizedTest
  @CsvSource({
    "NODE1, vss.commit-snapshots, 'delay = 11 s', 0x80042314",
    "NODE1, vss.commit-snapshots, 'delay = 2 s', ''",
    "NODE1, vss.freeze, 'factor = 70', 0x800423F2",
    "MAIL1, guest-vss.freeze, 'delay = 21 s', 0x800423F3",
    "MAIL1, guest-vss.freeze, 'factor = 1.5', ''"
  })
  void aStepThatIsSlow(String who, String step, String how, String error) throws Exception {
    SmallSite.Outcome run =
        site("{ do = slow-step, on = %s, step = %s, %s, at = 1 min }".formatted(who, step, how))
            .run();
    assertThat(touches(run)).isNotEmpty();
    String failures =
        run.events().stream()
            .filter(event -> event.id() == 9220 && !event.correlation().endsWith(".guest"))
            .map(EventRecord::text)
            .findFirst()
            .orElse("");
    if (error.isEmpty()) {
      assertThat(failures).isEmpty();
      assertThat(ids(run)).contains(JOB_SUCCEEDED);
    } else {
      assertThat(failures).contains(error);
    }
  }

  /** What others own goes through the owner, what the host owns waits until the path is back. */
  @ParameterizedTest
  @CsvSource({"NODE2, MAIL2, 5121", "NODE1, MAIL1, 5120"})
  void aHostWithoutAPathToTheArray(String host, String guest, int event) throws Exception {
    SmallSite.Outcome run =
        site("{ do = path-loss, on = %s, at = 15 min, for = 2 min }".formatted(host)).run();
    assertThat(run.events())
        .filteredOn(each -> each.correlation().equals("path of " + host))
        .extracting(EventRecord::id)
        .containsExactly(event, event, 9016);
    assertThat(touches(run)).hasSize(2).last().asString().contains("I/Os without a path");
    String sent = "\\\\%s\\Cluster Shared Volumes(DATA)\\Redirected Reads/sec".formatted(host);
    double during = run.mean(sent, 905, 1015);
    double after = run.mean(sent, 1035, 1200);
    assertThat(after).isZero();
    if (event == 5121) {
      assertThat(during).isPositive();
    } else {
      String queue = "\\\\%s\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length".formatted(guest);
      assertThat(run.mean(queue, 1035, 1200)).isPositive();
    }
  }

  /** A drive that fails: its reads are done by others, a spare is rebuilt, and all is well. */
  @ParameterizedTest
  @CsvSource({"MIRROR", "PARITY"})
  void aDriveThatFails(String group) throws Exception {
    SmallSite.Outcome run =
        site("{ do = fail-disk, on = %s, at = 2 min, rebuild = 60 MB/s }".formatted(group)).run();
    assertThat(ids(run)).contains(1111, 1112, JOB_SUCCEEDED).doesNotContain(JOB_FAILED);
    double takes = run.seconds(1112) - run.seconds(1111);
    assertThat(takes).as("36 GB at 60 MB/s").isBetween(600.0, 1200.0);
    assertThat(touches(run)).isNotEmpty();
  }

  /** A snapshot that finds no room is dropped, and its job with it. */
  @ParameterizedTest
  @CsvSource({"fill-diff-area, DATA, job.transfer", "fill-pool, FAST, job.preparing"})
  void noRoomForASnapshot(String verb, String on, String when) throws Exception {
    SmallSite.Outcome run =
        site("{ do = %s, on = %s, when = %s, for = 5 min }".formatted(verb, on, when)).run();
    assertThat(ids(run)).contains(25, JOB_FAILED);
    assertThat(touches(run)).isNotEmpty();
    assertThat(run.texts(9111)).as("the repetition is good").isNotEmpty();
  }

  @Test
  void aDriveThatIsSlow() throws Exception {
    String queue = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
    SmallSite.Outcome run =
        site("{ do = slow-disk, on = MIRROR, factor = 8, at = 15 min, for = 3 min }").run();
    assertThat(run.mean(queue, 910, 1075)).isGreaterThan(1.5 * run.mean(queue, 1090, 1300));
    assertThat(touches(run)).hasSize(2);
  }

  /** A path failover, then writes take half a turn (3 ms) and more of the later of two drives. */
  @Test
  void aControllerThatFails() throws Exception {
    String writes = "\\\\ARRAY\\Logical Unit(DATA)\\Avg. Write Response ms";
    String other =
        """
        name = CTL1, cache = 2 GiB, write-pending-limit = 70 %, front-end-service = 0.05 ms
              front-end-latency = 0.75 ms, cross-access = 0.1 ms, destage-interval = 1 s
              read-hit-ratio = 10 %, prefetch = 0 KiB
            }
            {
              name = CTL0""";
    SmallSite.Outcome run =
        site("{ do = fail-controller, on = CTL0, at = 15 min, for = 3 min }")
            .with("name = CTL0", other)
            .run();
    assertThat(run.mean(writes, 600, 890)).as("in the cache").isBetween(0.8, 1.0);
    assertThat(run.mean(writes, 970, 1070)).as("on the drives").isBetween(5.0, 15.0);
    assertThat(run.mean(writes, 1150, 1390)).as("in the cache again").isBetween(0.8, 1.0);
    assertThat(ids(run)).contains(1113, 1114);
    assertThat(touches(run)).hasSize(2).last().asString().contains("written through in all");
    assertThat(run.sum("failed tasks")).isZero();
  }
}
