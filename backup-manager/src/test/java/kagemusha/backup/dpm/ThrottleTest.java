package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.ProtectionGroup;
import kagemusha.config.Throttle;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What an agent of a throttled group sends. */
class ThrottleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final int PIECE = 2 * 1024 * 1024;

  /** At nine; work hours from 08:00 to 18:00. */
  private static ShippingTerms day(long work, long other) {
    return new ShippingTerms(false, 9 * HOUR, 8 * HOUR, 18 * HOUR, work, other);
  }

  @Test
  void theTimeOfTheDayChoosesTheRate() {
    ShippingTerms day = day(10, 20);
    assertThat(day.bytesPerSecond(0)).isEqualTo(10);
    assertThat(day.nextChangeNanos(0)).isEqualTo(9 * HOUR);
    assertThat(day.bytesPerSecond(9 * HOUR - 1)).isEqualTo(10);
    assertThat(day.bytesPerSecond(9 * HOUR)).isEqualTo(20);
    assertThat(day.nextChangeNanos(9 * HOUR)).isEqualTo(23 * HOUR);
    assertThat(day.bytesPerSecond(23 * HOUR)).as("the next morning").isEqualTo(10);
    ShippingTerms night = new ShippingTerms(false, 9 * HOUR, 22 * HOUR, 6 * HOUR, 10, 20);
    assertThat(night.bytesPerSecond(0)).isEqualTo(20);
    assertThat(night.bytesPerSecond(14 * HOUR)).as("after midnight").isEqualTo(10);
    assertThat(night.bytesPerSecond(21 * HOUR)).isEqualTo(20);
  }

  /** The law: in no span of time more than the rate has room for, and one piece. */
  @Property(tries = 300)
  void inAnySpanNoMoreThanTheRateAndOnePiece(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = PIECE) Integer> sizes,
      @ForAll @LongRange(min = 100_000, max = 50_000_000) long work,
      @ForAll @LongRange(min = 100_000, max = 50_000_000) long other,
      @ForAll @IntRange(min = 0, max = 2_000) int gapMillis,
      @ForAll @IntRange(min = 0, max = 40) int secondsBeforeChange) {
    ShippingTerms terms = day(work, other);
    Pace pace = new Pace();
    long start = 9 * HOUR - secondsBeforeChange * SECOND;
    List<Long> leaves = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      long ready = start + i * gapMillis * 1_000_000L;
      leaves.add(pace.leaves(terms, ready, sizes.get(i)));
      assertThat(leaves.get(i)).isGreaterThan(ready);
    }
    for (int from = 0; from < sizes.size(); from++) {
      long bytes = 0;
      for (int to = from; to < sizes.size(); to++) {
        bytes += sizes.get(to);
        double room = room(terms, leaves.get(from), leaves.get(to));
        assertThat((double) bytes).isLessThanOrEqualTo(room + sizes.get(from) + 1 + to - from);
      }
    }
  }

  private static double room(ShippingTerms terms, long from, long to) {
    double room = 0;
    for (long at = from; at < to; ) {
      long until = Math.min(to, terms.nextChangeNanos(at));
      room += (double) (until - at) * terms.bytesPerSecond(at) / SECOND;
      at = until;
    }
    return room;
  }

  @Test
  void withoutAThrottleNothingIsHeldBack() {
    Pace pace = new Pace();
    assertThat(pace.leaves(ShippingTerms.NONE, 5, PIECE)).isEqualTo(5);
    assertThat(pace.leaves(ShippingTerms.NONE, 5, PIECE)).isEqualTo(5);
  }

  private static ProtectionGroup throttled(LocalTime from, LocalTime to, long work, long other) {
    Throttle throttle = new Throttle(from, to, work, other);
    return JobBench.group(Duration.ofDays(5), false, Optional.of(throttle));
  }

  /** A throttled job takes longer accordingly and ends well. */
  @Test
  void aThrottledJobTakesItsTimeAndEndsWell() {
    JobBench bench = new JobBench();
    ProtectionGroup group =
        throttled(LocalTime.of(8, 0), LocalTime.of(18, 0), 10_000_000, 80_000_000);
    bench.run(70, List.of(group), List.of(JobBench.job("replica", Kind.REPLICA_CREATION, 1)));
    assertThat(bench.site.errors()).isEmpty();
    assertThat(bench.seconds("replica")).isCloseTo(JobBench.DATA / 10e6, within(1.0));
    assertThat(bench.movedMb("replica")).isEqualTo(JobBench.DATA / 1e6);
    assertThat(bench.replicaIsExact()).isTrue();
    assertThat(bench.agent.state()).isEqualTo(new AgentState.Idle());
  }

  /** Work hours end at 09:00:20; what is left goes faster. */
  @Test
  void theRateChangesInTheMiddleOfAJob() {
    JobBench bench = new JobBench();
    ProtectionGroup group =
        throttled(LocalTime.of(8, 0), LocalTime.of(9, 0, 20), 10_000_000, 80_000_000);
    bench.run(70, List.of(group), List.of(JobBench.job("replica", Kind.REPLICA_CREATION, 0)));
    double before = 20 * 10e6;
    double expected = 20 + (JobBench.DATA - before) / 80e6;
    assertThat(bench.site.errors()).isEmpty();
    assertThat(bench.seconds("replica")).isCloseTo(expected, within(1.0));
  }

  @Test
  void theCatalogueKnowsTheGroupAndItsSettings() {
    JobBench bench = new JobBench();
    ProtectionGroup group =
        throttled(LocalTime.of(8, 0), LocalTime.of(18, 0), 90_000_000, 80_000_000);
    bench.run(40, List.of(group), List.of(JobBench.job("replica", Kind.REPLICA_CREATION, 1)));
    DpmServer back = new DpmServer(bench.site.wiring(), List.of());
    bench.journaling.journal().forEach(back::apply);
    assertThat(back.catalogue().group("GUEST3")).contains("MAIL");
    assertThat(back.catalogue().settings("MAIL"))
        .contains(
            new CatalogueEvent.GroupSet(
                "MAIL", "network", 5 * 24 * HOUR, false, 90_000_000, 80_000_000));
  }

  /** The group keeps a point for a minute, the topology for five days. */
  @Test
  void aGroupsRetentionExpiresItsPoints() {
    JobBench bench = new JobBench();
    ProtectionGroup group = JobBench.group(Duration.ofSeconds(60), false, Optional.empty());
    bench.run(
        150,
        List.of(group),
        List.of(
            JobBench.job("replica", Kind.REPLICA_CREATION, 1),
            JobBench.job("express", Kind.EXPRESS_FULL, 100)));
    assertThat(bench.site.errors()).isEmpty();
    assertThat(bench.server.catalogue().points("GUEST3"))
        .extracting(RecoveryPoint::name)
        .containsExactly("GUEST3@express");
    assertThat(bench.site.texts(9122)).hasSize(1);
  }
}
