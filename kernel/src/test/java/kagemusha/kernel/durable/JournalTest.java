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

    List<Object> replay(long committedTick) {
      journal.tell(new Journal.Replay(committedTick));
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

  private static Life life(ActorTestKit kit, String entity) {
    TestProbe<Object> probe = kit.createTestProbe();
    return new Life(
        probe,
        kit.spawn(
            Journal.create(
                entity,
                LedgerEvent.class,
                events -> probe.ref().tell(new Replayed(events)),
                () -> probe.ref().tell(new Safe()))));
  }

  private List<Object> lifeThatReplays(String name, long committedTick) {
    ActorTestKit kit = Kits.start(name, file());
    try {
      return life(kit, "csv.LOG").replay(committedTick);
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void whatWasWrittenIsThereInTheNextLife() {
    ActorTestKit first = Kits.start("first", file());
    try {
      Life life = life(first, "csv.LOG");
      assertThat(life.replay(Long.MAX_VALUE)).as("nothing yet").isEmpty();
      life.write(3, A, B);
      life.write(5, C);
      assertThat(life(first, "csv.DATA").replay(9)).as("another entity").isEmpty();
    } finally {
      first.shutdownTestKit();
    }
    assertThat(lifeThatReplays("second", 5)).containsExactly(A, B, C);
  }

  @Test
  void whatBelongsToATickThatWasNeverCommittedIsCutOffForGood() {
    ActorTestKit first = Kits.start("first", file());
    try {
      Life life = life(first, "csv.LOG");
      life.write(3, A);
      life.write(5, B);
    } finally {
      first.shutdownTestKit();
    }
    ActorTestKit second = Kits.start("second", file());
    try {
      Life life = life(second, "csv.LOG");
      assertThat(life.replay(4)).as("tick 5 was committed without it").containsExactly(A);
      life.write(9, C);
    } finally {
      second.shutdownTestKit();
    }
    assertThat(lifeThatReplays("third", 20)).containsExactly(A, C);
  }
}
