package kagemusha.array.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** The delays on the way travel with the row that has them. */
class IoCompletionsTest {
  private static final List<EntityId> ROUTE = List.of(new EntityId("GUEST1"), new EntityId("H1"));

  private static List<Long> delays(IoCompletions batch, int row) {
    return List.of(batch.holdNanos(row), batch.redirectNanos(row));
  }

  @Test
  void delaysStayWithTheirRow() {
    IoCompletions.Builder builder = new IoCompletions.Builder();
    for (int row = 0; row < 40; row++) {
      builder.add(row, 0, row, 5, 0, 0);
    }
    IoCompletions batch =
        builder.add(40, 0, 40, 5, 0, 0).delayed(7, 8).add(41, 0, 41, 5, 0, 0).build(ROUTE);
    for (IoCompletions each : List.of(batch, batch.back(), batch.arriving(new long[42], 9))) {
      assertThat(delays(each, 0)).containsExactly(0L, 0L);
      assertThat(delays(each, 40)).containsExactly(7L, 8L);
      assertThat(delays(each, 41)).containsExactly(0L, 0L);
    }
    IoCompletions copied = builder.copy(batch, 40).copy(batch, 41).build(ROUTE);
    assertThat(delays(copied, 0)).containsExactly(7L, 8L);
    assertThat(delays(copied, 1)).containsExactly(0L, 0L);
    IoCompletions fresh = builder.copy(batch, 41).build(ROUTE);
    assertThat(delays(fresh, 0)).containsExactly(0L, 0L);
  }

  @Test
  void aFailureStaysWithItsRow() {
    IoCompletions.Builder builder = new IoCompletions.Builder();
    for (int row = 0; row < 20; row++) {
      builder.add(row, 0, row, 5, 0, 0);
    }
    IoCompletions batch = builder.failed().add(20, 0, 20, 5, 0, 0).build(ROUTE);
    for (IoCompletions each : List.of(batch, batch.back(), batch.arriving(new long[21], 9))) {
      assertThat(each.isFailed(18)).isFalse();
      assertThat(each.isFailed(19)).isTrue();
      assertThat(each.isFailed(20)).isFalse();
    }
    assertThat(batch.failed(true).tag(0)).isEqualTo(19);
    assertThat(batch.failed(true).isFailed(0)).isTrue();
    assertThat(batch.failed(false).size()).isEqualTo(20);
    assertThat(batch.failed(false).anyFailed()).isFalse();
    assertThat(builder.copy(batch, 20).build(ROUTE).anyFailed()).as("forgotten").isFalse();
  }
}
