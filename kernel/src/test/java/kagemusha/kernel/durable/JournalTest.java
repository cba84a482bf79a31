package kagemusha.kernel.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import kagemusha.kernel.testkit.Kits;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file; each actor system stands for one life of the process. */
class JournalTest {
  private static final LedgerEvent A = new LedgerEvent.Opened("LOG", 1);
  private static final LedgerEvent B = new LedgerEvent.Closed("done");
  private static final LedgerEvent C = new LedgerEvent.Opened("LOG", 2);

  @TempDir Path folder;

  private record Replayed(List<Object> events) {}

  private record Safe() {}

  /** One entity's journal in one life. */
  private record Life(TestProbe<Object> probe, ActorRef<Journal.Command> journal) {
    void write(long tick, LedgerEvent... events) {
      journal.tell(new Journal.Write(tick, List.<Object>of((Object[]) events)));
      probe.expectMessage(new Safe());
    }

    List<Object> replay() {
      journal.tell(new Journal.Replay());
      return probe.expectMessageClass(Replayed.class).events();
    }
  }

  private Path file() {
    return folder.resolve("journal.db");
  }

  @BeforeEach
  void tables() throws SQLException {
    JournalSchema.create(file());
    JournalSchema.create(file());
  }

  private static Life life(ActorTestKit kit, String entity, long committedTick) {
    TestProbe<Object> probe = kit.createTestProbe();
    return new Life(
        probe,
        kit.spawn(
            Journal.create(
                entity,
                LedgerEvent.class,
                committedTick,
                events -> probe.ref().tell(new Replayed(events)),
                () -> probe.ref().tell(new Safe()))));
  }

  @Test
  void whatWasWrittenIsThereInTheNextLifeUpToTheCommittedTick() {
    ActorTestKit first = Kits.start("first", file());
    try {
      Life life = life(first, "csv.LOG", Long.MAX_VALUE);
      assertThat(life.replay()).as("nothing yet").isEmpty();
      life.write(3, A, B);
      life.write(5, C);
      assertThat(life.replay()).containsExactly(A, B, C);
      assertThat(life(first, "csv.DATA", Long.MAX_VALUE).replay()).as("another entity").isEmpty();
    } finally {
      first.shutdownTestKit();
    }
    ActorTestKit second = Kits.start("second", file());
    try {
      assertThat(life(second, "csv.LOG", Long.MAX_VALUE).replay()).containsExactly(A, B, C);
    } finally {
      second.shutdownTestKit();
    }
    ActorTestKit third = Kits.start("third", file());
    try {
      Life life = life(third, "csv.LOG", 4);
      assertThat(life.replay()).as("tick 5 was never committed").containsExactly(A, B);
    } finally {
      third.shutdownTestKit();
    }
  }
}
