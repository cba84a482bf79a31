package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.pair.PairEvent;
import kagemusha.array.pair.ShadowImagePair;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice;
import kagemusha.array.protocol.PairNotice.Status;
import kagemusha.array.protocol.StreamRows;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.testkit.RecordingContext;

/**
 * A controller with the pair P of the LUs A (0) and S (1), the pair itself, and the line between
 * them. Writes take no time worth speaking of; the pace is 10 MiB/s.
 */
final class PairArray {
  static final EntityId ASKER = new EntityId("HYPR1.hitachi");
  static final int BLOCKS = 16 * PAGE_BLOCKS;
  static final long TRACK_BYTES = 1 << 20;
  static final long TRACK_NANOS = 100 * MS;
  private static final long STEP = 10 * MS;

  private final RecordingContext world = new RecordingContext(STEP);
  private final Controller controller;
  private final ShadowImagePair pair;
  private final List<RecordingContext.Sent> answers = new ArrayList<>();
  private final List<RecordingContext.Logged> logged = new ArrayList<>();
  private final List<StreamRows> stream = new ArrayList<>();
  private final List<IoCompletions> completions = new ArrayList<>();
  private long now;

  PairArray(ArraySpec array, InitialExtent... allocated) {
    this.controller =
        new Controller(new EntityId("AMS.CTL0"), array, "CTL0", List.of(allocated), "san");
    this.pair = new ShadowImagePair(array, array.pairs().get(0), "san");
    world.at(0, 0);
    controller.start(world);
    pair.start(world);
    deliver();
  }

  /** The small array with the LUs S and F (2) of 16 pages each in a pool of 16 instead of B. */
  static ArraySpec spec(PairStart initial, boolean forcedSuspend) {
    return spec(initial, forcedSuspend, 8L << 30);
  }

  static ArraySpec spec(PairStart initial, boolean forcedSuspend, long cacheBytes) {
    ArraySpec small = SmallArray.spec(cacheBytes);
    LuSpec primary = SmallArray.lu("A", "P0", "CTL0");
    LuSpec secondary = new LuSpec("S", "P1", primary.capacityBytes(), "CTL0", /* csv= */ false);
    return new ArraySpec(
        small.name(),
        small.networks(),
        small.controllers(),
        small.drives(),
        small.raidGroups(),
        small.pools(),
        List.of(primary, secondary, SmallArray.lu("F", "P1", "CTL0")),
        List.of(new PairSpec("P", "A", "S", initial, 10 << 20, forcedSuspend)));
  }

  /** The same with a pair that splits and resynchronizes quickly. */
  static ArraySpec quick(ArraySpec array) {
    return paired(array, true);
  }

  /** The same with a pair that keeps writes in the cache meanwhile, up to a share of the limit. */
  static ArraySpec holding(ArraySpec array, double share) {
    ArraySpec quick = quick(array);
    PairSpec pair = quick.pairs().get(0);
    return withPairs(
        quick,
        List.of(
            new PairSpec(
                pair.name(),
                pair.primary(),
                pair.secondary(),
                pair.initial(),
                pair.paceBytesPerSecond(),
                pair.forcedSuspend(),
                pair.trackBytes(),
                pair.depth(),
                pair.quick(),
                pair.pieceBytes(),
                share)));
  }

  /** The same with pairs that split and resynchronize quickly, or that do not. */
  static ArraySpec paired(ArraySpec array, boolean quick) {
    return withPairs(array, array.pairs().stream().map(pair -> pair(pair, quick)).toList());
  }

  private static ArraySpec withPairs(ArraySpec array, List<PairSpec> pairs) {
    return new ArraySpec(
        array.name(),
        array.networks(),
        array.controllers(),
        array.drives(),
        array.raidGroups(),
        array.pools(),
        array.lus(),
        pairs);
  }

  private static PairSpec pair(PairSpec pair, boolean quick) {
    return new PairSpec(
        pair.name(),
        pair.primary(),
        pair.secondary(),
        pair.initial(),
        pair.paceBytesPerSecond(),
        pair.forcedSuspend(),
        pair.trackBytes(),
        pair.depth(),
        quick,
        pair.pieceBytes(),
        pair.heldWrites());
  }

  long now() {
    return now;
  }

  Controller controller() {
    return controller;
  }

  /** Sends the pair a command, which has gathered 7 ns of padding on its way. */
  void command(PairCommand command) {
    world.at(now, 7);
    give(pair, command, world);
    deliver();
  }

  void command(ControllerCommand command) {
    world.at(now, 0);
    controller.on(command, world);
    deliver();
  }

  /** Lets time pass; the pair and the controller hear each other every 10 ms. */
  void runTo(long until) {
    while (now < until) {
      long end = Math.min(until, now + STEP);
      world.at(now, 0);
      controller.advance(end, world);
      now = end;
      deliver();
      controller.invariant();
    }
  }

