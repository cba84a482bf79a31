package kagemusha.array.pair;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.cache.CachedVolume;
import kagemusha.array.cache.Destager;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.LongRing;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.array.protocol.PairCopyNotice.CopyDone;
import kagemusha.array.protocol.PairCopyNotice.CopyFailed;
import kagemusha.array.protocol.PairCopyNotice.ImageFrozen;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Volume;
import kagemusha.config.Topology.PairSpec;

/**
 * The copying side of a pair, inside the controller of its volumes. Whatever is neither marked as
 * different nor in flight is equal on both volumes.
 *
 * <pre>
 * Off      --start, follow--> Copying     writes of hosts are marked block by block
 * Copying  --stop--> Noting               writes of hosts are marked track by track
 * Copying  --freeze and nothing differs--> Noting
 * Noting   --start--> Copying
 * any      --forget--> Off
 *
 * a piece: Marked --pace, depth--> Reading --read--> Written to the cache, or waits for room in it
 *          Reading --stop--> Marked
 * </pre>
 */
public final class PairCopier {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** One of the two volumes, in the hands of the controller. */
  public record Side(CachedVolume cached, Destager destager) {
    Volume volume() {
      return cached.volume();
    }
  }

  /** Something to be told to the pair. */
  public record Report(long timeNanos, long padNanos, PairCopyNotice notice) {}

  private enum Mode {
    OFF,
    NOTING,
    FORWARD,
    BACK
  }

  /** What is being copied; once it is stored, both sides are equal there. */
  private static final class Piece {
    final long firstBlock;
    final int blocks;
    boolean stored;

    Piece(long firstBlock, int blocks) {
      this.firstBlock = firstBlock;
      this.blocks = blocks;
    }

    long bytes() {
      return (long) blocks * IoBatch.BLOCK_BYTES;
    }
  }

  private final PairSpec spec;
  private final int number;
  private final Side primary;
  private final Side secondary;
  private final WritePending pending;
  private final Agenda agenda;
  private final PairDifferences differences;
  private final Map<Integer, Piece> pieces = new LinkedHashMap<>();
  private final LongRing waiting = new LongRing();
  private final List<Report> reports = new ArrayList<>();
  private Mode mode = Mode.OFF;
  private Optional<String> image = Optional.empty();
  private boolean copyAwaited;
  private Optional<String> imageAwaited = Optional.empty();
  private long awaitedPadNanos;
  private boolean stepDue;
  private long nextStartNanos;
  private int nextPiece;
  private long copiedBytes;

  /**
   * A copier that does nothing yet.
   *
   * @param number the pair's number, the owner of its work on the agenda
   */
  public PairCopier(
      PairSpec spec,
      int number,
      Side primary,
      Side secondary,
      WritePending pending,
      Agenda agenda) {
    this.spec = spec;
    this.number = number;
    this.primary = primary;
    this.secondary = secondary;
    this.pending = pending;
    this.agenda = agenda;
    this.differences =
        new PairDifferences(primary.volume().blocks(), spec.trackBytes() / IoBatch.BLOCK_BYTES);
  }

  public PairSpec spec() {
    return spec;
  }

  public Volume primary() {
    return primary.volume();
  }

  public Volume secondary() {
    return secondary.volume();
  }

  /** Copies writes on from now on; the volumes are equal. */
  public void follow() {
    mode = Mode.FORWARD;
  }

  /** Notes from now on where the volumes differ; they are equal. */
  public void note(String content) {
    mode = Mode.NOTING;
    if (!content.isEmpty()) {
      keep(content);
    }
  }

  private void keep(String content) {
    secondary().freeze(content);
    image = Optional.of(content);
  }

  /** The secondary volume's content of the split, which is forgotten here. */
  public Optional<String> takeImage() {
    Optional<String> taken = image;
    image = Optional.empty();
    return taken;
  }

  /** Marks what differs; {@code all} is everything that either volume has a page for. */
  public void start(long nowNanos, long padNanos, boolean back, boolean all) {
    mode = back ? Mode.BACK : Mode.FORWARD;
    if (all) {
      markAllocated();
    }
    copyAwaited = true;
    awaitedPadNanos = padNanos;
    wake(nowNanos);
  }

  private void markAllocated() {
    long blocks = primary().blocks();
    for (long first = 0; first < blocks; first += PairDifferences.PIECE_BLOCKS) {
      long length = Math.min(PairDifferences.PIECE_BLOCKS, blocks - first);
      if (primary().holdsPages(first, length) || secondary().holdsPages(first, length)) {
        differences.markTracks(first, length);
      }
    }
  }

  /** Keeps the secondary volume's content under a name as soon as nothing differs. */
  public void freeze(long nowNanos, long padNanos, String content) {
    imageAwaited = Optional.of(content);
    awaitedPadNanos = padNanos;
    wake(nowNanos);
  }

  /** Ends copying; what was on its way counts as different again. */
  public void stop() {
    for (Piece piece : pieces.values()) {
      if (!piece.stored) {
        differences.markTracks(piece.firstBlock, piece.blocks);
      }
    }
    differences.coarsen();
    dropWork();
    mode = Mode.NOTING;
  }

  /** Ends the relation of the two volumes. */
  public void forget() {
    differences.clear();
    dropWork();
    mode = Mode.OFF;
  }

  private void dropWork() {
    pieces.clear();
    while (!waiting.isEmpty()) {
      waiting.poll();
    }
    awaitNothing();
  }

  private void awaitNothing() {
    copyAwaited = false;
    imageAwaited = Optional.empty();
    awaitedPadNanos = 0;
  }

