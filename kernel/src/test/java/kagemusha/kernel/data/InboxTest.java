package kagemusha.kernel.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.testkit.TestRows;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final Inbox<TestRows> inbox = new Inbox<>();

  private List<String> read(long until) {
    List<String> rows = new ArrayList<>();
    while (inbox.next(until)) {
      rows.add(inbox.sender() + inbox.batch().timeNanos(inbox.row()) + "#" + inbox.row());
    }
    return rows;
  }

  @Test
  void readsByTimeThenSenderWhateverTheOrderOfArrival() {
    inbox.add("B", TestRows.at(5, 7, 7));
    inbox.add("A", TestRows.at(6, 7, 9));
    inbox.add("C", TestRows.at(5));
    assertThat(read(100)).containsExactly("B5#0", "C5#0", "A6#0", "A7#1", "B7#1", "B7#2", "A9#2");
  }

  @Test
  void ofOneSenderTheEarlierBatchComesFirst() {
    inbox.add("A", TestRows.at(5, 5));
    inbox.add("A", TestRows.at(4, 5, 6));
    assertThat(read(100)).containsExactly("A4#0", "A5#0", "A5#1", "A5#1", "A6#2");
  }

  @Test
  void stopsBeforeTheEndAndGoesOnThere() {
    inbox.add("A", TestRows.at(1, 2, 3));
    assertThat(read(2)).containsExactly("A1#0");
    assertThat(inbox.nextNanos()).isEqualTo(2);
    inbox.add("B", TestRows.at(2));
    assertThat(read(3)).containsExactly("A2#1", "B2#0");
    assertThat(read(4)).containsExactly("A3#2");
    assertThat(inbox.nextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void rowsThatBelongTogetherCanBeFollowedWhateverTheirTime() {
    inbox.add("A", TestRows.at(1, 50, 60));
    inbox.add("B", TestRows.at(2));
    assertThat(inbox.next(10)).isTrue();
    assertThat(inbox.follow()).isTrue();
    assertThat(inbox.row()).isEqualTo(1);
    assertThat(inbox.follow()).isTrue();
    assertThat(inbox.row()).isEqualTo(2);
    assertThat(inbox.follow()).as("that was the last one").isFalse();
    assertThat(read(100)).containsExactly("B2#0");
  }

  @Test
  void emptyBatchesVanish() {
    inbox.add("A", TestRows.at());
    assertThat(inbox.nextNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(inbox.next(Long.MAX_VALUE)).isFalse();
  }
}
