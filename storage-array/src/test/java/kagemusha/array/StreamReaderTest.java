package kagemusha.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.cache.CachedVolume;
import kagemusha.array.cache.Destager;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.RaidGeometry;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Snapshot;
import kagemusha.array.volume.Volume;
import kagemusha.config.ArraySpec.ControllerSpec;
import kagemusha.config.ArraySpec.RaidLevel;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

class StreamReaderTest {
  private static final int BLOCK = IoBatch.BLOCK_BYTES;
  private static final long ALL = Long.MAX_VALUE;

  private final ManagedLu lu = lu();

  private static ManagedLu lu() {
    RaidGroup group = new RaidGroup("RG0", new RaidGeometry(RaidLevel.RAID10, 2, 4));
    Pool pool = new Pool("P", List.of(group), new int[] {10}, 2048, Duration.ZERO);
    ControllerSpec controller =
        new ControllerSpec(
            "CTL0", 1 << 30, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    WritePending pending = new WritePending(controller);
    CachedVolume cached = new CachedVolume(new Volume(0, "LU", pool, 4096), pending);
    Destager destager = new Destager(cached, pending, new Agenda(), 1);
    return new ManagedLu(cached, destager, new LuMeter("AMS", "LU"));
  }

  private static OpenStream order(int depth, long granted, Extent... extents) {
    EntityId agent = new EntityId("agent");
    return new OpenStream("ST", "S", List.of(extents), 4 * BLOCK, depth, granted, agent);
  }

  private StreamReader reader(OpenStream order) {
    Snapshot snapshot = lu.volume().freeze("S");
    return new StreamReader(order, lu, snapshot, 7);
  }

  private static FrontEnd frontEnd(int prefetchBlocks, int sharedBlocks) {
    return new FrontEnd(
        new ControllerSpec(
            "CTL0",
            1 << 30,
            1,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            0,
            prefetchBlocks * BLOCK,
            sharedBlocks * BLOCK,
            Duration.ZERO));
  }

  private long blocksRead() {
    return lu.volume().pool().group(0).spindles().stream()
        .mapToLong(spindle -> spindle.server().busyNanos(Long.MAX_VALUE))
        .sum();
  }

  private ManagedLu spinning() {
    lu.volume().allocate(0, 4096);
    lu.volume()
        .pool()
        .group(0)
        .spindles()
        .forEach(spindle -> spindle.start((offset, bytes, write) -> bytes / BLOCK));
    return lu;
  }

  @Test
  void prefetchesLessWhileHostsReadFromTheLuToo() {
    ManagedLu busy = spinning();
    StreamReader reader = reader(order(8, ALL, new Extent(0, 256)));
    FrontEnd frontEnd = frontEnd(32, 8);
    reader.fetch(0, reader.issue(0), frontEnd);
    assertThat(blocksRead()).as("alone").isEqualTo(32);
    for (int read = 1; read < 8; read++) {
      reader.fetch(0, reader.issue(0), frontEnd);
    }
    assertThat(blocksRead()).as("what has been fetched is there").isEqualTo(32);
    busy.hostReads().add();
    reader.done(1, 0);
    reader.fetch(1, reader.issue(1), frontEnd);
    assertThat(blocksRead()).as("not alone").isEqualTo(32 + 8);
  }

  @Test
  void anOrderCanLimitThePrefetch() {
    spinning();
    OpenStream limited =
        new OpenStream(
            "ST",
            "S",
            List.of(new Extent(0, 256)),
            4 * BLOCK,
            8,
            16 * BLOCK,
            ALL,
            new EntityId("agent"));
    StreamReader reader = reader(limited);
    reader.fetch(0, reader.issue(0), frontEnd(32, 8));
    assertThat(blocksRead()).isEqualTo(16);
  }

  @Test
  void aReadOverTheEdgeOfAPrefetchWaitsForBoth() {
    spinning();
    StreamReader reader = reader(order(8, ALL, new Extent(0, 256)));
    FrontEnd frontEnd = frontEnd(6, 6);
    assertThat(reader.fetch(0, reader.issue(0), frontEnd)).isEqualTo(4);
    lu.volume().pool().group(0).spindles().get(0).submit(0, 0, 100L * BLOCK, false);
    long second = reader.fetch(0, reader.issue(0), frontEnd);
    assertThat(second).as("the later one").isGreaterThan(100);
    assertThat(reader.fetch(0, reader.issue(0), frontEnd)).isGreaterThanOrEqualTo(second);
  }

  @Test
  void keepsItsDepthAndNoMore() {
    StreamReader reader = reader(order(2, ALL, new Extent(0, 20)));
    int first = reader.issue(0);
    int second = reader.issue(0);
    assertThat(reader.issue(0)).isEqualTo(-1);
    assertThat(reader.firstBlock(first)).isZero();
    assertThat(reader.firstBlock(second)).isEqualTo(4);
    reader.done(10, second);
    assertThat(reader.firstBlock(reader.issue(10))).isEqualTo(8);
    assertThat(reader.issue(10)).isEqualTo(-1);
  }

  @Test
  void stopsAtTheGrantUntilAnotherComes() {
    StreamReader reader = reader(order(8, 9L * BLOCK, new Extent(0, 20)));
    assertThat(reader.issue(0)).isNotNegative();
    assertThat(reader.issue(0)).isNotNegative();
    assertThat(reader.issue(0)).as("a third read would pass nine blocks").isEqualTo(-1);
    reader.invariant();
    reader.grant(5L * BLOCK);
    assertThat(reader.issue(1)).as("grants are totals").isEqualTo(-1);
    reader.grant(12L * BLOCK);
    assertThat(reader.issue(2)).isNotNegative();
    assertThat(reader.issue(2)).isEqualTo(-1);
  }

  @Test
  void piecesEndAtChunksAndExtentsAndGoInOrderOfAddress() {
    StreamReader reader = reader(order(64, ALL, new Extent(120, 10), new Extent(200, 3)));
    int[] reads = new int[4];
    for (int i = 0; i < reads.length; i++) {
      reads[i] = reader.issue(0);
    }
    assertThat(reader.blocks(reads[2])).as("the rest of the first extent").isEqualTo(2);
    int last = reader.issue(0);
    assertThat(last).as("all is issued").isEqualTo(-1);

    reader.done(1, reads[3]);
    reader.done(2, reads[2]);
    reader.done(3, reads[1]);
    assertThat(reader.rows().isEmpty()).isTrue();
    assertThat(reader.isEnded()).isFalse();
    reader.done(4, reads[0]);
    assertThat(reader.isEnded()).isTrue();

    StreamRows rows = reader.rows().build("ST");
    assertThat(rows.size()).isEqualTo(3);
    assertThat(List.of(rows.firstBlock(0), rows.firstBlock(1), rows.firstBlock(2)))
        .containsExactly(120L, 128L, 200L);
    assertThat(List.of(rows.bytes(0), rows.bytes(1), rows.bytes(2)))
        .containsExactly(8 * BLOCK, 2 * BLOCK, 3 * BLOCK);
    assertThat(rows.timeNanos(2)).isEqualTo(4);
    assertThat(rows.padNanos(0)).isEqualTo(7);
    assertThat(reader.sentBytes()).isEqualTo(13L * BLOCK);
  }

  @Test
  void versionsAreThoseOfTheSnapshot() {
    lu.volume().versions().bump(5, 1);
    StreamReader reader = reader(order(1, ALL, new Extent(4, 4), new Extent(512, 4)));
    lu.volume().versions().bump(4, 4);
    reader.done(1, reader.issue(0));
    reader.done(2, reader.issue(1));

    StreamRows rows = reader.rows().build("ST");
    assertThat(rows.versions(0)).containsExactly(0, 1, 0, 0);
    assertThat(rows.versions(1)).isNull();
    VersionDigest expected = new VersionDigest();
    expected.add(4, 4, new int[] {0, 1, 0, 0});
    expected.add(512, 4, null);
    assertThat(reader.digest()).isEqualTo(expected.value());
  }

  @Test
  void aStreamOfNothingIsEndedAtOnce() {
    StreamReader reader = reader(order(1, 0));
    assertThat(reader.issue(0)).isEqualTo(-1);
    assertThat(reader.isEnded()).isTrue();
  }

  @Test
  void saysWhatIsWrongWithAnOrder() {
    assertThat(StreamReader.objection(order(1, 0, new Extent(0, 4096)))).isEmpty();
    assertThat(StreamReader.objection(order(0, 0))).contains("depth");
  }
}
