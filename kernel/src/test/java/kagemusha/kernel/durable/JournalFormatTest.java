package kagemusha.kernel.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JournalFormatTest {
  private interface Loose {}

  private sealed interface NotRecords {}

  private static final class Plain implements NotRecords {}

  private final JournalFormat format = new JournalFormat(LedgerEvent.class);

  /** What is on disk outlives the code: this text is the contract. */
  @Test
  void writesJsonWithANameOfItsOwn() {
    assertThat(format.write(7, new LedgerEvent.Opened("LOG", 3)))
        .isEqualTo(new Journaled(7, "Opened", "{\"name\":\"LOG\",\"epoch\":3}"));
  }

  @Test
  void readsWhatItWrote() {
    LedgerEvent.Closed event = new LedgerEvent.Closed("\u5f71 \"quoted\"");
    assertThat(format.read(format.write(1, event))).isEqualTo(event);
  }

  @Test
  void refusesWhatIsNoEventOfItsJournal() {
    assertThatThrownBy(() -> format.write(1, "text")).hasMessageContaining("no event");
    assertThatThrownBy(() -> format.read(new Journaled(1, "Renamed", "{}")))
        .hasMessageContaining("unknown event: Renamed");
    assertThatThrownBy(() -> format.read(new Journaled(1, "Opened", "{")))
        .hasMessageContaining("broken event");
    assertThatThrownBy(() -> new JournalFormat(Loose.class)).hasMessageContaining("not sealed");
    assertThat(new Plain()).isInstanceOf(NotRecords.class);
    assertThatThrownBy(() -> new JournalFormat(NotRecords.class))
        .hasMessageContaining("not a record");
  }
}
