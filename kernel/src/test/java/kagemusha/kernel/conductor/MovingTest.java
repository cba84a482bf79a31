package kagemusha.kernel.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.entity.MovableEntity;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.testkit.TestRows;
import org.junit.jupiter.api.Test;

/** An entity changes its machine under a stream of messages and rows. */
class MovingTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long QUANTUM = 100_000_000L;
  private static final String LAN = "lan";
  private static final EntityId GUEST = new EntityId("GUEST");
  private static final EntityId MOVER_A = new EntityId("MOVER-A");
  private static final EntityId MOVER_B = new EntityId("MOVER-B");
  private static final EntityId SENDER = new EntityId("SENDER");

  record Tock(int number) implements Message {}

  record Tick() implements Message {}

  record Go(Departure departure) implements Message {}

  record Adopt(long atNanos) implements Message {}

  /** Leave in the middle of a cut. */
  record GoIntoCut(Departure departure, LinkFault cut, long untilNanos) implements Message {}

  record Baggage(int tocks, int rows) {}

  /** Counts what reaches it; its own clock ticks on wherever it is. */
  private static final class Guest implements MovableEntity<Message, Baggage> {
    private final String machine;
    private final Inbox<TestRows> inbox = new Inbox<>();
    private int tocks;
    private int rows;

    Guest(String machine) {
      this.machine = machine;
    }

    @Override
    public EntityId id() {
      return GUEST;
    }

    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public Class<Baggage> stateType() {
      return Baggage.class;
    }

    @Override
    public void start(Context context) {
      say("starts", context);
      context.timer("tick", context.nowNanos() + SECOND, new Tick());
    }

    @Override
    public Baggage pack() {
      return new Baggage(tocks, rows);
    }

    @Override
    public void unpack(Baggage state, Context context) {
      tocks = state.tocks();
      rows = state.rows();
      say("is here after " + tocks + " tocks", context);
    }

    @Override
    public void evicted(Context context) {
      say("is evicted", context);
    }

    @Override
    public void on(Message message, Context context) {
      if (message instanceof Tock tock) {
        say("tock " + tock.number() + " is number " + tocks++, context);
      } else {
        say("ticks", context);
        context.timer("tick", context.nowNanos() + SECOND, new Tick());
      }
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
        rows++;
      }
    }

    @Override
    public List<Counter> counters() {
      return List.of(Counter.every10s(new CounterName("GUEST", "Rows", "", "Total"), () -> rows));
    }

    private void say(String what, Context context) {
      context.event("guest", 1, Level.INFORMATION, machine + ": " + what, "");
    }
  }

  /** Sends the guest away, or takes it in. */
  private record Mover(EntityId id, Message order, long atNanos) implements Entity<Message> {
    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      if (order != null) {
        context.timer("order", atNanos, order);
      }
    }

    @Override
    public void on(Message message, Context context) {
      if (message instanceof Go go) {
        context.depart(go.departure());
      } else if (message instanceof GoIntoCut go) {
        context.impair(go.cut());
        context.heal(go.cut().name(), go.untilNanos());
        context.depart(go.departure());
      } else if (message instanceof Adopt adopt) {
        context.adopt(List.of(GUEST), adopt.atNanos());
      }
    }
  }

  /** Ten messages and ten rows a second. */
  private static final class Sender implements Entity<Message> {
    private int number;

    @Override
    public EntityId id() {
      return SENDER;
    }

    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      context.timer("next", SECOND / 20, new Tick());
    }

    @Override
    public void on(Message message, Context context) {
      context.send(LAN, GUEST, new Tock(number++));
      context.send(LAN, GUEST, TestRows.at(context.nowNanos()));
      context.timer("next", context.nowNanos() + SECOND / 10, new Tick());
    }
  }

  private static final class Heard implements RunListener {
    final List<EventRecord> events = new ArrayList<>();
    final List<List<SampleRow>> samples = new ArrayList<>();
    List<List<CounterColumn>> columns;

    @Override
    public void begun(List<String> machines, List<List<CounterColumn>> all) {
      columns = all;
    }

    @Override
    public void committed(
        long tick,
        long startNanos,
        long endNanos,
        List<List<SampleRow>> rows,
        List<EventRecord> happened) {
      events.addAll(happened);
      samples.addAll(rows.stream().allMatch(List::isEmpty) ? List.of() : rows);
    }

    List<String> texts() {
      return events.stream().map(EventRecord::text).toList();
    }
  }

  private static MachineBlueprint host(String name, boolean occupied, Mover mover) {
    List<Entity<?>> entities = new ArrayList<>();
    entities.add(mover);
    if (occupied) {
      entities.add(new Guest(name));
    }
    return new MachineBlueprint(
        name, entities, Map.of(GUEST, () -> new Guest(name)), List.of(GUEST), nics());
  }

  private static List<NicSpec> nics() {
    return List.of(new NicSpec(LAN, 1_000_000_000L, 50_000));
  }

  private static Heard run(Message orderOfA, Message orderOfB, long orderNanos) {
    Heard heard = new Heard();
    Sender sender = new Sender();
    new BareLoop(
            List.of(
                host("A", true, new Mover(MOVER_A, orderOfA, orderNanos)),
                host("B", false, new Mover(MOVER_B, orderOfB, orderNanos)),
                new MachineBlueprint("C", List.of(sender), List.of(), nics())),
            new RunSettings(1, QUANTUM, 20 * SECOND, 0, 20 * SECOND),
            new Directory(Map.of(GUEST, "A", MOVER_A, "A", MOVER_B, "B", SENDER, "C")),
            heard)
        .run();
    return heard;
  }

  private static Go leaveAt(long atNanos, long bytes) {
    return new Go(new Departure(List.of(GUEST), "B", atNanos, LAN, bytes));
  }

  @Test
  void everythingReachesItOnceAndInOrderWhereverItIs() {
    for (long at : LongStream.range(0, 12).map(i -> 5 * SECOND + i * 17_000_000L).toArray()) {
      Heard heard = run(leaveAt(at, 60_000_000), null, at - QUANTUM);
      List<String> texts = heard.texts();
      List<String> tocks = texts.stream().filter(text -> text.contains("tock ")).toList();
      assertThat(tocks).hasSizeBetween(197, 199);
      for (int i = 0; i < tocks.size(); i++) {
        assertThat(tocks.get(i)).endsWith("tock " + i + " is number " + i);
      }
      int here = texts.indexOf(texts.stream().filter(t -> t.contains("is here")).findFirst().get());
      assertThat(texts.subList(0, here)).allMatch(text -> text.startsWith("A: "));
      assertThat(texts.subList(here, texts.size())).allMatch(text -> text.startsWith("B: "));
      assertThat(texts).filteredOn(text -> text.endsWith("ticks")).hasSizeBetween(19, 20);
    }
  }

  @Test
  void itsJourneyTakesAsLongAsItsStateOccupiesTheNetwork() {
    Heard heard = run(leaveAt(5 * SECOND, 62_500_000), null, SECOND);
    long there =
        heard.events.stream()
            .filter(event -> event.text().contains("is here"))
            .mapToLong(EventRecord::timeNanos)
            .findFirst()
            .getAsLong();
    // 62.5 MB take half a second at 1 Gbit/s; the hop adds latency and one quantum.
    assertThat(there).isBetween(5_600_000_000L, 5_601_000_000L);
  }

  @Test
  void aJourneyAcrossACutGoesOnWhenItIsHealed() {
    LinkFault cut =
        new LinkFault(
            "cut",
            LAN,
            LinkFault.between(List.of("A"), List.of("B"), true),
            Impairment.ofCut(),
            4 * SECOND);
    Departure departure = new Departure(List.of(GUEST), "B", 5 * SECOND, LAN, 1_000);
    Heard heard = run(new GoIntoCut(departure, cut, 7 * SECOND), null, SECOND);
    List<String> tocks = heard.texts().stream().filter(text -> text.contains("tock ")).toList();
    assertThat(tocks).hasSizeBetween(197, 199);
    for (int i = 0; i < tocks.size(); i++) {
      assertThat(tocks.get(i)).endsWith("tock " + i + " is number " + i);
    }
    // Sent at 5 s, again after 0.3, 0.6 and 1.2 s.
    assertThat(
            heard.events.stream()
                .filter(event -> event.text().contains("is here"))
                .map(EventRecord::timeNanos))
        .singleElement()
        .satisfies(at -> assertThat(at).isBetween(7_200_000_000L, 7_201_000_000L));
  }

  @Test
  void itsCountersGoOnInTheColumnsOfItsNewMachine() {
    Heard heard = run(leaveAt(5 * SECOND, 1_000), null, SECOND);
    assertThat(heard.columns.get(0)).contains(new CounterColumn("\\\\GUEST\\Rows\\Total", 10));
    assertThat(heard.columns.get(1)).contains(new CounterColumn("\\\\GUEST\\Rows\\Total", 10));
    double[] a = heard.samples.get(0).get(0).values();
    double[] b = heard.samples.get(1).get(0).values();
    assertThat(a[a.length - 1]).isNaN();
    assertThat(b[b.length - 1]).isBetween(97.0, 99.0);
  }

  @Test
  void anAdoptedEntityBeginsANewLifeAndTheOldOneIsEvicted() {
    Heard heard = run(null, new Adopt(6 * SECOND), 5 * SECOND);
    List<String> texts = heard.texts();
    assertThat(texts).containsOnlyOnce("A: is evicted", "B: starts");
    assertThat(texts.subList(texts.indexOf("B: starts"), texts.size()))
        .noneMatch(text -> text.startsWith("A: tock"));
    assertThat(texts).contains("B: tock 59 is number 0");
  }

  @Test
  void whoIsAdoptedBeforeItLeavesDoesNotLeave() {
    Heard heard = run(leaveAt(7 * SECOND, 1_000), new Adopt(6 * SECOND), 5 * SECOND);
    assertThat(heard.texts())
        .containsOnlyOnce("A: is evicted", "B: starts")
        .noneMatch(text -> text.contains("is here"));
  }

  @Test
  void nobodyLeavesWithoutNotice() {
    assertThatThrownBy(() -> run(leaveAt(5 * SECOND, 1), null, 5 * SECOND - QUANTUM / 2))
        .hasMessageContaining("so soon");
  }
}
