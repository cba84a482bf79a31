package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.testkit.Kits;
import kagemusha.kernel.testkit.Say;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe plays the conductor of a machine M. */
class MachineActorTest {
  private static final long SECOND = 1_000_000_000L;
  private static ActorTestKit kit;

  private final TestProbe<ToConductor> conductor = kit.createTestProbe();

  @BeforeAll
  static void start(@TempDir Path folder) {
    kit = Kits.start("machines", folder.resolve("journal.db"));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<MachineCommand> machine(Entity<?>... entities) {
    return kit.spawn(
        MachineActor.create(
            new MachineBlueprint("M", List.of(entities), List.of(), List.of()),
            new RunSettings(1, SECOND, 60 * SECOND, 0, 60 * SECOND),
            new Directory(Map.of()),
            conductor.ref(),
            false));
  }

  /** The journal's file has no tables. */
  @Test
  void aJournalThatCannotBeReadIsToldToTheConductor() {
    machine(new Diary());

    assertThat(conductor.expectMessageClass(MachineReport.Unrecorded.class).why())
        .contains("diary", "journal");
  }

  private sealed interface Note {
    record Line(String text) implements Note {}
  }

  private static final class Diary implements DurableEntity<Say, Note> {
    @Override
    public EntityId id() {
      return new EntityId("diary");
    }

    @Override
    public Class<Say> protocol() {
      return Say.class;
    }

    @Override
    public void on(Say message, Context context) {}

    @Override
    public Class<Note> eventType() {
      return Note.class;
    }

    @Override
    public void apply(Note event) {}
  }

  /** It must not crash: the conductor would hear of it as a lost process, without the reason. */
  @Test
  void aTickThatCannotBeOpenedIsToldToTheConductor() {
    ActorRef<MachineCommand> machine = machine();
    conductor.expectMessageClass(MachineReport.Ready.class);
    machine.tell(new MachineCommand.Welcome());

    machine.tell(new MachineCommand.Open(7, 11 * SECOND, 12 * SECOND, List.of(), List.of()));

    MachineReport.Failed failed = conductor.expectMessageClass(MachineReport.Failed.class);
    assertThat(failed.machine()).isEqualTo("M");
    assertThat(failed.tick()).isEqualTo(7);
    assertThat(failed.why()).contains("before the present");
    conductor.expectTerminated(machine);
  }
}
