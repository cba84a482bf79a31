package kagemusha.array.pair;

import java.util.List;
import java.util.Optional;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.cache.CachedVolume;
import kagemusha.array.cache.Destager;
import kagemusha.array.cache.WritePending;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.array.volume.Volume;
import kagemusha.config.ArraySpec.PairSpec;

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
  private final PieceCarrier carrier;
  private final AwaitedCopy awaited;
  private Mode mode = Mode.OFF;
  private Optional<String> image = Optional.empty();
  private Optional<String> lostImage = Optional.empty();
  private boolean stepDue;
  private long nextStartNanos;

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
    this.carrier = new PieceCarrier(number, primary, secondary, pending, agenda);
    this.awaited = new AwaitedCopy(spec.name());
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
    carrier.carry(false);
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
    mode = back ? Mode.BACK : Mode.FORWARD;
    carrier.carry(back);
    primary.destager().wake(nowNanos);
    if (all) {
      markAllocated();
    }
    awaited.copy(padNanos);
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
    boolean atOnce = spec.quick() && mode == Mode.FORWARD;
    if (atOnce) {
      secondary().freeze(name, primary());
      image = Optional.of(name);
      carrier.carry(primary().versions().freeze());
      uncopied.takeAll(differences);
      awaited.nothing();
      awaited.copy(padNanos);
      mode = Mode.FILLING;
    } else {
      awaited.image(padNanos, name);
    }
    wake(nowNanos);
    return atOnce;
  }

  /** Ends copying; what was on its way counts as different again. */
  public void stop(long nowNanos) {
    carrier.markNotStored(differences);
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
    primary.destager().wake(nowNanos);
    carrier.drop(nowNanos);
    awaited.nothing();
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
    return carrier.holdingUp(firstBlock, blocks).isPresent();
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
    Optional<CopyPiece> piece = carrier.holdingUp(firstBlock, blocks);
    piece.ifPresent(each -> each.awaitedBy(write));
    return piece.isPresent();
  }

  /** Whether the secondary volume shows an image that it may not hold all of. */
  @Override
  public boolean isPossible() {
    return mode == Mode.FILLING;
  }

  /** Whether a block of the image has not been copied yet. */
  @Override
  public boolean contains(long block) {
    return uncopied.contains(block) || carrier.holdingUp(block, 1).isPresent();
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

  private void pump(long nowNanos) {
    while (isCopying() && carrier.background() < spec.depth() && !toCopy().isEmpty()) {
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
    if (carrier.begin(nowNanos, piece) && !piece.isUrgent()) {
      nextStartNanos = nowNanos + piece.bytes() * NANOS_PER_SECOND / spec.paceBytesPerSecond();
    }
  }

  /** A piece has been read; one that was given up meanwhile is not known any more. */
  public void read(long nowNanos, int serial) {
    if (!carrier.read(nowNanos, serial)) {
      fail(nowNanos);
    }
  }

  /** There may be room in the cache; hosts have been served already. */
  public void roomMade(long nowNanos) {
    if (!carrier.roomMade(nowNanos)) {
      fail(nowNanos);
    }
  }

  private void fail(long nowNanos) {
    Volume full = carrier.targetVolume();
    awaited.failed(nowNanos, "pool " + full.pool().name() + " of LU " + full.name() + " is full");
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
    if (carrier.copied(serial)) {
      pump(nowNanos);
    }
  }

  /** Nothing differs any more: says so to who waits for it. */
  private void settle(long nowNanos) {
    if (!isCopying() || !carrier.isEmpty() || !toCopy().isEmpty()) {
      return;
    }
    if (awaited.isCopy()) {
      awaited.copied(nowNanos);
      mode = mode == Mode.FILLING ? Mode.NOTING : Mode.FORWARD;
      carrier.carry(false);
    } else if (awaited.image().isPresent()) {
      String name = awaited.image().get();
      keep(name);
      awaited.frozen(nowNanos, name);
      mode = Mode.NOTING;
    }
  }

  /** What is to be told to the pair; empties it. */
  public List<Report> drainReports() {
    return awaited.drainReports();
  }

  /** How much differs, with what is on its way. */
  public long differingBytes() {
    return differences.bytes() + uncopied.bytes() + carrier.bytesNotStored();
  }

  /** Bytes copied since the start of the run. */
  public long copiedBytes() {
    return carrier.copiedBytes();
  }

  /** Throws if it copies what it should not. */
  public void invariant() {
    boolean idle = carrier.isEmpty() && uncopied.isEmpty();
    if (carrier.background() > spec.depth() || (!isCopying() && !idle)) {
      throw new IllegalStateException(
          "pair %s has %d pieces in flight in mode %s"
              .formatted(spec.name(), carrier.count(), mode));
    }
  }
}
