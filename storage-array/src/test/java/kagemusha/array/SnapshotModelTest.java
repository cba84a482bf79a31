package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.OpenWrite;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.ControllerNotice.Reverted;
import kagemusha.array.protocol.ControllerNotice.SnapshotDeleted;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to two LUs, every block holds what a model made of plain maps says. */
class SnapshotModelTest {
  private static final EntityId ASKER = new EntityId("HYPR1.vmms");

  /**
   * The model looks at these blocks; pages 0 and 1 hold data, and most happens around the end of
   * that.
   */
  private static final int BLOCKS = 3 * PAGE_BLOCKS;

  /** One thing to do; what the numbers mean depends on the kind. */
  record Step(int kind, int lu, int first, int length, int one, int two) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(2 * PAGE_BLOCKS - 10, 2 * PAGE_BLOCKS + 4),
            Arbitraries.integers().between(1, 12),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 2))
        .as(Step::new)
        .list()
        .ofMinSize(40)
        .ofMaxSize(80);
  }

  /** A snapshot in the model. */
  private static final class Copy {
    final int lu;
    final List<Extent> extents;
    final Map<Integer, Integer> content;
    final Set<Integer> pages;
    final Set<Integer> saved = new HashSet<>();
    long copied;

    Copy(int lu, List<Extent> extents, Map<Integer, Integer> content, Set<Integer> pages) {
      this.lu = lu;
      this.extents = extents;
      this.content = new TreeMap<>(content);
      this.pages = new HashSet<>(pages);
    }

    boolean covers(int block) {
      return extents.isEmpty() || within(extents, block);
    }

    void beforeWrite(int block) {
      if (covers(block) && pages.contains(block / PAGE_BLOCKS) && saved.add(block)) {
        copied++;
      }
    }
  }

  private static boolean within(List<Extent> extents, int block) {
    return extents.stream()
        .anyMatch(e -> block >= e.firstBlock() && block < e.firstBlock() + e.blocks());
  }

  /** The array and the model side by side. */
  private static final class Pair {
    final SmallArray array =
        new SmallArray(
            SmallArray.spec(8L << 30, 4 * PAGE_BLOCKS),
            new InitialExtent(0, 0, 2 * PAGE_BLOCKS),
            new InitialExtent(1, 0, 2 * PAGE_BLOCKS));
    final List<Map<Integer, Integer>> content = List.of(new TreeMap<>(), new TreeMap<>());
    final List<Set<Integer>> pages =
        List.of(new HashSet<>(Set.of(0, 1)), new HashSet<>(Set.of(0, 1)));
    final Map<String, Copy> copies = new LinkedHashMap<>();
    long now;
    int writes;

    void run(Step step) {
      String one = "S" + step.one();
      String two = "S" + step.two();
      List<Extent> extents = List.of(new Extent(step.first(), step.length()));
      switch (step.kind()) {
        case 0 -> create(one, step.lu(), extents);
        case 1 -> create(one, step.lu(), List.of());
        case 2 -> delete(one);
        case 3, 4 -> revert(one, two, extents);
        case 5 -> restore(step.lu(), step.first(), step.length(), step.one() == 0);
        default -> write(step.lu(), step.first(), step.length());
      }
      pass(SECOND / 2);
    }

    void pass(long nanos) {
      now += nanos;
      array.advance(now);
    }

    void write(int lu, int first, int length) {
      int version = ++writes << 8;
      IoBatch.Builder rows = new IoBatch.Builder();
      rows.add(now, 0, lu, first, length * BLOCK, IoKind.WRITE, 0).version(version);
      array.accept(rows);
      note(lu, first, length, version);
    }

    void restore(int lu, int first, int length, boolean zeros) {
      int version = zeros ? 0 : ++writes << 8;
      int[] versions = new int[length];
      Arrays.fill(versions, version);
      array.command(now, new OpenWrite("W" + now, lu, ASKER));
      StreamRows row =
          new StreamRows(
              "W" + now,
              new long[] {now},
              new long[1],
              new long[] {first},
              new int[] {length * BLOCK},
              new int[][] {zeros ? null : versions});
      array.controller().accept(ASKER, row);
      note(lu, first, length, version);
    }

    private void note(int lu, int first, int length, int version) {
      for (int block = first; block < first + length; block++) {
        for (Copy copy : copies.values()) {
          if (copy.lu == lu) {
            copy.beforeWrite(block);
          }
        }
        content.get(lu).put(block, version);
        pages.get(lu).add(block / PAGE_BLOCKS);
      }
    }

    void create(String name, int lu, List<Extent> extents) {
      array.command(now, new CreateSnapshot(name, lu, extents, ASKER));
      copies.putIfAbsent(name, new Copy(lu, extents, content.get(lu), pages.get(lu)));
    }

    void delete(String name) {
      array.replies();
      array.command(now, new DeleteSnapshot(name, ASKER));
      Copy copy = copies.remove(name);
      if (copy != null) {
        assertThat(array.replies())
            .containsExactly(new SnapshotDeleted(name, copy.lu, copy.copied));
      }
    }

    void revert(String newer, String older, List<Extent> extents) {
      array.replies();
      array.command(now, new Revert(newer, older, extents, ASKER));
      pass(20 * SECOND);
      Copy to = copies.get(older);
      Copy copy = copies.get(newer);
      if (copy == null || to == null || !coversAll(copy, extents) || !coversAll(to, extents)) {
        return;
      }
      long differing = 0;
      for (int block = 0; block < BLOCKS; block++) {
        int wanted = to.content.getOrDefault(block, 0);
        if (within(extents, block) && copy.content.getOrDefault(block, 0) != wanted) {
          copy.content.put(block, wanted);
          copy.saved.add(block);
          differing++;
        }
      }
      List<Message> replies = array.replies();
      assertThat(replies).containsExactly(new Reverted(newer, copy.lu, differing));
    }

    private static boolean coversAll(Copy copy, List<Extent> extents) {
      for (int block = 0; block < BLOCKS; block++) {
        if (within(extents, block) && !copy.covers(block)) {
          return false;
        }
      }
      return true;
    }

    void check() {
      for (int lu = 0; lu < 2; lu++) {
        for (int block = 0; block < BLOCKS; block++) {
          assertThat(array.controller().version(lu, block))
              .isEqualTo(content.get(lu).getOrDefault(block, 0));
        }
      }
      copies.forEach(
          (name, copy) -> {
            Map<Integer, Integer> expected = new TreeMap<>(copy.content);
            expected
                .keySet()
                .removeIf(block -> !copy.covers(block) || copy.content.get(block) == 0);
            assertThat(read(name, copy)).isEqualTo(expected);
          });
    }

    private Map<Integer, Integer> read(String name, Copy copy) {
      List<Extent> extents = copy.extents.isEmpty() ? List.of(new Extent(0, BLOCKS)) : copy.extents;
      array.world().rows().clear();
      array.command(now, new OpenStream("ST", name, extents, 16 * BLOCK, 4, Long.MAX_VALUE, ASKER));
      pass(10 * SECOND);
      Map<Integer, Integer> shown = new TreeMap<>();
      List<FakeContext.SentRows> sent = new ArrayList<>(array.world().rows());
      for (FakeContext.SentRows each : sent) {
        if (each.rows() instanceof StreamRows rows) {
          for (int row = 0; row < rows.size(); row++) {
            int[] versions = rows.versions(row);
            for (int i = 0; versions != null && i < versions.length; i++) {
              if (versions[i] != 0) {
                shown.put((int) rows.firstBlock(row) + i, versions[i]);
              }
            }
          }
        }
      }
      return shown;
    }
  }

  @Property(tries = 150)
  void everyBlockHoldsWhatTheModelSays(@ForAll("steps") List<Step> steps) {
    Pair pair = new Pair();
    steps.forEach(pair::run);
    pair.check();
    List.copyOf(pair.copies.keySet()).forEach(pair::delete);
  }
}
