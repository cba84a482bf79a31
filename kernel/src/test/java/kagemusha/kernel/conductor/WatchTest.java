package kagemusha.kernel.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.EventLogged;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import org.junit.jupiter.api.Test;

/** An entity hears of what is logged on its machine, and can say so past all networks. */
class WatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long QUANTUM = 100_000_000L;
  private static final EntityId FAR = new EntityId("FAR");

  record Now(int id) implements Message {}

  record Heard(long timeNanos, int id) implements Message {}

  /** Logs something at each of these times. */
  private record Speaker(EntityId id, long... atNanos) implements Entity<Message> {
    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      for (int i = 0; i < atNanos.length; i++) {
        context.timer("at " + i, atNanos[i], new Now(i));
      }
    }

    @Override
    public void on(Message message, Context context) {
      context.event("speaker", ((Now) message).id(), Level.INFORMATION, "now", "");
    }
  }

  /** Watches for number 1 and tells somebody on another machine. */
  private record Watcher(EntityId id, List<String> notes) implements Entity<Message> {
    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      context.watch("speaker", 1);
    }

    @Override
    public void on(Message message, Context context) {
      if (message instanceof EventLogged logged) {
        notes.add(logged.event().id() + " at " + context.nowNanos() + "+" + context.padNanos());
        context.outOfBand(FAR, new Heard(logged.event().timeNanos(), logged.event().id()));
      } else {
        notes.add(
            message
                + " at "
                + context.nowNanos()
                + "+"
                + context.padNanos()
                + " on "
                + context.machineOf(id));
      }
    }
  }

  private static MachineBlueprint machine(String name, Entity<?>... entities) {
    return new MachineBlueprint(name, List.of(entities), List.of(), List.<NicSpec>of());
  }

  @Test
  void whatIsLoggedIsHeardAtOnceAndOnItsMachineOnly() {
    Watcher near = new Watcher(new EntityId("NEAR"), new ArrayList<>());
    Watcher far = new Watcher(FAR, new ArrayList<>());
    TestRun.of(
        new RunSettings(1, QUANTUM, 3 * SECOND, 0, 3 * SECOND),
        machine("A", new Speaker(new EntityId("S"), SECOND, SECOND + 7), near),
        machine("B", far));
    assertThat(near.notes()).containsExactly("1 at 1000000007+0");
    assertThat(far.notes())
        .containsExactly("Heard[timeNanos=1000000007, id=1] at 1100000007+100000000 on B");
  }
}
