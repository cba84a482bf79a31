package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.testkit.RecordingContext;
import org.junit.jupiter.api.Test;

/**
 * Nodes of the paper's cluster, volume 0 (SYS&DB, controller CTL0) owned by HYPR1 at the start. An
 * I/O of 32 KiB costs 40,000 + 32,768 ns between host and array, and 350,000 + 262,144 ns between
 * two hosts with the redirector.
 */
class CsvNodeTest {
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("paper"), Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
  private static final int PAGE = 32 * 1024;
  private static final long SAN_TRIP = 40_000 + PAGE;
  private static final long LAN_TRIP = 350_000 + 8L * PAGE;
  private static final EntityId GUEST = new EntityId("GUEST1");
  private static final EntityId H1 = new EntityId("HYPR1.csv");
  private static final EntityId H2 = new EntityId("HYPR2.csv");
  private static final EntityId CTL0 = new EntityId("AMS2300.CTL0");
  private static final EntityId CTL1 = new EntityId("AMS2300.CTL1");
  private static final EntityId VOLUME = new EntityId("csv.SYS&DB");

  private final RecordingContext context = new RecordingContext(1_000_000);
  private final CsvNode node = new CsvNode("HYPR1", WIRING);
  private final CsvNode other = new CsvNode("HYPR2", WIRING);

