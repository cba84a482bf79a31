package kagemusha.load.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.protocol.LogonReplies;
import kagemusha.load.protocol.LogonRows;
import kagemusha.load.testkit.FakeContext;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** One after the other, 20 ms each, answered when due and not before. */
class DomainControllerTest {
  private static final long MS = 1_000_000;

  private record Answer(String client, long timeMs, long padMs, long tag) {}

  private final List<Answer> answers = new ArrayList<>();

  private void carry(EntityId from, EntityId to, Batch rows) {
    var replies = (LogonReplies) rows;
    for (int row = 0; row < rows.size(); row++) {
      answers.add(
          new Answer(
              to.name(),
              replies.timeNanos(row) / MS,
              replies.padNanos(row) / MS,
              replies.tag(row)));
    }
  }

  @Test
  void firstComeFirstServed() {
    var id = new EntityId("HYDC1");
    var controller = new DomainController(id, TestSite.topology(TestSite.mail(), 10, 60));
    var context = new FakeContext(id, 1, 100 * MS, this::carry);
    var first = new EntityId("EXCL01");
    var second = new EntityId("EXCL02");
    controller.accept(
        first, new LogonRows.Builder().add(10 * MS, MS, 1).add(95 * MS, MS, 2).build(first));
    controller.accept(
        second, new LogonRows.Builder().add(12 * MS, MS, 3).add(85 * MS, 2 * MS, 4).build(second));

    controller.advance(100 * MS, context);
    controller.invariant();
    assertThat(answers)
        .containsExactly(new Answer("EXCL01", 30, 1, 1), new Answer("EXCL02", 50, 1, 3));
    assertThat(controller.nextWorkNanos()).isEqualTo(105 * MS);

    answers.clear();
    controller.advance(200 * MS, context);
    controller.invariant();
    assertThat(answers)
        .containsExactly(new Answer("EXCL01", 125, 1, 2), new Answer("EXCL02", 105, 2, 4));
    assertThat(controller.nextWorkNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(controller.counters().get(0).read().getAsDouble()).isEqualTo(0.4);
  }
}