  /** A host has written to one of the volumes. */
  public void written(long nowNanos, long firstBlock, int blocks) {
    switch (mode) {
      case OFF -> {}
      case NOTING -> differences.markTracks(firstBlock, blocks);
      case FORWARD, BACK -> {
        differences.markBlocks(firstBlock, blocks);
        wake(nowNanos);
      }
    }
  }

  private void wake(long nowNanos) {
    if (!stepDue) {
      stepDue = true;
      agenda.add(Math.max(nowNanos, nextStartNanos), Work.PAIR_STEP, number, 0);
    }
  }

  /** The next piece may begin. */
  public void step(long nowNanos) {
    stepDue = false;
    pump(nowNanos);
  }

  private boolean isCopying() {
    return mode == Mode.FORWARD || mode == Mode.BACK;
  }

  private void pump(long nowNanos) {
    while (isCopying() && pieces.size() < spec.depth() && !differences.isEmpty()) {
      if (nowNanos < nextStartNanos) {
        wake(nowNanos);
        return;
      }
      differences.take();
      begin(nowNanos, new Piece(differences.takenFirst(), differences.takenBlocks()));
    }
    settle(nowNanos);
  }

  private void begin(long nowNanos, Piece piece) {
    if (!source().volume().holdsPages(piece.firstBlock, piece.blocks)
        && !target().volume().holdsPages(piece.firstBlock, piece.blocks)) {
      return;
    }
    long share = piece.bytes() * NANOS_PER_SECOND / spec.paceBytesPerSecond();
    nextStartNanos = nowNanos + share;
    int serial = nextPiece++;
    pieces.put(serial, piece);
    long read = source().cached().readRun(nowNanos, piece.firstBlock, piece.blocks);
    agenda.add(read, Work.PAIR_READ, number, serial);
  }

  private Side source() {
    return mode == Mode.BACK ? secondary : primary;
  }

  private Side target() {
    return mode == Mode.BACK ? primary : secondary;
  }

  /** A piece has been read; one that was given up meanwhile is not known any more. */
  public void read(long nowNanos, int serial) {
    Piece piece = pieces.get(serial);
    if (piece == null) {
      return;
    }
    if (waiting.isEmpty() && pending.hasRoom(piece.blocks)) {
      store(nowNanos, serial, piece);
    } else {
      waiting.add(serial);
    }
  }

  /** There may be room in the cache; hosts have been served already. */
  public void roomMade(long nowNanos) {
    while (!waiting.isEmpty()) {
      int serial = (int) waiting.peek();
      Piece piece = pieces.get(serial);
      if (piece != null && !pending.hasRoom(piece.blocks)) {
        return;
      }
      waiting.poll();
      if (piece != null) {
        store(nowNanos, serial, piece);
      }
    }
  }

  private void store(long nowNanos, int serial, Piece piece) {
    Volume from = source().volume();
    Volume to = target().volume();
    int pages = to.allocate(piece.firstBlock, piece.blocks);
    if (pages == Pool.NONE) {
      fail(nowNanos, "pool " + to.pool().name() + " of LU " + to.name() + " is full");
      return;
    }
    to.versions().copy(from.versions(), piece.firstBlock, piece.blocks);
    target().cached().write(piece.firstBlock, piece.blocks);
    target().destager().wake(nowNanos);
    piece.stored = true;
    long allocation = pages * to.pool().allocationNanos();
    agenda.add(nowNanos + allocation, Work.PAIR_COPIED, number, serial);
  }

  private void fail(long nowNanos, String why) {
    reports.add(new Report(nowNanos, awaitedPadNanos, new CopyFailed(spec.name(), why)));
    stop();
  }

  /** A piece is in the cache. */
  public void copied(long nowNanos, int serial) {
    Piece piece = pieces.remove(serial);
    if (piece != null) {
      copiedBytes += piece.bytes();
      pump(nowNanos);
    }
  }

  /** Nothing differs any more: says so to who waits for it. */
  private void settle(long nowNanos) {
    if (!isCopying() || !pieces.isEmpty() || !differences.isEmpty()) {
      return;
    }
    if (copyAwaited) {
      reports.add(new Report(nowNanos, awaitedPadNanos, new CopyDone(spec.name())));
      awaitNothing();
      mode = Mode.FORWARD;
    } else if (imageAwaited.isPresent()) {
      keep(imageAwaited.get());
      ImageFrozen frozen = new ImageFrozen(spec.name(), imageAwaited.get());
      reports.add(new Report(nowNanos, awaitedPadNanos, frozen));
      awaitNothing();
      mode = Mode.NOTING;
    }
  }

  /** What is to be told to the pair; empties it. */
  public List<Report> drainReports() {
    List<Report> drained = List.copyOf(reports);
    reports.clear();
    return drained;
  }

  /** How much differs, with what is on its way. */
  public long differingBytes() {
    long inFlight = 0;
    for (Piece piece : pieces.values()) {
      inFlight += piece.stored ? 0 : piece.bytes();
    }
    return differences.bytes() + inFlight;
  }

  /** Bytes copied since the start of the run. */
  public long copiedBytes() {
    return copiedBytes;
  }

  /** Throws if it copies what it should not. */
  public void invariant() {
    if (pieces.size() > spec.depth() || (!isCopying() && !pieces.isEmpty())) {
      throw new IllegalStateException(
          "pair %s has %d pieces in flight in mode %s".formatted(spec.name(), pieces.size(), mode));
    }
  }
}