  /** A row as one line, so that a test can compare it. */
  private static List<String> lines(IoBatch batch) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      String link =
          batch.isLinked(row)
              ? " after " + batch.linkDelayNanos(row) + " hop " + batch.hopNanos(row)
              : "";
      lines.add(
          "%d+%d lu%d #%d %s %d tag %d%s"
              .formatted(
                  batch.timeNanos(row),
                  batch.padNanos(row),
                  batch.lu(row),
                  batch.block(row),
                  batch.kind(row),
                  batch.bytes(row),
                  IoTag.slot(batch.tag(row)),
                  link));
    }
    return lines;
  }

  private static long tag(int lu, int slot) {
    return IoTag.of(lu, PAGE, slot);
  }

  private static IoBatch read(long time, long pad, int slot) {
    return new IoBatch.Builder()
        .add(time, pad, 0, 700, PAGE, IoKind.READ, tag(0, slot))
        .build(GUEST);
  }

  /** The only batch that leaves, and where it goes. */
  private RecordingContext.Rows run(CsvNode at, EntityId from, IoBatch batch) {
    at.accept(from, batch);
    at.advance(Long.MAX_VALUE, context);
    List<RecordingContext.Rows> rows = context.drainRows();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static void goes(RecordingContext.Rows rows, String network, EntityId to) {
    assertThat(rows.network()).isEqualTo(network);
    assertThat(rows.to()).isEqualTo(to);
  }

  private void redirect(CsvNode at) {
    at.on(new CsvNode.Resume(0, "HYPR2", true, 2), context);
    context.drainSent();
  }

  private IoCompletions completion(List<EntityId> route, long time, long pad, int slot) {
    return new IoCompletions.Builder().add(time, pad, tag(0, slot), 5, 0, PAGE).build(route);
  }

  private static Map<String, Double> statistics(CsvNode at) {
    Map<String, Double> found = new LinkedHashMap<>();
    at.summarise(
        (Statistic s) -> {
          if (s.value() != 0) {
            found.put(s.instance() + " " + s.statistic(), s.value());
          }
        });
    return found;
  }

  @Test
  void directIoGoesToTheControllerOfItsLu() {
    IoBatch both =
        new IoBatch.Builder()
            .add(5, 1, 0, 700, PAGE, IoKind.READ, tag(0, 1))
            .add(6, 2, 1, 800, PAGE, IoKind.WRITE, tag(1, 2))
            .build(GUEST);
    node.accept(GUEST, both);
    assertThat(node.nextWorkNanos()).isEqualTo(5);
    node.advance(10, context);
    List<RecordingContext.Rows> rows = context.drainRows();
    goes(rows.get(0), "san", CTL0);
    goes(rows.get(1), "san", CTL1);
    assertThat(lines((IoBatch) rows.get(0).rows()))
        .containsExactly("5+1 lu0 #700 READ 32768 tag 1");
    assertThat(lines((IoBatch) rows.get(1).rows()))
        .containsExactly("6+2 lu1 #800 WRITE 32768 tag 2");
    assertThat(((IoBatch) rows.get(0).rows()).route()).containsExactly(GUEST, H1);
    assertThat(statistics(node))
        .isEqualTo(Map.of("HYPR1/SYS&DB direct", 1.0, "HYPR1/LOG direct", 1.0));
  }

  @Test
  void redirectedIoGoesThroughTheOwner() {
    redirect(node);
    redirect(other);
    RecordingContext.Rows toOwner = run(node, GUEST, read(5, 1, 1));
    goes(toOwner, "business", H2);
    assertThat(lines((IoBatch) toOwner.rows())).containsExactly("5+1 lu0 #700 READ 32768 tag 1");
    RecordingContext.Rows toArray = run(other, H1, (IoBatch) toOwner.rows());
    goes(toArray, "san", CTL0);
    assertThat(lines((IoBatch) toArray.rows()))
        .as("the redirector's 150,000 ns are charged by taking out less padding")
        .containsExactly("5+-149999 lu0 #700 READ 32768 tag 1");
    assertThat(((IoBatch) toArray.rows()).route()).containsExactly(GUEST, H1, H2);
    assertThat(statistics(node))
        .isEqualTo(
            Map.of("HYPR1/SYS&DB redirected", 1.0, "HYPR1/SYS&DB redirected bytes", 32_768.0));
    assertThat(statistics(other))
        .isEqualTo(Map.of("HYPR2/SYS&DB served", 1.0, "HYPR2/SYS&DB served bytes", 32_768.0));
  }

  @Test
  void completionsGoBackOneStopAtATime() {
    redirect(node);
    redirect(other);
    run(node, GUEST, read(5, 1, 1));
    run(other, H1, read(5, 1, 1).via(H1));
    other.accept(CTL0, completion(List.of(GUEST, H1, H2), 50, 3, 1));
    other.advance(100, context);
    RecordingContext.Rows toHost = context.drainRows().get(0);
    goes(toHost, "business", H1);
    node.accept(H2, (IoCompletions) toHost.rows());
    node.advance(100, context);
    RecordingContext.Rows toGuest = context.drainRows().get(0);
    goes(toGuest, "", GUEST);
    IoCompletions done = (IoCompletions) toGuest.rows();
    assertThat(List.of(done.timeNanos(0), done.padNanos(0), done.tag(0)))
        .containsExactly(50L, 3L, tag(0, 1));
    node.invariant();
    other.invariant();
  }

  @Test
  void chainsStayTogetherAndPayForEveryHop() {
    IoBatch chain =
        new IoBatch.Builder()
            .add(5, 1, 0, 700, PAGE, IoKind.READ, tag(0, 1))
            .link(0, 702, PAGE, IoKind.READ, 10, 3, tag(0, 2))
            .link(0, 704, PAGE, IoKind.WRITE, 10, 3, tag(0, 3))
            .build(GUEST);
    long direct = 10 + SAN_TRIP;
    assertThat(lines((IoBatch) run(node, GUEST, chain).rows()))
        .containsExactly(
            "5+1 lu0 #700 READ 32768 tag 1",
            "5+1 lu0 #702 READ 32768 tag 2 after " + direct + " hop " + (3 + SAN_TRIP),
            "5+1 lu0 #704 WRITE 32768 tag 3 after " + direct + " hop " + (3 + SAN_TRIP));
    redirect(node);
    redirect(other);
    IoBatch onTheWay = (IoBatch) run(node, GUEST, chain).rows();
    long both = SAN_TRIP + LAN_TRIP;
    assertThat(lines((IoBatch) run(other, H1, onTheWay).rows()))
        .containsExactly(
            "5+-149999 lu0 #700 READ 32768 tag 1",
            "5+-149999 lu0 #702 READ 32768 tag 2 after " + (10 + both) + " hop " + (3 + both),
            "5+-149999 lu0 #704 WRITE 32768 tag 3 after " + (10 + both) + " hop " + (3 + both));
  }

  /** A linked I/O is charged the declared trip, and that is what its redirection cost. */
  @Test
  void theRedirectionOfALinkedIoIsWhatItWasCharged() {
    redirect(node);
    IoBatch chain =
        new IoBatch.Builder()
            .add(5, 1, 0, 700, PAGE, IoKind.READ, tag(0, 1))
            .link(0, 702, PAGE, IoKind.READ, 10, 3, tag(0, 2))
            .build(GUEST);
    run(node, GUEST, chain);
    assertThat(redirects(node, 1_005, 1, 1)).isEqualTo(1_000);
    assertThat(redirects(node, 2_005, 1, 2)).isEqualTo(LAN_TRIP);
    assertThat(redirects(node, 3_005, 1, 2)).as("another I/O in the same slot").isZero();
  }

  @Test
  void aWriteThatPartsFromItsGrowthPaysForTheTripToTheOwner() {
    other.accept(GUEST, growthThenWrite());
    other.advance(10, context);
    context.drainRows();
    assertThat(redirects(other, 1_005, 1, 1)).as("nothing waits for the growth").isZero();
    assertThat(redirects(other, 1_005, 1, 2)).isEqualTo(350_000 + 8 * 16_384);
  }

  /** A completion comes in; how much of its latency does its guest take for redirection? */
  private long redirects(CsvNode at, long time, long pad, int slot) {
    at.accept(CTL0, completion(List.of(GUEST, at.id()), time, pad, slot));
    at.advance(Long.MAX_VALUE, context);
    return ((IoCompletions) context.drainRows().get(0).rows()).redirectNanos(0);
  }

  private static IoBatch growth(EntityId guest) {
    return new IoBatch.Builder().add(5, 1, 0, 700, 16_384, IoKind.METADATA, tag(0, 1)).build(guest);
  }

  @Test
  void metadataGoesToTheOwnerEvenInDirectModeAndBecomesAWriteThere() {
    RecordingContext.Rows toOwner = run(other, GUEST, growth(GUEST));
    goes(toOwner, "business", H1);
    assertThat(lines((IoBatch) toOwner.rows()))
        .containsExactly("5+1 lu0 #700 METADATA 16384 tag 1");
    RecordingContext.Rows toArray = run(node, H2, (IoBatch) toOwner.rows());
    goes(toArray, "san", CTL0);
    assertThat(lines((IoBatch) toArray.rows()))
        .containsExactly("5+-149999 lu0 #0 WRITE 16384 tag 1");
    assertThat(lines((IoBatch) run(node, GUEST, growth(GUEST)).rows()))
        .as("the owner's own; the log of the file system goes on")
        .containsExactly("5+1 lu0 #1 WRITE 16384 tag 1");
    assertThat(statistics(other)).as("metadata is no redirected data").isEmpty();
    assertThat(statistics(node)).isEmpty();
  }

  /** The first write to a new part of a file. */
  private static IoBatch growthThenWrite() {
    return new IoBatch.Builder()
        .add(5, 1, 0, 700, 16_384, IoKind.METADATA, tag(0, 1))
        .link(0, 700, PAGE, IoKind.WRITE, 0, 3, tag(0, 2))
        .build(GUEST);
  }

  @Test
  void onTheOwnerAWriteFollowsTheGrowthOfItsFile() {
    assertThat(lines((IoBatch) run(node, GUEST, growthThenWrite()).rows()))
        .containsExactly(
            "5+1 lu0 #0 WRITE 16384 tag 1",
            "5+1 lu0 #700 WRITE 32768 tag 2 after " + SAN_TRIP + " hop " + (3 + SAN_TRIP));
  }

  @Test
  void redirectedBothGoToTheOwner() {
    redirect(node);
    assertThat(lines((IoBatch) run(node, GUEST, growthThenWrite()).rows()))
        .containsExactly(
            "5+1 lu0 #700 METADATA 16384 tag 1",
            "5+1 lu0 #700 WRITE 32768 tag 2 after " + LAN_TRIP + " hop " + (3 + LAN_TRIP));
  }

  /** A loop through the owner would take two quanta: its declared cost is charged instead. */
  @Test
  void withDirectAccessTheTwoPartAndTheWritePaysForTheTripToTheOwner() {
    other.accept(GUEST, growthThenWrite());
    other.advance(10, context);
    List<RecordingContext.Rows> rows = context.drainRows();
    goes(rows.get(0), "business", H1);
    goes(rows.get(1), "san", CTL0);
    IoBatch write = (IoBatch) rows.get(1).rows();
    assertThat(lines(write)).containsExactly("5+1 lu0 #700 WRITE 32768 tag 2");
    assertThat(write.hopNanos(0)).isEqualTo(3 + SAN_TRIP + 350_000 + 8 * 16_384);
  }

  /** Over the wire the rows of a chain arrive one after another; a segment may end in between. */
  @Test
  void aChainIsNeverTornApart() {
    redirect(other);
    IoBatch chain =
        new IoBatch.Builder()
            .add(5, 1, 0, 700, PAGE, IoKind.READ, tag(0, 1))
            .link(0, 702, PAGE, IoKind.READ, 0, 0, tag(0, 2))
            .add(6, 1, 0, 704, PAGE, IoKind.READ, tag(0, 3))
            .build(GUEST)
            .via(H1)
            .arriving(new long[] {100, 200, 300}, 0);
    other.accept(H1, chain);
    other.advance(150, context);
    assertThat(lines((IoBatch) context.drainRows().get(0).rows()))
        .hasSize(2)
        .allMatch(line -> line.startsWith("100+-149999 "));
    other.advance(350, context);
    assertThat(lines((IoBatch) context.drainRows().get(0).rows()))
        .containsExactly("300+-149999 lu0 #704 READ 32768 tag 3");
  }

  @Test
  void theMetadataAreaIsWrittenRoundAndRound() {
    for (int i = 0; i < CsvWiring.METADATA_BLOCKS; i++) {
      run(node, GUEST, growth(GUEST));
    }
    assertThat(lines((IoBatch) run(node, GUEST, growth(GUEST)).rows()))
        .containsExactly("5+1 lu0 #0 WRITE 16384 tag 1");
  }

  @Test
  void anIdleNodeIsHeldAtOnce() {
    node.on(new CsvNode.Hold(0), context.at(1_000, 200));
    assertThat(context.drainSent())
        .containsExactly(
            new RecordingContext.Sent(1_000, 200, "san", VOLUME, new CsvVolume.Held("HYPR1")));
  }

  @Test
  void aBusyNodeIsHeldWhenTheLastIoIsBack() {
    run(node, GUEST, read(100, 0, 1));
    run(node, GUEST, read(200, 0, 2));
    node.on(new CsvNode.Hold(0), context.at(1_000, 200));
    assertThat(context.drainSent()).isEmpty();
    node.accept(CTL0, completion(List.of(GUEST, H1), 1_500, 50, 1));
    node.advance(2_000, context);
    assertThat(context.drainSent()).as("one is still out").isEmpty();
    node.accept(CTL0, completion(List.of(GUEST, H1), 2_500, 60, 2));
    node.advance(3_000, context);
    assertThat(context.drainSent())
        .as("the drain's padding: the hold's own and that of the I/O that ended it")
        .containsExactly(
            new RecordingContext.Sent(2_500, 260, "san", VOLUME, new CsvVolume.Held("HYPR1")));
    node.accept(GUEST, read(3_100, 0, 3));
    node.advance(4_000, context);
    assertThat(context.drainSent()).as("said once").isEmpty();
  }

  /** Only volume 0 is held: the other one goes on. */
  @Test
  void aHeldIoWaitsForTheResumeAndItsLatencyIsTheTrueHold() {
    node.on(new CsvNode.Hold(0), context.at(1_000, 200));
    IoBatch batch =
        new IoBatch.Builder()
            .add(1_000, 7, 0, 700, PAGE, IoKind.READ, tag(0, 1))
            .add(4_900, 7, 0, 702, PAGE, IoKind.READ, tag(0, 2))
            .add(4_900, 7, 1, 800, PAGE, IoKind.READ, tag(1, 3))
            .build(GUEST);
    goes(run(node, GUEST, batch), "san", CTL1);
    node.on(new CsvNode.Resume(0, "HYPR1", false, 1), context.at(5_000, 700));
    RecordingContext.Rows released = context.drainRows().get(0);
    goes(released, "san", CTL0);
    assertThat(lines((IoBatch) released.rows()))
        .as("of 4,000 ns of waiting the 500 that the hold gathered are padding")
        .containsExactly(
            "5000+507 lu0 #700 READ 32768 tag 1", "5000+107 lu0 #702 READ 32768 tag 2");
    assertThat(context.drainSent())
        .contains(
            new RecordingContext.Sent(
                5_000, 700, "san", VOLUME, new CsvVolume.Resumed("HYPR1", 1)));
    node.invariant();
  }

  @Test
  void whatWasHeldIsRedirectedIfThatIsHowItGoesOn() {
    node.on(new CsvNode.Hold(0), context.at(1_000, 0));
    node.accept(GUEST, read(1_000, 0, 1));
    node.advance(2_000, context);
    assertThat(context.drainRows()).isEmpty();
    node.on(new CsvNode.Resume(0, "HYPR2", true, 2), context.at(5_000, 0));
    goes(context.drainRows().get(0), "business", H2);
  }

  /** If it waited here, the other host's drain would never end. */
  @Test
  void whatOthersHaveRedirectedPassesAHeldOwner() {
    redirect(other);
    other.on(new CsvNode.Hold(0), context.at(1_000, 0));
    goes(run(other, H1, read(1_100, 0, 1).via(H1)), "san", CTL0);
  }

  /** Its guest runs anew elsewhere by the time the path is there again. */
  @Test
  void whatWaitedForThePathNeverGoesOutOnceTheHostHasLeft() {
    Disturbance by = new Disturbance(1, new EntityId("HYPR1.injector"));
    node.on(new CsvNode.LosePath(by), context.at(1_000, 0));
    node.accept(GUEST, read(1_000, 0, 1));
    node.advance(2_000, context);
    node.on(new CsvNode.Leave(), context.at(3_000, 0));
    node.on(new CsvNode.Join(0, "HYPR2", false, 2), context.at(4_000, 0));
    node.on(new CsvNode.FindPath(), context.at(5_000, 0));
    assertThat(context.drainRows()).isEmpty();
  }

  /** The way to it was cut for a while, and the cluster has given it up meanwhile. */
  @Test
  void whatWasSaidBeforeItLeftDoesNotMakeItTheOwner() {
    node.on(new CsvNode.Hold(0), context.at(1_000, 0));
    node.on(new CsvNode.Leave(), context.at(2_000, 0));
    context.drainSent();
    node.on(new CsvNode.Resume(0, "HYPR1", true, 2), context.at(3_000, 0));
    assertThat(context.drainSent()).isEmpty();
    node.on(new CsvNode.Join(0, "HYPR2", true, 3), context.at(4_000, 0));
    goes(run(node, GUEST, read(4_100, 0, 1)), "business", H2);
  }

  @Test
  void tellsItsHostEveryTenSecondsHowMuchItHandled() {
    node.start(context);
    assertThat(context.drainTimers())
        .containsExactly(
            new RecordingContext.Timer("load", 10_000_000_000L, new CsvNode.ReportLoad()));
    run(node, GUEST, read(5, 0, 1));
    node.on(new CsvNode.ReportLoad(), context.at(10_000_000_000L, 0));
    node.on(new CsvNode.ReportLoad(), context.at(20_000_000_000L, 0));
    assertThat(context.drainSent())
        .extracting(RecordingContext.Sent::message)
        .containsExactly(new CsvNode.IoHandled(1), new CsvNode.IoHandled(0));
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(
            () -> {
              node.accept(CTL0, completion(List.of(GUEST, H2), 5, 0, 1));
              node.advance(10, context);
            })
        .hasMessage("HYPR1.csv got completions for HYPR2.csv");
    CsvNode fresh = new CsvNode("HYPR1", WIRING);
    fresh.accept(CTL0, completion(List.of(GUEST, H1), 5, 0, 1));
    fresh.advance(10, context);
    assertThatThrownBy(fresh::invariant).hasMessage("HYPR1 SYS&DB: -1 I/Os in flight");
  }

  /** That a write has failed is known at the guest, whichever way it went. */
  @Test
  void aFailureTravelsBackDirectlyAndThroughTheOwner() {
    IoCompletions.Builder direct = new IoCompletions.Builder();
    run(node, GUEST, read(5, 1, 1));
    direct.add(50, 4, tag(0, 1), 5, 0, PAGE).failed();
    assertThat(failed(back(node, CTL0, direct.build(List.of(GUEST, H1))))).isTrue();
    redirect(node);
    redirect(other);
    RecordingContext.Rows toOwner = run(node, GUEST, read(60, 1, 2));
    RecordingContext.Rows toArray = run(other, H1, (IoBatch) toOwner.rows());
    List<EntityId> route = ((IoBatch) toArray.rows()).route();
    IoCompletions.Builder redirected = new IoCompletions.Builder();
    redirected.add(90, 4, tag(0, 2), 5, 0, PAGE).failed();
    IoCompletions atOwner = back(other, CTL0, redirected.build(route));
    assertThat(failed(atOwner)).isTrue();
    assertThat(failed(back(node, H2, atOwner))).isTrue();
  }

  private IoCompletions back(CsvNode at, EntityId from, IoCompletions batch) {
    at.accept(from, batch);
    at.advance(Long.MAX_VALUE, context);
    List<RecordingContext.Rows> rows = context.drainRows();
    assertThat(rows).hasSize(1);
    return (IoCompletions) rows.get(0).rows();
  }

  private static boolean failed(IoCompletions batch) {
    return batch.size() == 1 && batch.isFailed(0);
  }
}
