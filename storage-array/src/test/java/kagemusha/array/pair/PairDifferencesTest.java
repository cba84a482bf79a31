package kagemusha.array.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import kagemusha.array.protocol.IoBatch;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PairDifferencesTest {
  private static final int TRACK = 64;
  private static final int BLOCKS = 10 * TRACK + 7;

  private final PairDifferences differences = new PairDifferences(BLOCKS, TRACK, 64);

  private String take() {
    differences.take();
    return differences.takenFirst() + "+" + differences.takenBlocks();
  }

  @Test
  void singleBlocksComeFirstThenTracksInOrderOfAddress() {
    differences.markTracks(200, 1);
    differences.markTracks(63, 2);
    differences.markBlocks(620, 25);
    differences.markBlocks(10, 3);
    assertThat(differences.bytes()).isEqualTo((3 * 64 + 25) * (long) IoBatch.BLOCK_BYTES);
    assertThat(take()).isEqualTo("620+20");
    assertThat(take()).as("a piece ends with its track").isEqualTo("640+5");
    assertThat(take()).isEqualTo("0+64");
    differences.markTracks(10, 1);
    assertThat(take()).as("onward before it begins anew").isEqualTo("64+64");
    assertThat(take()).isEqualTo("192+64");
    assertThat(take()).isEqualTo("0+64");
    assertThat(differences.isEmpty()).isTrue();
  }

  @Test
  void theLastTrackIsAsShortAsTheVolume() {
    differences.markTracks(BLOCKS - 1, 1);
    assertThat(differences.bytes()).isEqualTo(7L * IoBatch.BLOCK_BYTES);
    assertThat(take()).isEqualTo("640+7");
    differences.markBlocks(BLOCKS - 2, 2);
    assertThat(take()).isEqualTo("645+2");
  }

  /** Whatever is marked is taken out once, unless it is marked again, and nothing beside tracks. */
  @Property(tries = 200)
  void whatIsMarkedIsTaken(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "marks", "");
    int track = 1 << random.below(7);
    PairDifferences marked = new PairDifferences(BLOCKS, track, 64);
    Set<Long> expected = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      long first = random.below(BLOCKS - 5);
      int length = 1 + (int) random.below(5);
      if (random.chance(0.3)) {
        marked.markTracks(first, length);
      } else {
        marked.markBlocks(first, length);
      }
      if (random.chance(0.1)) {
        marked.coarsen();
      }
      for (long block = first; block < first + length; block++) {
        expected.add(block);
      }
    }
    Set<Long> taken = new TreeSet<>();
    long bytes = marked.bytes();
    long sum = 0;
    while (!marked.isEmpty()) {
      marked.take();
      sum += (long) marked.takenBlocks() * IoBatch.BLOCK_BYTES;
      for (int i = 0; i < marked.takenBlocks(); i++) {
        taken.add(marked.takenFirst() + i);
      }
    }
    assertThat(taken).containsAll(expected);
    assertThat(sum).isEqualTo(bytes);
    assertThat(taken).as("nothing but their tracks").allMatch(b -> near(expected, b, track));
    assertThat(marked.bytes()).isZero();
  }

  private static boolean near(Set<Long> blocks, long block, int track) {
    long first = block / track * track;
    return LongStream.range(first, first + track).anyMatch(blocks::contains);
  }

  @Test
  void smallTracksSideBySideAreOnePieceThatEndsAtItsBoundary() {
    PairDifferences fine = new PairDifferences(BLOCKS, 16, 64);
    fine.markTracks(40, 30);
    fine.markTracks(100, 1);
    assertThat(fine.bytes()).isEqualTo(4 * 16L * IoBatch.BLOCK_BYTES);
    List<String> taken = new ArrayList<>();
    while (!fine.isEmpty()) {
      fine.take();
      taken.add(fine.takenFirst() + "+" + fine.takenBlocks());
    }
    assertThat(taken).containsExactly("32+32", "64+16", "96+16");
  }

  @Test
  void aTrackThatIsWantedBringsThoseBesideItUpToTheEndsOfItsPiece() {
    PairDifferences fine = new PairDifferences(BLOCKS, 16, 128);
    fine.markTracks(100, 100);
    fine.takeTrackOf(150);
    assertThat(fine.takenFirst() + "+" + fine.takenBlocks()).isEqualTo("128+80");
    fine.takeTrackOf(120);
    assertThat(fine.takenFirst() + "+" + fine.takenBlocks()).isEqualTo("96+32");
    assertThat(fine.isEmpty()).isTrue();
  }

  @Test
  void clearedIsEmpty() {
    differences.markTracks(0, 100);
    differences.markBlocks(300, 2);
    differences.clear();
    assertThat(differences.isEmpty()).isTrue();
  }
}
