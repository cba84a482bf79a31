package kagemusha.array.pair;

import kagemusha.array.protocol.IoBatch;
import kagemusha.array.volume.BlockSet;

/**
 * Where the two volumes of a pair may differ: a bitmap of tracks and, while the pair is being
 * copied, the single blocks of 16 KiB that were written outside those tracks. The blocks are copied
 * on as they are; if every small write cost a track, a busy volume would never be in step with its
 * copy. Tracks side by side are copied as one piece.
 */
final class PairDifferences {
  private final long blocks;
  private final int trackBlocks;
  private final int pieceBlocks;
  private final BlockSet tracks;
  private final BlockSet updates;
  private long trackCursor;
  private long updateCursor;
  private long takenFirst;
  private int takenBlocks;

  /**
   * Two volumes that are equal.
   *
   * @param trackBlocks blocks in a track, of which a whole number makes a piece
   * @param pieceBlocks blocks of the largest piece; pieces end at multiples of it
   */
  PairDifferences(long blocks, int trackBlocks, int pieceBlocks) {
    if (trackBlocks < 1 || pieceBlocks % trackBlocks != 0) {
      throw new IllegalArgumentException(
          "tracks of %d blocks, pieces of %d".formatted(trackBlocks, pieceBlocks));
    }
    this.pieceBlocks = pieceBlocks;
    this.blocks = blocks;
    this.trackBlocks = trackBlocks;
    this.tracks = new BlockSet((blocks + trackBlocks - 1) / trackBlocks);
    this.updates = new BlockSet(blocks);
  }

  /** Blocks of a volume. */
  long blocks() {
    return blocks;
  }

  boolean isEmpty() {
    return tracks.isEmpty() && updates.isEmpty();
  }

  /** How much that is; the last track of a volume may be shorter. */
  long bytes() {
    long all = tracks.count() * trackBlocks + updates.count();
    long last = (blocks - 1) / trackBlocks;
    long missing = tracks.contains(last) ? (last + 1) * trackBlocks - blocks : 0;
    return (all - missing) * IoBatch.BLOCK_BYTES;
  }

  /** Whether a block is marked, alone or with its track. */
  boolean contains(long block) {
    return tracks.contains(block / trackBlocks) || updates.contains(block);
  }

  /** Takes over all that is marked in another bitmap, in whole tracks; that one is empty then. */
  void takeAll(PairDifferences other) {
    other.coarsen();
    for (long track = other.tracks.next(0); track >= 0; track = other.tracks.next(track + 1)) {
      tracks.add(track);
      other.tracks.remove(track);
    }
  }

  /** Marks the tracks of a range. */
  void markTracks(long firstBlock, long length) {
    long last = (firstBlock + length - 1) / trackBlocks;
    for (long track = firstBlock / trackBlocks; track <= last; track++) {
      tracks.add(track);
    }
  }

  /** Marks the blocks of a range, except in tracks that are marked as a whole. */
  void markBlocks(long firstBlock, int length) {
    for (long block = firstBlock; block < firstBlock + length; block++) {
      if (!tracks.contains(block / trackBlocks)) {
        updates.add(block);
      }
    }
  }

  /** Marks the tracks of all single blocks instead of the blocks. */
  void coarsen() {
    for (long block = updates.next(0); block >= 0; block = updates.next(block + 1)) {
      tracks.add(block / trackBlocks);
      updates.remove(block);
    }
  }

  void clear() {
    for (long block = updates.next(0); block >= 0; block = updates.next(block + 1)) {
      updates.remove(block);
    }
    for (long track = tracks.next(0); track >= 0; track = tracks.next(track + 1)) {
      tracks.remove(track);
    }
  }

  /**
   * Takes out the next piece to be copied, in order of address: single blocks first, because they
   * are likely to be still in the cache, then tracks. There must be one.
   */
  void take() {
    if (updates.isEmpty()) {
      takeTracks();
    } else {
      takeUpdate();
    }
  }

  /**
   * Takes out the track of a block, which must be marked as a whole, and the marked ones around it:
   * a piece costs the disks little more than a track.
   */
  void takeTrackOf(long block) {
    long track = block / trackBlocks;
    long lowest = block / pieceBlocks * pieceBlocks / trackBlocks;
    while (track > lowest && tracks.contains(track - 1)) {
      track--;
    }
    takeTracks(track);
  }

  private void takeTracks() {
    takeTracks(nextOf(tracks, trackCursor));
    trackCursor = (takenFirst + takenBlocks + trackBlocks - 1) / trackBlocks;
  }

  private void takeTracks(long first) {
    long end = pieceEnd(first * trackBlocks) / trackBlocks;
    long track = first;
    do {
      tracks.remove(track++);
    } while (track < end && tracks.contains(track));
    takenFirst = first * trackBlocks;
    takenBlocks = (int) (Math.min(track * trackBlocks, blocks) - takenFirst);
  }

  private long pieceEnd(long block) {
    return (block / pieceBlocks + 1) * pieceBlocks;
  }

  private void takeUpdate() {
    takenFirst = nextOf(updates, updateCursor);
    long end = Math.min(blocks, pieceEnd(takenFirst));
    long block = takenFirst;
    while (block < end && updates.remove(block)) {
      block++;
    }
    takenBlocks = (int) (block - takenFirst);
    updateCursor = block;
  }

  private static long nextOf(BlockSet set, long cursor) {
    long next = set.next(cursor);
    return next < 0 ? set.next(0) : next;
  }

  /** First block of the piece taken last. */
  long takenFirst() {
    return takenFirst;
  }

  /** Blocks of the piece taken last. */
  int takenBlocks() {
    return takenBlocks;
  }
}
