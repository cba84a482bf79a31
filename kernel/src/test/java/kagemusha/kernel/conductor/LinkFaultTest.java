package kagemusha.kernel.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Datagram;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRows;
import kagemusha.kernel.testkit.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages, datagrams and rows over a network that fails between five and eight seconds. */
class LinkFaultTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final long QUANTUM = 100 * MS;
  private static final long FROM = 5 * SECOND;
  private static final long UNTIL = 8 * SECOND;
  private static final long GAP = 50 * MS;
  private static final String LAN = "lan";
  private static final EntityId A = new EntityId("A");
  private static final EntityId B = new EntityId("B");

  /** An adapter of 8 Gbit/s, where a message takes 256 ns, and no latency. */
  private static final NicSpec NIC = new NicSpec(LAN, 8_000_000_000L, 0);

  record Word(int number, long sentNanos) implements Message {}

  record Beat(int number, long sentNanos) implements Datagram {}

  record Next() implements Message {}

  /** What somebody heard, how long it took beside the padding. */
  private record Heard(int number, long sentNanos, long atNanos, long tookNanos) {
    boolean sentIn(long from, long until) {
      return sentNanos >= from && sentNanos < until;
    }
  }

  /** Talks to another one and hears it. */
  private static final class Talker implements Entity<Message> {
    final List<Heard> words = new ArrayList<>();
    final List<Heard> beats = new ArrayList<>();
    final List<Heard> rows = new ArrayList<>();
    private final EntityId id;
    private final EntityId other;
    private final LinkFault fault;
    private final long bytes;
    private final Inbox<TestRows> inbox = new Inbox<>();
    private int number;

    Talker(EntityId id, EntityId other, long bytes, LinkFault fault) {
      this.id = id;
      this.other = other;
      this.bytes = bytes;
      this.fault = fault;
    }

    @Override
    public EntityId id() {
      return id;
    }

    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      context.timer("next", GAP, new Next());
      if (fault != null) {
        context.impair(fault);
        context.heal(fault.name(), UNTIL);
      }
    }

    @Override
    public void on(Message message, Context context) {
      long now = context.nowNanos();
      if (message instanceof Word word) {
        words.add(new Heard(word.number, word.sentNanos, now, took(word.sentNanos, context)));
      } else if (message instanceof Beat beat) {
        beats.add(new Heard(beat.number, beat.sentNanos, now, took(beat.sentNanos, context)));
      } else {
        context.send(LAN, other, new Word(number, now));
        context.send(LAN, other, new Beat(number++, now));
        context.send(LAN, other, TestRows.sized((int) bytes, now));
        context.timer("next", now + GAP, new Next());
      }
    }

    private static long took(long sentNanos, Context context) {
      return context.nowNanos() - sentNanos - context.padNanos();
    }

    @Override
    public void accept(EntityId from, Batch batch) {
      inbox.add(from.name(), (TestRows) batch);
    }

    @Override
    public long nextWorkNanos() {
      return inbox.nextNanos();
    }

    @Override
    public void advance(long untilNanos, Context context) {
      while (inbox.next(untilNanos)) {
        long sent = (rows.size() + 1) * GAP;
        long at = inbox.batch().timeNanos(inbox.row());
        long pad = inbox.batch().padNanos(inbox.row());
        rows.add(new Heard(rows.size(), sent, at, at - sent - pad));
      }
    }
  }

  private record Outcome(Talker a, Talker b, TestRun run) {
    List<EventRecord> events(int id) {
      return run.events().stream().filter(event -> event.id() == id).toList();
    }
  }

  private static Outcome run(LinkFault fault, long seed, long bytes) {
    Talker a = new Talker(A, B, bytes, fault);
    Talker b = new Talker(B, A, bytes, null);
    TestRun run =
        TestRun.of(
            new RunSettings(seed, QUANTUM, 20 * SECOND, 0, 20 * SECOND),
            new MachineBlueprint("MA", List.of(a), List.of(A), List.of(NIC)),
            new MachineBlueprint("MB", List.of(b), List.of(B), List.of(NIC)));
    return new Outcome(a, b, run);
  }

  private static Outcome run(Impairment impairment) {
    return run(fault(impairment, false), 1, 0);
  }

  private static LinkFault fault(Impairment impairment, boolean bothWays) {
    return new LinkFault(
        "f", LAN, LinkFault.between(List.of("MA"), List.of("MB"), bothWays), impairment, FROM);
  }

  private static void isInOrder(List<Heard> heard) {
    assertThat(heard).hasSizeGreaterThan(390);
    for (int i = 0; i < heard.size(); i++) {
      assertThat(heard.get(i).number()).isEqualTo(i);
      assertThat(heard.get(i).atNanos())
          .isGreaterThanOrEqualTo(heard.get(Math.max(0, i - 1)).atNanos());
    }
  }

  @Test
  void whatIsSentIntoACutWaitsAndDatagramsAreLost() {
    Outcome outcome = run(Impairment.ofCut());
    for (List<Heard> heard : List.of(outcome.b.words, outcome.b.rows)) {
      isInOrder(heard);
      assertThat(heard)
          .filteredOn(each -> each.sentIn(FROM, UNTIL))
          .hasSize(60)
          .allMatch(each -> each.atNanos() >= UNTIL + QUANTUM)
          // Sent at 5 s, again after 0.3, 0.6, 1.2 and 2.4 s: the last is the first that arrives.
          .allMatch(each -> each.sentNanos() + each.tookNanos() >= FROM + 4_500 * MS)
          .allMatch(each -> each.tookNanos() < 4_501 * MS);
      assertThat(heard)
          .filteredOn(each -> !each.sentIn(FROM, FROM + 4_500 * MS))
          .allMatch(each -> each.tookNanos() < 20_000);
    }
    assertThat(outcome.b.beats)
        .noneMatch(each -> each.sentIn(FROM, UNTIL))
        .hasSizeBetween(337, 340);
    isInOrder(outcome.a.beats);
    assertThat(outcome.a.words).allMatch(each -> each.tookNanos() < 2_000);
    assertThat(outcome.events(9312)).singleElement().satisfies(LinkFaultTest::tellsOfTheCut);
  }

  private static void tellsOfTheCut(EventRecord event) {
    assertThat(event.timeNanos()).isEqualTo(UNTIL);
    assertThat(event.machine()).isEqualTo("MA");
    assertThat(event.text()).contains("120 messages and I/Os waited", "60 datagrams were lost");
  }

  @Test
  void bothWaysBeginAndEndAtOneTime() {
    Outcome outcome = run(fault(Impairment.ofCut(), true), 1, 0);
    assertThat(outcome.events(9311)).hasSize(2).allMatch(event -> event.timeNanos() == FROM);
    assertThat(outcome.events(9312)).hasSize(2).allMatch(event -> event.timeNanos() == UNTIL);
    assertThat(outcome.a.beats).noneMatch(each -> each.sentIn(FROM, UNTIL));
    assertThat(outcome.b.beats).noneMatch(each -> each.sentIn(FROM, UNTIL));
  }

  @Test
  void whatGetsLostIsSentAgainUntilItArrives() {
    Outcome outcome = run(Impairment.ofLoss(0.3));
    isInOrder(outcome.b.words);
    isInOrder(outcome.b.rows);
    List<Heard> meanwhile =
        outcome.b.words.stream().filter(each -> each.sentIn(FROM, UNTIL)).toList();
    assertThat(meanwhile).anyMatch(each -> each.tookNanos() >= 300 * MS);
    assertThat(meanwhile).anyMatch(each -> each.tookNanos() < 2_000);
    long beats = outcome.b.beats.stream().filter(each -> each.sentIn(FROM, UNTIL)).count();
    assertThat(beats).isBetween(30L, 55L);
    assertThat(run(Impairment.ofLoss(0.3)).b.words).isEqualTo(outcome.b.words);
    assertThat(run(fault(Impairment.ofLoss(0.3), false), 2, 0).b.words)
        .isNotEqualTo(outcome.b.words);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 40, 700})
  void aLongerWayIsNoPadding(long delayMs) {
    Outcome outcome = run(Impairment.ofDelay(delayMs * MS));
    for (List<Heard> heard : List.of(outcome.b.words, outcome.b.beats)) {
      assertThat(heard)
          .filteredOn(each -> each.sentIn(FROM, UNTIL))
          .hasSize(60)
          .allMatch(each -> each.tookNanos() - delayMs * MS < 2_000)
          .allMatch(each -> each.tookNanos() >= delayMs * MS);
    }
    isInOrder(outcome.b.words);
    isInOrder(outcome.b.rows);
  }

  @Test
  void aNarrowWayMakesAQueue() {
    // 20 times 10,512 bytes a second are 1.68 Mbit/s: in three seconds 3.3 seconds are left over.
    Outcome outcome = run(fault(Impairment.ofBandwidth(800_000), false), 1, 10_000);
    isInOrder(outcome.b.rows);
    Heard last =
        outcome.b.rows.stream().filter(row -> row.sentIn(0, UNTIL)).reduce((x, y) -> y).get();
    assertThat(last.tookNanos()).isBetween(3_250 * MS, 3_400 * MS);
  }

  @Test
  void aFlappingLinkIsCutInTurns() {
    Outcome outcome = run(Impairment.ofCut().flapping(400 * MS, 600 * MS));
    isInOrder(outcome.b.words);
    List<Heard> beats = outcome.b.beats;
    IntStream.range(0, 3)
        .mapToLong(turn -> FROM + turn * SECOND)
        .forEach(
            turn -> {
              assertThat(beats).noneMatch(each -> each.sentIn(turn, turn + 400 * MS));
              assertThat(beats)
                  .filteredOn(each -> each.sentIn(turn + 400 * MS, turn + SECOND))
                  .hasSize(12);
            });
  }

  @Test
  void aFaultThatNobodyMetSaysSo() {
    LinkFault elsewhere =
        new LinkFault(
            "f",
            "san",
            LinkFault.between(List.of("MA"), List.of("MB"), false),
            Impairment.ofCut(),
            FROM);
    Outcome outcome = run(elsewhere, 1, 0);
    assertThat(outcome.events(9313)).hasSize(1);
    isInOrder(outcome.b.words);
  }

  @Test
  void theEndOfTheRunEndsAFault() {
    LinkFault late =
        new LinkFault(
            "f",
            LAN,
            LinkFault.between(List.of("MA"), List.of("MB"), true),
            Impairment.ofCut(),
            19 * SECOND);
    assertThat(run(late, 1, 0).events(9312))
        .hasSize(2)
        .allMatch(event -> event.timeNanos() == 20 * SECOND);
  }

  @Test
  void nothingFailsWithoutNotice() {
    LinkFault sudden =
        new LinkFault(
            "f",
            LAN,
            LinkFault.between(List.of("MA"), List.of("MB"), true),
            Impairment.ofCut(),
            QUANTUM - 1);
    assertThatThrownBy(() -> run(sudden, 1, 0)).hasMessageContaining("so soon");
  }
}
