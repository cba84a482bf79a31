package kagemusha.array;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.ControllerSpec;
import kagemusha.config.ArraySpec.DriveSpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PoolSpec;
import kagemusha.config.ArraySpec.RaidGroupSpec;
import kagemusha.config.ArraySpec.RaidLevel;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * One controller with a small LU and a fake world around it. The drive knows neither seek nor
 * (nearly) rotation and moves 16 KiB in one millisecond, so times can be added up by hand.
 */
final class SmallArray {
  static final long MS = 1_000_000;
  static final long SECOND = 1000 * MS;
  static final int BLOCK = IoBatch.BLOCK_BYTES;
  static final EntityId HOST = new EntityId("HYPR1");

  /** Processor 0.1 ms and fixed latency 0.7 ms. */
  static final long FRONT_END = 800_000;

  static final int PAGE_BLOCKS = 128;

  private final FakeContext world = new FakeContext(1);
  private final Controller controller;
  private long now;

  SmallArray(InitialExtent... allocated) {
    this(spec(8L << 30), allocated);
  }

  SmallArray(ArraySpec array, InitialExtent... allocated) {
    EntityId id = new EntityId("AMS.CTL0");
    this.controller = new Controller(id, array, "CTL0", List.of(allocated), "san");
    controller.start(world);
  }

  /** An array with the LUs A (RAID 1+0, 16 pages in a pool of 8) and B of another controller. */
  static ArraySpec spec(long cacheBytes) {
    return new ArraySpec(
        "AMS",
        List.of("san"),
        List.of(controller("CTL0", cacheBytes), controller("CTL1", cacheBytes)),
        List.of(drive()),
        List.of(
            new RaidGroupSpec("RG0", RaidLevel.RAID10, 2, "D", 4 * BLOCK),
            new RaidGroupSpec("RG1", RaidLevel.RAID5, 4, "D", 4 * BLOCK)),
        List.of(pool("P0", "RG0"), pool("P1", "RG1")),
        List.of(lu("A", "P0", "CTL0"), lu("B", "P1", "CTL1")));
  }

  /** The same; the pool of A has a second group in reserve. */
  static ArraySpec specWithReserve() {
    ArraySpec usual = spec(8L << 30);
    List<RaidGroupSpec> groups = new ArrayList<>(usual.raidGroups());
    groups.add(new RaidGroupSpec("RG2", RaidLevel.RAID10, 2, "D", 4 * BLOCK));
    PoolSpec plain = usual.pools().get(0);
    PoolSpec reserved =
        new PoolSpec(
            plain.name(),
            plain.raidGroups(),
            List.of("RG2"),
            plain.pageBytes(),
            plain.pageAllocation());
    return new ArraySpec(
        usual.name(),
        usual.networks(),
        usual.controllers(),
        usual.drives(),
        groups,
        List.of(reserved, usual.pools().get(1)),
        usual.lus());
  }

  /** Tags of the host I/Os that have failed so far, in order; nothing is forgotten. */
  List<Long> failed() {
    List<Long> tags = new ArrayList<>();
    for (FakeContext.SentRows sent : world.rows()) {
      if (sent.rows() instanceof IoCompletions rows) {
        for (int row = 0; row < rows.size(); row++) {
          if (rows.isFailed(row)) {
            tags.add(rows.tag(row));
          }
        }
      }
    }
    return tags;
  }

  /** The same with both LUs on CTL0 and with a diff area of so many blocks at most. */
  static ArraySpec spec(long cacheBytes, int diffAreaBlocks) {
    ArraySpec usual = spec(cacheBytes);
    long max = (long) diffAreaBlocks * BLOCK;
    return new ArraySpec(
        usual.name(),
        usual.networks(),
        usual.controllers(),
        usual.drives(),
        usual.raidGroups(),
        usual.pools(),
        List.of(
            new LuSpec("A", "P0", 16L * PAGE_BLOCKS * BLOCK, "CTL0", true, max),
            new LuSpec("B", "P1", 16L * PAGE_BLOCKS * BLOCK, "CTL0", false, max)));
  }

  static PoolSpec pool(String name, String... groups) {
    return new PoolSpec(name, List.of(groups), PAGE_BLOCKS * BLOCK, Duration.ofMillis(2));
  }

  static LuSpec lu(String name, String pool, String controller) {
    return new LuSpec(name, pool, 16L * PAGE_BLOCKS * BLOCK, controller, true);
  }

  private static ControllerSpec controller(String name, long cacheBytes) {
    return new ControllerSpec(
        name,
        cacheBytes,
        0.5,
        Duration.ofNanos(100_000),
        Duration.ofNanos(700_000),
        Duration.ZERO,
        Duration.ofSeconds(1),
        0,
        0,
        0,
        Duration.ofSeconds(2));
  }

  /** 512 blocks: 8 pages of 64 blocks for each of two data disks. */
  private static DriveSpec drive() {
    return new DriveSpec(
        "D",
        512L * BLOCK,
        2_000_000_000,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        1000L * BLOCK);
  }

  FakeContext world() {
    return world;
  }

  Controller controller() {
    return controller;
  }

  /** Rows for LU A at the given time, each with its own tag. */
  static IoBatch.Builder row(IoBatch.Builder to, long time, long block, int blocks, IoKind kind) {
    return to.add(time, 5, 0, block, blocks * BLOCK, kind, to.size());
  }

  /** A command at a time that has been reached, from a sender nine nanoseconds of padding away. */
  void command(long time, ControllerCommand command) {
    controller.on(command, world.now(time, 9));
  }

  /** What has been answered since the last call. */
  List<Message> replies() {
    List<Message> replies = new ArrayList<>();
    world.sent().forEach(sent -> replies.add(sent.message()));
    world.sent().clear();
    return replies;
  }

  void accept(IoBatch.Builder rows) {
    controller.accept(HOST, rows.build(HOST));
  }

  void advance(long untilNanos) {
    controller.advance(untilNanos, world.now(now, 0));
    now = untilNanos;
    controller.invariant();
  }

  /** Writes at the given time and lets it complete. */
  void write(long time, long block, int blocks) {
    accept(row(new IoBatch.Builder(), time, block, blocks, IoKind.WRITE));
    advance(time + 100 * MS);
  }

  double counter(String name) {
    return controller.counters().stream()
        .filter(counter -> counter.name().toString().equals(name))
        .mapToDouble(counter -> counter.read().getAsDouble())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + names()));
  }

  private List<String> names() {
    return controller.counters().stream().map(Counter::name).map(Object::toString).toList();
  }

  /**
   * All completions so far as {@code tag@time residence} in microseconds, in order; then they are
   * forgotten. A turn of the drive takes 30 ns, which is cut off.
   */
  List<String> completions() {
    List<String> lines = new ArrayList<>();
    for (FakeContext.SentRows sent : world.rows()) {
      if (sent.rows() instanceof IoCompletions rows) {
        for (int row = 0; row < rows.size(); row++) {
          lines.add(
              rows.tag(row)
                  + "@"
                  + rows.timeNanos(row) / 1000
                  + " "
                  + rows.residenceNanos(row) / 1000);
        }
      }
    }
    world.rows().clear();
    return lines;
  }
}
