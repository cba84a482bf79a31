package kagemusha.kernel.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.testkit.Say;
import org.junit.jupiter.api.Test;

/** What a loop without a cluster repeats of a run: orders, deaths, returns and an early end. */
class BareLoopTest {
  private static final long SECOND = 1_000_000_000L;
  private static final EntityId BOOK = new EntityId("BOOK");
  private static final EntityId BELL = new EntityId("BELL");

  /** What the book keeps. */
  sealed interface Entry {
    record Line(String text) implements Entry {}
  }

  /** Writes down what it hears, and reads it out when it begins a new life. */
  private static final class Book implements DurableEntity<Say, Entry> {
    private final List<String> lines = new ArrayList<>();

    @Override
    public EntityId id() {
      return BOOK;
    }

    @Override
    public Class<Say> protocol() {
      return Say.class;
    }

    @Override
    public Class<Entry> eventType() {
      return Entry.class;
    }

    @Override
    public void apply(Entry entry) {
      lines.add(((Entry.Line) entry).text());
    }

    @Override
    public void start(Context context) {
      context.event("book", 1, Level.INFORMATION, "begins with " + lines, "");
    }

    @Override
    public void on(Say say, Context context) {
      Entry line = new Entry.Line(say.text());
      context.persist(line);
      apply(line);
      context.event("book", 2, Level.INFORMATION, say.text(), "");
    }
  }

  /** Rings every five seconds. */
  private static final class Bell implements Entity<Message> {
    private int rung;

    @Override
    public EntityId id() {
      return BELL;
    }

    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      context.timer("ring", 5 * SECOND, new Say("ring"));
    }

    @Override
    public void on(Message message, Context context) {
      context.send("lan", BOOK, new Say("ring " + rung++));
      context.timer("ring", context.nowNanos() + 5 * SECOND, new Say("ring"));
    }
  }

  private static final class Heard implements RunListener {
    private final List<String> said = new ArrayList<>();

    @Override
    public void committed(
        long tick,
        long startNanos,
        long endNanos,
        List<List<SampleRow>> samples,
        List<EventRecord> events) {
      events.forEach(event -> said.add(event.timeNanos() / SECOND + ": " + event.text()));
    }

    @Override
    public void ordered(OutsideOrder order, long tick, long startNanos) {
      said.add("order " + order.text() + " in tick " + tick + " at " + startNanos / SECOND);
    }

    @Override
    public void lost(String machine, long tick, long startNanos, boolean comesBack) {
      said.add("lost " + machine + " at " + startNanos / SECOND);
    }

    @Override
    public void returned(String machine, long tick, long startNanos) {
      said.add("returned " + machine);
    }

    @Override
    public void ended(RunOutcome outcome, List<MachineReport.Summary> summaries) {
      said.add(outcome.toString());
    }
  }

  private static BareLoop loop(Heard heard) {
    List<NicSpec> nics = List.of(new NicSpec("lan", 1_000_000_000L, 1_000));
    return new BareLoop(
        List.of("LIBRARY", "TOWER"),
        name ->
            name.equals("TOWER")
                ? new MachineBlueprint(name, List.of(new Bell()), List.of(), nics)
                : new MachineBlueprint(name, List.of(new Book()), List.of(), nics),
        new RunSettings(1, SECOND, 25 * SECOND, 0, 25 * SECOND),
        new Directory(Map.of(BOOK, "LIBRARY", BELL, "TOWER")),
        heard);
  }

  private static OutsideOrder order(int number, String text) {
    return new OutsideOrder(
        number, text, List.of(new MachineCommand.Order("LIBRARY", number, BOOK, new Say(text))));
  }

  @Test
  void ordersReachTheirEntitiesAtTheBeginningOfTheirTick() {
    Heard heard = new Heard();
    loop(heard)
        .ordering(7 * SECOND, order(2, "second"))
        .ordering(7 * SECOND, order(3, "third"))
        .ordering(3 * SECOND, order(1, "first"))
        .run();
    assertThat(heard.said)
        .containsSubsequence(
            "0: begins with []",
            "order first in tick 1 at 3",
            "3: first",
            "6: ring 0",
            "order second in tick 4 at 7",
            "order third in tick 4 at 7",
            "7: second",
            "7: third",
            "11: ring 1");
  }

  @Test
  void aMachineThatComesBackKnowsWhatIsInItsJournal() {
    Heard heard = new Heard();
    loop(heard).booting("LIBRARY", Duration.ofSeconds(6)).losing("LIBRARY", 12 * SECOND).run();
    assertThat(heard.said)
        .containsSubsequence(
            "6: ring 0",
            "11: ring 1",
            "lost LIBRARY at 15",
            "returned LIBRARY",
            "22: begins with [ring 0, ring 1]")
        .noneMatch(text -> text.endsWith("ring 2") || text.endsWith("ring 3"));
  }

  @Test
  void endsWhereItIsTold() {
    Heard heard = new Heard();
    loop(heard).until(2).run();
    assertThat(heard.said)
        .containsExactly("0: begins with []", "6: ring 0", "Interrupted[timeNanos=7000000000]");
  }
}