  void run(long nanos) {
    runTo(now + nanos);
  }

  /** A host writes with a version; it is in the cache a millisecond later. */
  void write(int lu, long block, int blocks, int version) {
    IoBatch.Builder rows = new IoBatch.Builder();
    rows.add(now, 0, lu, block, blocks * BLOCK, IoKind.WRITE, 0);
    rows.version(version);
    controller.accept(SmallArray.HOST, rows.build(SmallArray.HOST));
  }

  /** How long old data was saved for each write since the last call. */
  List<Long> drainCopyNanos() {
    List<Long> nanos = new ArrayList<>();
    for (IoCompletions done : completions) {
      for (int row = 0; row < done.size(); row++) {
        nanos.add(done.copyNanos(row));
      }
    }
    completions.clear();
    return nanos;
  }

  private void deliver() {
    boolean more = true;
    while (more) {
      more = false;
      for (RecordingContext.Sent sent : world.drainSent()) {
        if (sent.network().isEmpty()) {
          world.at(Math.max(now, sent.timeNanos()), sent.padNanos());
          Entity<?> to = sent.to().equals(pair.id()) ? pair : controller;
          give(to, sent.message(), world);
          more = true;
        } else {
          answers.add(sent);
        }
      }
    }
    logged.addAll(world.drainLogged());
    for (RecordingContext.Rows sent : world.drainRows()) {
      if (sent.rows() instanceof StreamRows piece) {
        stream.add(piece);
      } else if (sent.rows() instanceof IoCompletions done) {
        completions.add(done);
      }
    }
  }

  private static <M extends Message> void give(Entity<M> entity, Message message, Context world) {
    entity.on(entity.adapt(message), world);
  }

  /** What has been sent since the last call. */
  List<RecordingContext.Sent> drainAnswers() {
    List<RecordingContext.Sent> drained = List.copyOf(answers);
    answers.clear();
    return drained;
  }

  List<Message> drainMessages() {
    return drainAnswers().stream().map(RecordingContext.Sent::message).toList();
  }

  List<Integer> drainEventIds() {
    List<Integer> ids = logged.stream().map(RecordingContext.Logged::id).toList();
    logged.clear();
    return ids;
  }

  List<Object> drainPersisted() {
    return world.drainPersisted();
  }

  /** The pair's status at this moment. */
  Status status() {
    List<RecordingContext.Sent> before = List.copyOf(answers);
    answers.clear();
    command(new PairCommand.Query(ASKER));
    Status status = (Status) (PairNotice) answers.get(0).message();
    answers.clear();
    answers.addAll(before);
    return status;
  }

  /** Versions of all blocks of an LU. */
  int[] versions(int lu) {
    int[] versions = new int[BLOCKS];
    for (int block = 0; block < BLOCKS; block++) {
      versions[block] = controller.version(lu, block);
    }
    return versions;
  }

  /** The blocks in which two lists of versions differ. */
  static List<Integer> difference(int[] first, int[] second) {
    List<Integer> blocks = new ArrayList<>();
    for (int block = 0; block < BLOCKS; block++) {
      if (first[block] != second[block]) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  /** Blocks in which the two volumes differ now. */
  List<Integer> difference() {
    return difference(versions(0), versions(1));
  }

  /** Versions of all blocks of an image as a stream reads them; takes emulated time. */
  int[] image(String name) {
    open(name);
    run(20_000 * MS);
    return read();
  }

  /** Begins to read all of an image. */
  void open(String name) {
    stream.clear();
    command(
        new ControllerCommand.OpenStream(
            "R",
            name,
            List.of(new ControllerCommand.Extent(0, BLOCKS)),
            64 * BLOCK,
            8,
            Long.MAX_VALUE,
            ASKER));
  }

  /** How many blocks have been read since then. */
  int blocksRead() {
    int blocks = 0;
    for (StreamRows rows : stream) {
      for (int row = 0; row < rows.size(); row++) {
        blocks += rows.bytes(row) / BLOCK;
      }
    }
    return blocks;
  }

  /** Versions of all blocks as they have been read. */
  int[] read() {
    int[] versions = new int[BLOCKS];
    for (StreamRows rows : stream) {
      for (int row = 0; row < rows.size(); row++) {
        if (rows.versions(row) != null) {
          int first = (int) rows.firstBlock(row);
          System.arraycopy(rows.versions(row), 0, versions, first, rows.bytes(row) / BLOCK);
        }
      }
    }
    return versions;
  }

  double counter(String name) {
    List<kagemusha.kernel.counter.Counter> all = new ArrayList<>(controller.counters());
    all.addAll(pair.counters());
    return all.stream()
        .filter(counter -> counter.name().toString().equals(name))
        .mapToDouble(counter -> counter.read().getAsDouble())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no counter " + name));
  }

  static PairEvent paired() {
    return new PairEvent.Paired("P");
  }
}
