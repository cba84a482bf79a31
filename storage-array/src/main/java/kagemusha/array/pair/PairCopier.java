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
import kagemusha.array.volume.FrozenVersions;
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
 * Copying  --freeze of a quick pair--> Filling   the image is there; writes wait for their track
 * Filling  --all copied, stop--> Noting
 * Filling  --start--> Copying
 * Noting   --start--> Copying
 * any      --forget--> Off
 *
 * a piece: Marked --pace, depth--> Reading --read--> Written to the cache, or waits for room in it
 *          Reading --stop--> Marked
 *          Marked  --a write that has to wait, while Filling--> Reading at once, with its neighbours
 * </pre>
 */
public final class PairCopier implements CachedVolume.Lacking {
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
    BACK,
    FILLING
  }

  private final PairSpec spec;
  private final int number;
  private final Side primary;
  private final Side secondary;
  private final WritePending pending;
  private final Agenda agenda;
  private final int pieceBlocks;
  private final PairDifferences differences;
  private final PairDifferences uncopied;
  private final Map<Integer, CopyPiece> pieces = new LinkedHashMap<>();
  private final LongRing waiting = new LongRing();
  private final List<Report> reports = new ArrayList<>();
  private Mode mode = Mode.OFF;
  private Optional<String> image = Optional.empty();
  private Optional<FrozenVersions> content = Optional.empty();
  private Optional<String> lostImage = Optional.empty();
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
    int trackBlocks = spec.trackBytes() / IoBatch.BLOCK_BYTES;
    this.pieceBlocks = spec.pieceBytes() / IoBatch.BLOCK_BYTES;
    this.differences = new PairDifferences(primary.volume().blocks(), trackBlocks, pieceBlocks);
    this.uncopied =
        new PairDifferences(spec.quick() ? differences.blocks() : 1, trackBlocks, pieceBlocks);
    secondary.cached().lacks(this);
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
    if (back && isPossible()) {
      throw new IllegalStateException("pair " + spec.name() + " copies forward still");
    }
    differences.takeAll(uncopied);
    content = Optional.empty();
    mode = back ? Mode.BACK : Mode.FORWARD;
    primary.destager().wake(nowNanos);
    if (all) {
      markAllocated();
    }
    copyAwaited = true;
    awaitedPadNanos = padNanos;
    wake(nowNanos);
  }

  private void markAllocated() {
    long blocks = primary().blocks();
    for (long first = 0; first < blocks; first += pieceBlocks) {
      long length = Math.min(pieceBlocks, blocks - first);
      if (primary().holdsPages(first, length) || secondary().holdsPages(first, length)) {
        differences.markTracks(first, length);
      }
    }
  }

  /**
   * Keeps the secondary volume's content under a name as soon as nothing differs; of a quick pair
   * at once, and what it lacks is copied behind.
   *
   * @return whether it is kept already
   */
  public boolean freeze(long nowNanos, long padNanos, String name) {
    awaitNothing();
    awaitedPadNanos = padNanos;
    boolean atOnce = spec.quick() && mode == Mode.FORWARD;
    if (atOnce) {
      secondary().freeze(name, primary());
      image = Optional.of(name);
      content = Optional.of(primary().versions().freeze());
      uncopied.takeAll(differences);
      copyAwaited = true;
      mode = Mode.FILLING;
    } else {
      imageAwaited = Optional.of(name);
    }
    wake(nowNanos);
    return atOnce;
  }

  /** Ends copying; what was on its way counts as different again. */
  public void stop(long nowNanos) {
    for (CopyPiece piece : pieces.values()) {
      if (!piece.isStored()) {
        differences.markTracks(piece.firstBlock(), piece.blocks());
      }
    }
    differences.coarsen();
    differences.takeAll(uncopied);
    mode = Mode.NOTING;
    dropWork(nowNanos);
  }

  /** Ends the relation of the two volumes. */
  public void forget(long nowNanos) {
    differences.clear();
    uncopied.clear();
    mode = Mode.OFF;
    dropWork(nowNanos);
  }

  private void dropWork(long nowNanos) {
    content = Optional.empty();
    primary.destager().wake(nowNanos);
    pieces.values().forEach(piece -> release(nowNanos, piece));
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
      case NOTING, FILLING -> differences.markTracks(firstBlock, blocks);
      case FORWARD, BACK -> {
        differences.markBlocks(firstBlock, blocks);
        wake(nowNanos);
      }
    }
  }

  /** Whether writes to the primary volume wait for no track, but stay in the cache instead. */
  public boolean holdsBack() {
    return spec.heldWrites() > 0 && pending.isWithin(spec.heldWrites());
  }

  /** Whether a range of the primary volume may not reach the disks because they hold the image. */
  public boolean holds(long firstBlock, int blocks) {
    if (mode != Mode.FILLING) {
      return false;
    }
    for (long block = firstBlock; block < firstBlock + blocks; block++) {
      if (uncopied.contains(block)) {
        return true;
      }
    }
    for (CopyPiece piece : pieces.values()) {
      if (piece.holdsUp(firstBlock, blocks)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a write has to wait because a track of it is still to be copied, which is done at once.
   * It is told by {@link Work#TRACK_SAVED} and asks again then.
   */
  public boolean savesFirst(long nowNanos, int write, long firstBlock, int blocks) {
    if (mode != Mode.FILLING) {
      return false;
    }
    for (long block = firstBlock; block < firstBlock + blocks; block++) {
      if (uncopied.contains(block)) {
        uncopied.takeTrackOf(block);
        begin(nowNanos, new CopyPiece(uncopied.takenFirst(), uncopied.takenBlocks(), true));
      }
    }
    for (CopyPiece piece : pieces.values()) {
      if (piece.holdsUp(firstBlock, blocks)) {
        piece.awaitedBy(write);
        return true;
      }
    }
    return false;
  }

  private void release(long atNanos, CopyPiece piece) {
    piece.release().forEach(write -> agenda.add(atNanos, Work.TRACK_SAVED, 0, write));
  }

  /** Whether the secondary volume shows an image that it may not hold all of. */
  @Override
  public boolean isPossible() {
    return mode == Mode.FILLING;
  }

  /** Whether a block of the image has not been copied yet. */
  @Override
  public boolean contains(long block) {
    return uncopied.contains(block)
        || pieces.values().stream().anyMatch(piece -> piece.holdsUp(block, 1));
  }

  @Override
  public CachedVolume holder() {
    return primary.cached();
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
    return mode == Mode.FORWARD || mode == Mode.BACK || mode == Mode.FILLING;
  }

  private PairDifferences toCopy() {
    return mode == Mode.FILLING ? uncopied : differences;
  }

  private long background() {
    return pieces.values().stream().filter(piece -> !piece.isUrgent()).count();
  }

  private void pump(long nowNanos) {
    while (isCopying() && background() < spec.depth() && !toCopy().isEmpty()) {
      if (nowNanos < nextStartNanos) {
        wake(nowNanos);
        return;
      }
      toCopy().take();
      begin(nowNanos, new CopyPiece(toCopy().takenFirst(), toCopy().takenBlocks(), false));
    }
    settle(nowNanos);
  }

  private void begin(long nowNanos, CopyPiece piece) {
    if (!source().volume().holdsPages(piece.firstBlock(), piece.blocks())
        && !target().volume().holdsPages(piece.firstBlock(), piece.blocks())) {
      return;
    }
    if (!piece.isUrgent()) {
      nextStartNanos = nowNanos + piece.bytes() * NANOS_PER_SECOND / spec.paceBytesPerSecond();
    }
    int serial = nextPiece++;
    pieces.put(serial, piece);
    long read = source().cached().readRun(nowNanos, piece.firstBlock(), piece.blocks());
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
    CopyPiece piece = pieces.get(serial);
    if (piece == null) {
      return;
    }
    if (waiting.isEmpty() && pending.hasRoom(piece.blocks())) {
      store(nowNanos, serial, piece);
    } else {
      waiting.add(serial);
    }
  }

  /** There may be room in the cache; hosts have been served already. */
  public void roomMade(long nowNanos) {
    while (!waiting.isEmpty()) {
      int serial = (int) waiting.peek();
      CopyPiece piece = pieces.get(serial);
      if (piece != null && !pending.hasRoom(piece.blocks())) {
        return;
      }
      waiting.poll();
      if (piece != null) {
        store(nowNanos, serial, piece);
      }
    }
  }

  private void store(long nowNanos, int serial, CopyPiece piece) {
    Volume from = source().volume();
    Volume to = target().volume();
    int pages = to.allocate(piece.firstBlock(), piece.blocks());
    if (pages == Pool.NONE) {
      fail(nowNanos, "pool " + to.pool().name() + " of LU " + to.name() + " is full");
      return;
    }
    if (mode == Mode.FILLING) {
      to.versions().copy(content.orElseThrow(), piece.firstBlock(), piece.blocks());
    } else {
      to.versions().copy(from.versions(), piece.firstBlock(), piece.blocks());
    }
    target().cached().write(piece.firstBlock(), piece.blocks());
    target().destager().wake(nowNanos);
    piece.store();
    primary.destager().wake(nowNanos);
    long allocation = pages * to.pool().allocationNanos();
    agenda.add(nowNanos + allocation, Work.PAIR_COPIED, number, serial);
    release(nowNanos + allocation, piece);
  }

  private void fail(long nowNanos, String why) {
    reports.add(new Report(nowNanos, awaitedPadNanos, new CopyFailed(spec.name(), why)));
    if (mode == Mode.FILLING) {
      lostImage = takeImage();
    }
    stop(nowNanos);
  }

  /** An image that will never be complete because the copy has failed; forgotten here. */
  public Optional<String> takeLostImage() {
    Optional<String> taken = lostImage;
    lostImage = Optional.empty();
    return taken;
  }

  /** A piece is in the cache. */
  public void copied(long nowNanos, int serial) {
    CopyPiece piece = pieces.remove(serial);
    if (piece != null) {
      copiedBytes += piece.bytes();
      pump(nowNanos);
    }
  }

  /** Nothing differs any more: says so to who waits for it. */
  private void settle(long nowNanos) {
    if (!isCopying() || !pieces.isEmpty() || !toCopy().isEmpty()) {
      return;
    }
    if (copyAwaited) {
      reports.add(new Report(nowNanos, awaitedPadNanos, new CopyDone(spec.name())));
      awaitNothing();
      content = Optional.empty();
      mode = mode == Mode.FILLING ? Mode.NOTING : Mode.FORWARD;
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
    for (CopyPiece piece : pieces.values()) {
      inFlight += piece.isStored() ? 0 : piece.bytes();
    }
    return differences.bytes() + uncopied.bytes() + inFlight;
  }

  /** Bytes copied since the start of the run. */
  public long copiedBytes() {
    return copiedBytes;
  }

  /** Throws if it copies what it should not. */
  public void invariant() {
    boolean idle = pieces.isEmpty() && uncopied.isEmpty();
    if (background() > spec.depth() || (!isCopying() && !idle)) {
      throw new IllegalStateException(
          "pair %s has %d pieces in flight in mode %s".formatted(spec.name(), pieces.size(), mode));
    }
  }
}
