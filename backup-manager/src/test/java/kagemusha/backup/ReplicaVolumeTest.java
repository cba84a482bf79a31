package kagemusha.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaVolumeTest {
  private static final int BLOCK = 16 * 1024;
  private static final int PIECES = 6;
  private static final int BLOCKS = 10;

  private final int[][] content = new int[PIECES][];
  private final ReplicaVolume volume = new ReplicaVolume();

  @BeforeEach
  void fill() {
    RandomStream random = RandomStream.of(5, "volume", "content");
    for (int piece = 0; piece < PIECES; piece++) {
      content[piece] = new int[BLOCKS];
      for (int block = 0; block < BLOCKS; block++) {
        content[piece][block] = (int) random.below(4);
      }
    }
    content[3] = null;
  }

  private long streamDigest() {
    VersionDigest digest = new VersionDigest();
    for (int piece = 0; piece < PIECES; piece++) {
      digest.add(piece * 100L, BLOCKS, content[piece]);
    }
    return digest.value();
  }

  private void write(int piece) {
    volume.write(piece * 100L, BLOCKS * BLOCK, content[piece]);
  }

  @Test
  void theDigestIsThatOfTheStreamWhateverTheOrderOfWriting() {
    for (int piece : new int[] {4, 0, 5, 2, 1, 3}) {
      write(piece);
    }
    assertThat(volume.digest()).isEqualTo(streamDigest());
    assertThat(volume.bytes()).isEqualTo((long) PIECES * BLOCKS * BLOCK);
  }

  @Test
  void aPieceThatIsWrittenAgainCountsOnce() {
    for (int piece = 0; piece < PIECES; piece++) {
      write(piece);
    }
    write(2);
    assertThat(volume.bytes()).isEqualTo((long) PIECES * BLOCKS * BLOCK);
    assertThat(volume.digest()).isEqualTo(streamDigest());
  }

  @Property(tries = 60)
  void oneBlockThatDiffersIsNoticed(
      @ForAll @IntRange(min = 0, max = PIECES - 1) int piece,
      @ForAll @IntRange(min = 0, max = BLOCKS - 1) int block) {
    ReplicaVolumeTest fresh = new ReplicaVolumeTest();
    fresh.fill();
    long before = fresh.streamDigest();
    int[] changed = fresh.content[piece] == null ? new int[BLOCKS] : fresh.content[piece].clone();
    changed[block]++;
    fresh.content[piece] = changed;
    for (int each = 0; each < PIECES; each++) {
      fresh.write(each);
    }
    assertThat(fresh.volume.digest()).isNotEqualTo(before).isEqualTo(fresh.streamDigest());
  }

  @Test
  void whatIsMissingAddedOrInTheWrongPlaceIsNoticed() {
    Consumer<ReplicaVolume> lastPiece = v -> v.write(500, BLOCKS * BLOCK, content[5]);
    for (int piece = 0; piece < PIECES - 1; piece++) {
      write(piece);
    }
    assertThat(volume.digest()).as("missing").isNotEqualTo(streamDigest());
    ReplicaVolume moved = new ReplicaVolume();
    moved.write(501, BLOCKS * BLOCK, content[5]);
    ReplicaVolume right = new ReplicaVolume();
    lastPiece.accept(right);
    assertThat(moved.digest()).as("elsewhere").isNotEqualTo(right.digest());
    lastPiece.accept(volume);
    assertThat(volume.digest()).isEqualTo(streamDigest());
    volume.write(900, BLOCK, null);
    assertThat(volume.digest()).as("a block too many, of zeros").isNotEqualTo(streamDigest());
  }
}
