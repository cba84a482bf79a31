package kagemusha.array.pair;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.LongRing;
import kagemusha.array.volume.FrozenVersions;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Volume;

/**
 * The pieces of a pair that are on their way from one volume to the other: each is read, and then
 * written to the cache as soon as there is room for it.
 */
final class PieceCarrier {
  private final int pair;
  private final PairCopier.Side primary;
  private final PairCopier.Side secondary;
  private final WritePending pending;
  private final Agenda agenda;
  private final Map<Integer, CopyPiece> pieces = new LinkedHashMap<>();
  private final LongRing waiting = new LongRing();
  private boolean back;
  private Optional<FrozenVersions> content = Optional.empty();
  private int nextPiece;
  private long copiedBytes;

  PieceCarrier(
      int pair,
      PairCopier.Side primary,
      PairCopier.Side secondary,
      WritePending pending,
      Agenda agenda) {
    this.pair = pair;
    this.primary = primary;
    this.secondary = secondary;
    this.pending = pending;
    this.agenda = agenda;
  }

  /** From now on the primary volume as it is goes to the secondary, or the other way round. */
  void carry(boolean back) {
    this.back = back;
    content = Optional.empty();
  }

  /** From now on what the primary volume has been goes to the secondary. */
  void carry(FrozenVersions image) {
    back = false;
    content = Optional.of(image);
  }

  private PairCopier.Side source() {
    return back ? secondary : primary;
  }

  private PairCopier.Side target() {
    return back ? primary : secondary;
  }

  Volume targetVolume() {
    return target().volume();
  }

  /** Begins to read a piece, unless neither volume has a page for it; whether it did. */
  boolean begin(long nowNanos, CopyPiece piece) {
    if (!source().volume().holdsPages(piece.firstBlock(), piece.blocks())
        && !target().volume().holdsPages(piece.firstBlock(), piece.blocks())) {
      return false;
    }
    int serial = nextPiece++;
    pieces.put(serial, piece);
    long read = source().cached().readRun(nowNanos, piece.firstBlock(), piece.blocks());
    agenda.add(read, Work.PAIR_READ, pair, serial);
    return true;
  }

  /**
   * A piece has been read; one that was given up meanwhile is not known any more.
   *
   * @return whether the target volume has had a page for all that was to be stored
   */
  boolean read(long nowNanos, int serial) {
    CopyPiece piece = pieces.get(serial);
    if (piece == null) {
      return true;
    }
    if (waiting.isEmpty() && pending.hasRoom(piece.blocks())) {
      return store(nowNanos, serial, piece);
    }
    waiting.add(serial);
    return true;
  }

  /**
   * There may be room in the cache.
   *
   * @return whether the target volume has had a page for all that was to be stored
   */
  boolean roomMade(long nowNanos) {
    while (!waiting.isEmpty()) {
      int serial = (int) waiting.peek();
      CopyPiece piece = pieces.get(serial);
      if (!pending.hasRoom(piece.blocks())) {
        return true;
      }
      waiting.poll();
      if (!store(nowNanos, serial, piece)) {
        return false;
      }
    }
    return true;
  }

  private boolean store(long nowNanos, int serial, CopyPiece piece) {
    Volume to = targetVolume();
    int pages = to.allocate(piece.firstBlock(), piece.blocks());
    if (pages == Pool.NONE) {
      return false;
    }
    if (content.isPresent()) {
      to.versions().copy(content.get(), piece.firstBlock(), piece.blocks());
    } else {
      to.versions().copy(source().volume().versions(), piece.firstBlock(), piece.blocks());
    }
    target().cached().write(piece.firstBlock(), piece.blocks());
    target().destager().wake(nowNanos);
    piece.store();
    primary.destager().wake(nowNanos);
    long allocation = pages * to.pool().allocationNanos();
    agenda.add(nowNanos + allocation, Work.PAIR_COPIED, pair, serial);
    release(nowNanos + allocation, piece);
    return true;
  }

  private void release(long atNanos, CopyPiece piece) {
    piece.release().forEach(write -> agenda.add(atNanos, Work.TRACK_SAVED, 0, write));
  }

  /** A piece is in the cache; whether it was known still. */
  boolean copied(int serial) {
    CopyPiece piece = pieces.remove(serial);
    copiedBytes += piece == null ? 0 : piece.bytes();
    return piece != null;
  }

  /** A piece that has a part of a range and is not stored. */
  Optional<CopyPiece> holdingUp(long firstBlock, long blocks) {
    for (CopyPiece piece : pieces.values()) {
      if (piece.holdsUp(firstBlock, blocks)) {
        return Optional.of(piece);
      }
    }
    return Optional.empty();
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  int count() {
    return pieces.size();
  }

  /** How many no write waits for. */
  int background() {
    int background = 0;
    for (CopyPiece piece : pieces.values()) {
      background += piece.isUrgent() ? 0 : 1;
    }
    return background;
  }

  long bytesNotStored() {
    long bytes = 0;
    for (CopyPiece piece : pieces.values()) {
      bytes += piece.isStored() ? 0 : piece.bytes();
    }
    return bytes;
  }

  /** Bytes copied since the start of the run. */
  long copiedBytes() {
    return copiedBytes;
  }

  /** What is not stored counts as different again. */
  void markNotStored(PairDifferences differences) {
    for (CopyPiece piece : pieces.values()) {
      if (!piece.isStored()) {
        differences.markTracks(piece.firstBlock(), piece.blocks());
      }
    }
  }

  /** Gives up all that is on its way; the writes that wait for it ask again. */
  void drop(long nowNanos) {
    pieces.values().forEach(piece -> release(nowNanos, piece));
    pieces.clear();
    waiting.clear();
    content = Optional.empty();
  }
}
