package kagemusha.array.cache;

import kagemusha.array.volume.BlockSet;
import kagemusha.array.volume.Snapshot;
import kagemusha.array.volume.Snapshot.Source;
import kagemusha.array.volume.Volume;

/** An LU with its dirty blocks: what is read comes from the cache if it is there. */
public final class CachedVolume {
  private final Volume volume;
  private final WritePending pending;
  private final BlockSet dirty;
  private long readWaitNanos;

  public CachedVolume(Volume volume, WritePending pending) {
    this.volume = volume;
    this.pending = pending;
    this.dirty = new BlockSet(volume.blocks());
  }

  public Volume volume() {
    return volume;
  }

  /** Blocks that the disks do not have yet and that are not on their way. */
  public BlockSet dirty() {
    return dirty;
  }

  public boolean isCached(long firstBlock, int blocks) {
    return dirty.containsAll(firstBlock, blocks);
  }

  /** Reads from the cache, at once, or from the disks; returns when the data is there. */
  public long read(long nowNanos, long firstBlock, int blocks) {
    if (isCached(firstBlock, blocks)) {
      readWaitNanos = 0;
      return nowNanos;
    }
    long done = volume.read(nowNanos, firstBlock, blocks);
    readWaitNanos = volume.readWaitNanos();
    return done;
  }

  /** Of the {@link #read} before: how much of its time is waiting for a drive. */
  public long readWaitNanos() {
    return readWaitNanos;
  }

  /** The same as an array reads for its own copies. */
  public long readRun(long nowNanos, long firstBlock, int blocks) {
    return isCached(firstBlock, blocks) ? nowNanos : volume.readRun(nowNanos, firstBlock, blocks);
  }

  /** Puts written blocks into the cache; what is still dirty there costs nothing more. */
  public void write(long firstBlock, int blocks) {
    pending.add(dirty.addAll(firstBlock, blocks));
  }

  /** Reads what a snapshot shows: saved blocks from the diff area, the others from the volume. */
  public long readRun(long nowNanos, Snapshot snapshot, long firstBlock, int blocks) {
    long end = firstBlock + blocks;
    long done = nowNanos;
    for (long block = firstBlock; block < end; ) {
      long from = block;
      Source source = snapshot.source(from, volume);
      do {
        block++;
      } while (block < end && snapshot.source(block, volume) == source);
      done = Math.max(done, readFrom(nowNanos, source, from, (int) (block - from)));
    }
    return done;
  }

  private long readFrom(long nowNanos, Source source, long firstBlock, int blocks) {
    return switch (source) {
      case NOTHING -> nowNanos;
      case VOLUME -> readRun(nowNanos, firstBlock, blocks);
      case DIFF_AREA -> read(nowNanos, volume.locateDiff(firstBlock, blocks), blocks);
    };
  }
}
