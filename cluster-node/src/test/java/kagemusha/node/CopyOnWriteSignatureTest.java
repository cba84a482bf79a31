package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How many writes the array sees on the volume of the databases while a backup of eleven minutes is
 * read, against the same day without a backup. The mailboxes change in a small part of theirs only,
 * so that it is soon covered. [WP 9.3, domain 7.3]
 */
class CopyOnWriteSignatureTest {
  private static final int SNAPSHOT_CREATED = 1001;
  private static final int[] SLICES = {960, 1140, 1320, 1500};

  private static SmallSite.Outcome without;
  private static SmallSite.Outcome software;
  private static SmallSite.Outcome hardware;

  private static SmallSite site() {
    return new SmallSite()
        .load(29)
        .with("changed-set = 2 MB ", "changed-set = 200 KB ")
        .with("database-writes-per-user-second = 0.0540", "database-writes-per-user-second = 0.1")
        .with("system-writes-per-second = 1", "system-writes-per-second = 0")
        .with("ship = 90 MB/s", "ship = 3 MB/s");
  }

  private static SmallSite.Outcome backup(String method) throws Exception {
    String replica = SmallSite.job("replica", "replica-creation", method, "MAIL1", 15);
    return site().jobs(replica).run();
  }

  @BeforeAll
  static void run() throws Exception {
    without = site().run();
    software = backup("network");
    hardware = backup("shadow-image");
    for (SmallSite.Outcome each : new SmallSite.Outcome[] {software, hardware}) {
      assertThat(each.errors()).isEmpty();
      assertThat(each.seconds(SNAPSHOT_CREATED)).isBetween(900.0, 960.0);
      assertThat(each.seconds(9121)).as("end of the job").isGreaterThan(SLICES[3]);
    }
  }

  private static double writes(SmallSite.Outcome run, int slice) {
    return mean(run, slice, "Write IOPS");
  }

  private static double mean(SmallSite.Outcome run, int slice, String counter) {
    String name = "\\\\ARRAY\\Logical Unit(DATA)\\" + counter;
    return run.mean(name, SLICES[slice], SLICES[slice + 1]);
  }

  @Test
  void writesRiseWithASoftwareSnapshotAndDecayAsTheWorkingSetIsCovered() {
    double[] rise = new double[3];
    for (int slice = 0; slice < 3; slice++) {
      rise[slice] = writes(software, slice) / writes(without, slice) - 1;
      assertThat(writes(software, slice) - writes(without, slice))
          .as("nothing but copies is added")
          .isCloseTo(mean(software, slice, "Copy-on-Write/sec"), offset(0.15));
    }
    assertThat(rise[0]).isGreaterThan(1.25 * rise[1]);
    assertThat(rise[1]).isGreaterThan(1.25 * rise[2]);
    assertThat(rise[2]).isGreaterThan(0.05);
  }

  @Test
  void writesDoNotRiseWithShadowImage() {
    for (int slice = 0; slice < 3; slice++) {
      assertThat(writes(hardware, slice)).isCloseTo(writes(without, slice), withinPercentage(5));
    }
  }
}
