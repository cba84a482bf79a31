package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.kernel.event.EventRecord;
import org.junit.jupiter.api.Test;

/**
 * MAIL1 changes its host under load, in the small cluster. All invariants are checked in every
 * tick: that every I/O that was issued is in flight or back, that every request that arrived is in
 * hand or answered.
 */
class GuestMovesTest {
  private static final String QUEUE = "\\\\MAIL1\\PhysicalDisk(DATABASE)\\Avg. Disk Queue Length";
  private static final String MEMORY = "\\Memory\\Available MBytes";

  private static List<EventRecord> all(SmallSite.Outcome run, int id) {
    return run.events().stream().filter(event -> event.id() == id).toList();
  }

  @Test
  void everythingGoesOnOnTheOtherHost() throws Exception {
    SmallSite.Outcome stays = new SmallSite().run();
    SmallSite.Outcome moves = new SmallSite().moving("MAIL1", "NODE1", "NODE2", 400).run();
    assertThat(all(moves, VmLifeRules.LEAVES))
        .extracting(EventRecord::machine)
        .containsExactly("NODE1");
    assertThat(all(moves, VmLifeRules.ARRIVED))
        .extracting(EventRecord::machine)
        .containsExactly("NODE2");
    assertThat(moves.sum("failed tasks")).isZero();
    assertThat(all(moves, VirtualMachine.REQUESTS_LOST)).isEmpty();
    assertThat(moves.mean(QUEUE, 420, 1400) / stays.mean(QUEUE, 420, 1400)).isBetween(0.8, 1.25);
    assertThat(moves.mean("\\\\NODE1" + MEMORY, 420, 1400))
        .isEqualTo(stays.mean("\\\\NODE1" + MEMORY, 420, 1400) + 4096);
    assertThat(moves.mean("\\\\NODE2" + MEMORY, 420, 1400))
        .isEqualTo(stays.mean("\\\\NODE2" + MEMORY, 420, 1400) - 4096);
  }
}
