package kagemusha.node.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.node.invariant.Breach.Law;
import org.junit.jupiter.api.Test;

/** Each law, kept and broken, by what a run would leave. */
class InvariantsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String CLUSTER = "FailoverClustering";
  private static final List<CounterColumn> GUEST =
      List.of(
          new CounterColumn("\\\\MAIL1\\Processor(_Total)\\% Processor Time", 10),
          new CounterColumn("\\\\MAIL1\\PhysicalDisk(_Total)\\Disk Writes/sec", 10));

  private final Invariants invariants =
      new Invariants(
          new Invariants.Site(Set.of("N1", "N2"), Map.of("DATA", "N1"), Duration.ofMinutes(1)));

  InvariantsTest() {
    invariants.begun(List.of("N1", "N2", "ARRAY"), List.of(GUEST, GUEST, List.of()));
  }

  private void event(long second, String machine, String source, int id, String correlation) {
    Level level = id == 9290 || id == 9129 ? Level.ERROR : Level.INFORMATION;
    invariants.committed(
        List.of(),
        List.of(new EventRecord(second * SECOND, machine, source, id, level, "text", correlation)));
  }

  /** What both hosts sample of MAIL1's writes; NaN where it is not. */
  private void sample(long second, double onFirst, double onSecond) {
    List<List<SampleRow>> samples = new ArrayList<>();
    for (double writes : new double[] {onFirst, onSecond}) {
      double[] values = {writes, writes};
      samples.add(List.of(new SampleRow(second * SECOND, values)));
    }
    samples.add(List.of());
    invariants.committed(samples, List.of());
  }

  private List<Law> broken() {
    return invariants.breaches().stream().map(Breach::law).toList();
  }

  @Test
  void ownershipIsHandedOver() {
    event(1, "N1", CLUSTER, 9015, "DATA");
    event(2, "N2", CLUSTER, 9014, "DATA");
    event(5, "ARRAY", CLUSTER, 1135, "N2");
    event(6, "N1", CLUSTER, 9014, "DATA");
    invariants.lost("N1", 7 * SECOND);
    event(8, "N2", CLUSTER, 9014, "DATA");
    assertThat(broken()).isEmpty();
    event(9, "N1", CLUSTER, 9014, "DATA");
    assertThat(invariants.breaches())
        .containsExactly(
            new Breach(9 * SECOND, Law.ONE_OWNER, "volume DATA is served by [N1, N2]"));
  }

  @Test
  void aMachineIsOnOneHost() {
    sample(10, 1, Double.NaN);
    sample(20, Double.NaN, 1);
    assertThat(broken()).isEmpty();
    sample(30, 0, 0);
    assertThat(broken()).containsExactly(Law.ONE_HOST);
  }

  @Test
  void aHostThatWasRemovedWritesNothing() {
    event(11, "ARRAY", CLUSTER, 1135, "N1");
    sample(20, 5, Double.NaN);
    sample(30, 5, Double.NaN);
    sample(40, 0, Double.NaN);
    assertThat(broken()).isEmpty();
    sample(50, 5, Double.NaN);
    assertThat(broken()).containsExactly(Law.QUORUM);
    event(51, "ARRAY", CLUSTER, 1062, "N1");
    sample(60, 5, Double.NaN);
    assertThat(broken()).hasSize(1);
  }

  @Test
  void aJobEnds() {
    event(1, "BACKUP", "DPM", 9120, "waiting");
    event(2, "BACKUP", "DPM", 9110, "copy");
    event(3, "BACKUP", "DPM", 9127, "copy");
    event(4, "BACKUP", "DPM", 9110, "copy.rerun");
    event(5, "BACKUP", "DPM", 9112, "copy.rerun");
    event(70, "BACKUP", "DPM", 9110, "late");
    assertThat(broken()).isEmpty();
    invariants.ended(90 * SECOND);
    assertThat(invariants.breaches())
        .containsExactly(
            new Breach(
                90 * SECOND,
                Law.JOBS_END,
                "job waiting has neither succeeded nor failed, 89 s after: text"));
    event(91, "BACKUP", "DPM", 9127, "copy");
    assertThat(broken()).containsExactly(Law.JOBS_END, Law.JOBS_END);
  }

  @Test
  void proofsThatFailAreBreaches() {
    event(1, "ARRAY", "Audit", 9291, "MAIL1");
    event(1, "BACKUP", "DPM", 9123, "copy");
    assertThat(broken()).isEmpty();
    event(2, "ARRAY", "Audit", 9290, "MAIL1");
    event(3, "BACKUP", "DPM", 9129, "copy");
    assertThat(broken()).containsExactly(Law.ACKNOWLEDGED_WRITES, Law.CONTENT);
  }
}
