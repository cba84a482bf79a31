package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** DPM 2012 tracks changes for a host that is in no cluster, DPM 2010 never does. */
class StandAloneHostTest {
  private static final int DISK_VERIFIED = 9111;
  private static final int SUCCEEDED = 9112;
  private static final int POINT_VERIFIED = 9123;
  private static final int DATABASE = 9128;

  private static SmallSite site(String release, boolean clustered) {
    return new SmallSite()
        .with(
            "{ name = NODE1 }",
            clustered ? "{ name = NODE1 }" : "{ name = NODE1, clustered = false }")
        .with("  ${templates.host} { name = NODE2 }\n", "")
        .with("  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }\n", "")
        .with("    host = NODE2\n", "    host = NODE1\n")
        .with("  auto-rerun = 60 min ", "  dpm-version = " + release + "\n  auto-rerun = 60 min ")
        .scenario1("network");
  }

  private static List<Long> megabytes(SmallSite.Outcome run) {
    return run.texts(DISK_VERIFIED).stream()
        .map(text -> Long.parseLong(text.replaceAll(".*\\((\\d+) MB\\).*", "$1")))
        .toList();
  }

  private static void allIsProven(SmallSite.Outcome run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED)).hasSize(3);
    assertThat(run.texts(POINT_VERIFIED)).hasSize(2);
    assertThat(run.texts(DATABASE)).hasSize(3).allMatch(text -> text.contains("all there"));
  }

  @Test
  void anExpressFullReadsOnlyWhatHasChanged() throws Exception {
    SmallSite.Outcome run = site("2012", false).run();
    allIsProven(run);
    List<Long> read = megabytes(run);
    for (int disk = 0; disk < 3; disk++) {
      assertThat(read.get(3 + disk)).isLessThan(read.get(disk) / 4);
    }
  }

  @Test
  void inAClusterEverythingIsReadAndCompared() throws Exception {
    SmallSite.Outcome run = site("2012", true).run();
    allIsProven(run);
    allIsRead(run);
  }

  @Test
  void anOlderReleaseReadsEverything() throws Exception {
    SmallSite.Outcome run = site("2010", false).run();
    allIsProven(run);
    allIsRead(run);
  }

  private static void allIsRead(SmallSite.Outcome run) {
    List<Long> read = megabytes(run);
    for (int disk = 0; disk < 3; disk++) {
      assertThat(read.get(3 + disk)).isGreaterThanOrEqualTo(read.get(disk));
    }
  }

  /** The restore has gone past the filter, which cannot tell any more what has changed. */
  @Test
  void afterARestoreEverythingIsCompared() throws Exception {
    SmallSite.Outcome run =
        site("2012", false)
            .jobs(
                SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5),
                SmallSite.job("recovery", "recovery", "network", "MAIL1", 12),
                SmallSite.job("express-full", "express-full", "network", "MAIL1", 20))
            .run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.texts(SUCCEEDED)).hasSize(3);
    allIsRead(run);
  }
}
