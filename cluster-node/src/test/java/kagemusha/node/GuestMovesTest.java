package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.injection.InjectionEvents;
import org.junit.jupiter.api.Test;

/**
 * MAIL1 changes its host under load, in the small cluster. All invariants are checked in every
 * tick: that every I/O that was issued is in flight or back, that every request that arrived is in
 * hand or answered.
 */
class GuestMovesTest {
  private static final String QUEUE = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
  private static final String MEMORY = "\\Memory\\Available MBytes";
  private static final double QUANTUM_SECONDS = 0.5;
  private static final int BLACK_OUT = 9253;
  private static final int RESUMED = 9254;
  private static final int COMPLETE = 9255;
  private static final int GIVEN_UP = 9256;
  private static final int FIRST_PASS = 9270;
  private static final int REFUSED = 21502;

  private static List<EventRecord> all(SmallSite.Outcome run, int id) {
    return run.events().stream()
        .filter(event -> event.id() == id && event.source().startsWith("Hyper-V"))
        .toList();
  }

  private static String migrate(String vm, double atSecond, String to) {
    return "{ on = %s, at = %.3f s, do = live-migrate, to = %s }".formatted(vm, atSecond, to);
  }

  private static double figure(SmallSite.Outcome run, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(all(run, COMPLETE).get(0).text());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void everythingGoesOnOnTheOtherHost() throws Exception {
    SmallSite.Outcome stays = new SmallSite().run();
    SmallSite.Outcome moves = new SmallSite().doing(migrate("MAIL1", 400, "NODE2")).run();
    assertThat(all(moves, BLACK_OUT)).extracting(EventRecord::machine).containsExactly("NODE1");
    assertThat(all(moves, RESUMED)).extracting(EventRecord::machine).containsExactly("NODE2");
    assertThat(moves.sum("failed tasks")).isZero();
    assertThat(all(moves, GuestSystem.REQUESTS_LOST)).isEmpty();
    assertThat(moves.mean(QUEUE, 460, 1400) / stays.mean(QUEUE, 460, 1400)).isBetween(0.8, 1.25);
    assertThat(moves.mean("\\\\NODE1" + MEMORY, 460, 1400))
        .isEqualTo(stays.mean("\\\\NODE1" + MEMORY, 460, 1400) + 4096);
    assertThat(moves.mean("\\\\NODE2" + MEMORY, 460, 1400))
        .isEqualTo(stays.mean("\\\\NODE2" + MEMORY, 460, 1400) - 4096);
  }

  /**
   * 4 GiB over 1 Gbit/s of which 90 % get through, 20 MB/s of changes: 38.2 s, 6.8 s, 1.2 s, then
   * 24 MB are left.
   */
  @Test
  void brownOutAndBlackOutFollowTheFormula() throws Exception {
    SmallSite.Outcome run = new SmallSite().doing(migrate("MAIL1", 400, "NODE2")).run();
    double rate = 112.5e6;
    double first = 4096L << 20;
    double second = 20e6 * first / rate;
    double third = 20e6 * second / rate;
    double last = 20e6 * third / rate;
    assertThat(all(run, FIRST_PASS + 2)).hasSize(1);
    assertThat(all(run, FIRST_PASS + 3)).isEmpty();
    assertThat(figure(run, "brown-out ([0-9.]+) s") * rate)
        .isCloseTo(first + second + third, within(0.02 * first));
    assertThat(figure(run, "black-out ([0-9.]+) ms") / 1e3)
        .isCloseTo(last / rate + 0.5, within(0.1 * (last / rate + 0.5)));
  }

  /** The same whatever the quantum: padding is taken out. */
  @Test
  void durationsDoNotDependOnTheQuantum() throws Exception {
    SmallSite coarse = new SmallSite().doing(migrate("MAIL1", 400, "NODE2"));
    SmallSite fine = new SmallSite().doing(migrate("MAIL1", 400, "NODE2")).quantum("50 ms");
    double coarseMs = figure(coarse.run(), "black-out ([0-9.]+) ms");
    assertThat(figure(fine.run(), "black-out ([0-9.]+) ms")).isCloseTo(coarseMs, within(30.0));
  }

  /** Two that share a host go one after the other; MAIL2 meets MAIL1 on its way. */
  @Test
  void oneMigrationAtATimeForEachHost() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .doing(
                migrate("MAIL1", 400, "NODE2"),
                migrate("MAIL2", 401, "NODE1"),
                migrate("MAIL1", 600, "NODE1"))
            .run();
    assertThat(all(run, 9250)).extracting(EventRecord::correlation).containsExactly("MAIL2");
    assertThat(all(run, COMPLETE))
        .extracting(event -> event.correlation() + " " + event.machine())
        .containsExactly("MAIL1 NODE2", "MAIL2 NODE1", "MAIL1 NODE1");
    assertThat(all(run, 9251).get(1).timeNanos())
        .isGreaterThan(all(run, COMPLETE).get(0).timeNanos() - 2_000_000_000L);
    assertThat(run.sum("failed tasks")).isZero();
  }

