package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.EntityId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChangeFilterTest {
  private static final VirtualDisks DISKS =
      new VirtualDisks(
          new EntityId("GUEST2"), new VhdLayout(TopologyReader.bundled("paper")), 450_000);

  private final ChangeFilter filter = new ChangeFilter();

  private void backup(String set, boolean succeeds) {
    filter.expect(set);
    filter.moment(set);
    if (succeeds) {
      filter.confirm(set);
    }
  }

  private Set<Long> changed(VhdRole role) {
    VmDisks.Disk disk =
        filter.changes(DISKS).stream()
            .filter(each -> each.role() == role)
            .findFirst()
            .orElseThrow();
    Set<Long> blocks = new TreeSet<>();
    for (Extent run : disk.extents()) {
      for (long i = 0; i < run.blocks(); i++) {
        blocks.add(run.firstBlock() + i - disk.firstBlock());
      }
    }
    return blocks;
  }

  @Test
  void beforeTheFirstBackupNothingIsKnown() {
    filter.expect("first");
    filter.moment("first");
    assertThat(filter.knows("first")).isFalse();
    filter.confirm("first");
    backup("second", false);
    assertThat(filter.knows("second")).isTrue();
  }

  @Test
  void theMomentOfAnotherSetDoesNotCount() {
    backup("replica", true);
    filter.expect("express");
    filter.changed(VhdRole.DATABASE, 7, 1);
    filter.moment("somebody else's");
    assertThat(filter.knows("express")).isFalse();
    filter.moment("express");
    assertThat(changed(VhdRole.DATABASE)).containsExactly(7L);
  }

  @Test
  void whoHasLostTrackKnowsNothing() {
    backup("replica", true);
    filter.changed(VhdRole.DATABASE, 7, 1);
    filter.lose();
    backup("express", false);
    assertThat(filter.knows("express")).isFalse();
  }

  /** Whatever fails in between: a backup is told of all blocks written since the last good one. */
  @Property(tries = 200)
  void nothingThatChangedIsForgotten(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 400) Integer> writes,
      @ForAll @IntRange(min = 1, max = 9) int every,
      @ForAll @IntRange(min = 1, max = 4) int good) {
    ChangeFilterTest world = new ChangeFilterTest();
    world.backup("replica", true);
    Set<Long> since = new TreeSet<>();
    int sets = 0;
    for (int i = 0; i < writes.size(); i++) {
      world.filter.changed(VhdRole.DATABASE, writes.get(i), 2);
      since.add((long) writes.get(i));
      since.add(writes.get(i) + 1L);
      if (i % every == 0) {
        String set = "set" + ++sets;
        world.filter.expect(set);
        world.filter.moment(set);
        world.filter.changed(VhdRole.LOG, i, 1);
        assertThat(world.filter.knows(set)).isTrue();
        assertThat(world.changed(VhdRole.DATABASE)).isEqualTo(since);
        if (sets % good == 0) {
          world.filter.confirm(set);
          since.clear();
        }
      }
    }
  }
}
