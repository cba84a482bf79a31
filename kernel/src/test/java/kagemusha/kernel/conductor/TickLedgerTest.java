package kagemusha.kernel.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickLedgerTest {
  private static final List<String> ALL = List.of("A", "B", "C");

  private final TickLedger ledger = new TickLedger(ALL);

  @BeforeEach
  void open() {
    ledger.open(ALL);
  }

  private void doneWithoutMail(String... machines) {
    for (String machine : machines) {
      ledger.done(machine, List.of());
    }
  }

  @Test
  void waitsForEveryMachine() {
    doneWithoutMail("A", "B");
    assertThat(ledger.isComplete()).isFalse();
    doneWithoutMail("C");
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void waitsForEveryLetter() {
    ledger.done("A", List.of("B", "C"));
    doneWithoutMail("B", "C");
    ledger.received("B", "A");
    assertThat(ledger.isComplete()).isFalse();
    ledger.received("C", "A");
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void aReceiptMayComeBeforeItsSenderIsDone() {
    doneWithoutMail("B", "C");
    ledger.received("B", "A");
    assertThat(ledger.isComplete()).isFalse();
    ledger.done("A", List.of("B"));
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void aNewTickStartsFromNothing() {
    doneWithoutMail("A", "B", "C");
    ledger.received("B", "A");
    ledger.open(ALL);
    assertThat(ledger.isComplete()).isFalse();
    doneWithoutMail("B", "C");
    ledger.done("A", List.of("B"));
    assertThat(ledger.isComplete()).as("the receipt of the old tick does not count").isFalse();
  }

  @Test
  void aLossDropsTheMailOfTheDeadAndTheMailToIt() {
    ledger.done("A", List.of("B", "C"));
    ledger.done("B", List.of("A", "C"));
    ledger.received("C", "A");
    ledger.received("C", "B");
    ledger.received("A", "B");
    doneWithoutMail("C");
    assertThat(ledger.isComplete()).as("B has not got A's").isFalse();
    assertThat(ledger.lose("B")).isTrue();
    assertThat(ledger.isComplete()).isTrue();
    assertThat(ledger.dropped()).containsExactly("B");
    assertThat(ledger.living()).containsExactly("A", "C");
    assertThat(ledger.lose("B")).as("only once").isFalse();
  }

  @Test
  void mailToADeadMachineIsNotAwaited() {
    ledger.lose("B");
    doneWithoutMail("C");
    ledger.done("A", List.of("B"));
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void theWordOfADeadMachineDoesNotCount() {
    ledger.lose("B");
    ledger.done("B", List.of("A"));
    doneWithoutMail("A");
    assertThat(ledger.isComplete()).isFalse();
    doneWithoutMail("C");
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void waitsForTheMachinesThatRunTheTickAndForAllMail() {
    ledger.open(List.of("A"));
    ledger.done("A", List.of("B"));
    assertThat(ledger.isComplete()).as("B runs nothing but has to receive").isFalse();
    ledger.received("B", "A");
    assertThat(ledger.isComplete()).isTrue();
    assertThat(ledger.lose("C")).as("it lived, though it had nothing to do").isTrue();
    assertThat(ledger.isComplete()).isTrue();
    assertThat(ledger.dropped()).containsExactly("C");
  }

  /** In whatever order reports and receipts come: complete with the last one, not before. */
  @Property(tries = 200)
  void theLastReportCompletes(@ForAll long seed) {
    TickLedger fresh = new TickLedger(ALL);
    fresh.open(ALL);
    List<Runnable> reports = new ArrayList<>();
    reports.add(() -> fresh.done("A", List.of("B", "C")));
    reports.add(() -> fresh.done("B", List.of("A")));
    reports.add(() -> fresh.done("C", List.of()));
    reports.add(() -> fresh.received("B", "A"));
    reports.add(() -> fresh.received("C", "A"));
    reports.add(() -> fresh.received("A", "B"));
    RandomStream random = RandomStream.of(seed, "ledger", "order");
    for (int i = reports.size(); i > 1; i--) {
      Collections.swap(reports, i - 1, (int) random.below(i));
    }
    for (Runnable report : reports) {
      assertThat(fresh.isComplete()).isFalse();
      report.run();
    }
    assertThat(fresh.isComplete()).isTrue();
  }
}