  @Test
  void turnedOffInTheBrownOutItStays() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .doing(
                migrate("MAIL1", 400, "NODE2"),
                "{ on = MAIL1, at = 410 s, do = pause }",
                "{ on = MAIL1, at = 420 s, do = turn-off }",
                "{ on = MAIL1, at = 480 s, do = start }",
                migrate("MAIL1", 900, "NODE2"))
            .run();
    assertThat(all(run, GIVEN_UP)).extracting(EventRecord::machine).containsExactly("NODE1");
    assertThat(all(run, VmLifeRules.REFUSED))
        .extracting(EventRecord::text)
        .hasSize(1)
        .first()
        .asString()
        .contains("pause", "on its way to another host");
    assertThat(all(run, VmLifeRules.STARTED))
        .extracting(EventRecord::machine)
        .containsExactly("NODE1");
    assertThat(all(run, COMPLETE)).as("nothing keeps it from going later").hasSize(1);
  }

  /** 4 GiB at 112.5 MB/s: 40 % are sent 15.3 s after the first page; a quantum later it is told. */
  @Test
  void whatIsToHappenInItsMiddleHappensThere() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .doing(
                migrate("MAIL1", 400, "NODE2"),
                "{ on = MAIL1, when = \"migration of MAIL1 >= 40 %\", do = pause }",
                "{ on = MAIL1, when = \"migration of MAIL1 >= 60 %\", do = turn-off }",
                "{ on = MAIL2, when = \"migration of MAIL2 >= 1 %\", do = turn-off }")
            .run();
    List<EventRecord> triggered =
        run.events().stream()
            .filter(event -> event.source().equals(InjectionEvents.SOURCE))
            .filter(event -> event.id() == InjectionEvents.TRIGGERED)
            .filter(event -> !event.correlation().equals("1"))
            .toList();
    double pass = (4096L << 20) / 112.5e6;
    double from = all(run, FIRST_PASS).get(0).timeNanos() / 1e9;
    assertThat(triggered)
        .extracting(EventRecord::machine, EventRecord::correlation)
        .containsExactly(tuple("NODE1", "2"), tuple("NODE1", "3"));
    assertThat(triggered.get(0).timeNanos() / 1e9 - from)
        .isBetween(0.4 * pass, 0.4 * pass + QUANTUM_SECONDS);
    assertThat(triggered.get(1).timeNanos() / 1e9 - from)
        .isBetween(0.6 * pass, 0.6 * pass + QUANTUM_SECONDS);
    assertThat(all(run, VmLifeRules.REFUSED)).as("the pause, on its way").hasSize(1);
    assertThat(all(run, GIVEN_UP)).hasSize(1);
    assertThat(all(run, BLACK_OUT)).isEmpty();
  }

  @Test
  void theOtherHostDiesInTheBrownOut() throws Exception {
    SmallSite.Outcome run =
        new SmallSite().doing(migrate("MAIL1", 400, "NODE3")).losing("NODE3", 420).run();
    assertThat(all(run, GIVEN_UP)).hasSize(1);
    assertThat(all(run, BLACK_OUT)).isEmpty();
    assertThat(run.mean(QUEUE, 600, 1400)).isPositive();
    assertThat(run.sum("failed tasks")).isZero();
  }

  /** NODE3 has 6 GiB for guests. */
  @Test
  void withoutMemoryOnTheOtherHostItIsRefused() throws Exception {
    SmallSite.Outcome run =
        new SmallSite()
            .doing(migrate("MAIL1", 400, "NODE3"), migrate("MAIL2", 500, "NODE3"))
            .with(
                "name = NODE3, logical-processors = 4, memory = 8 GiB",
                "name = NODE3, memory = 7 GiB")
            .run();
    assertThat(all(run, REFUSED)).extracting(EventRecord::correlation).containsExactly("MAIL2");
    assertThat(all(run, COMPLETE)).extracting(EventRecord::correlation).containsExactly("MAIL1");
  }

  /** What is read is the snapshot on the old host; the machine goes on on the new one. */
  @Test
  void aMigrationDuringTheTransferDoesNotHarm() throws Exception {
    SmallSite site =
        new SmallSite()
            .with("ship = 90 MB/s", "ship = 20 MB/s")
            .jobs(SmallSite.job("replica", "replica-creation", "network", "MAIL1", 5));
    double reading = site.run().seconds(9103);
    SmallSite.Outcome run = site.doing(migrate("MAIL1", reading + 5, "NODE2")).run();
    assertThat(all(run, COMPLETE)).hasSize(1);
    assertThat(all(run, COMPLETE).get(0).timeNanos() / 1e9)
        .as("while the job goes on")
        .isLessThan(run.seconds(9112));
    assertThat(run.texts(9127)).isEmpty();
    assertThat(run.texts(9123)).hasSize(1);
    assertThat(run.sum("failed tasks")).isZero();
  }
}
