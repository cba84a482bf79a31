package kagemusha.array.cache;

import java.util.Optional;
import kagemusha.array.volume.BlockSet;
import kagemusha.array.volume.Snapshot;
import kagemusha.array.volume.Snapshot.Source;
import kagemusha.array.volume.Volume;

/** An LU with its dirty blocks: what is read comes from the cache if it is there. */
public final class CachedVolume {
  /** What a volume shows but does not hold yet: another one holds it at the same place. */
  public interface Lacking {
    /** Whether that may be anything. */
    boolean isPossible();

    boolean contains(long block);

    CachedVolume holder();
  }

  private final Volume volume;
  private final WritePending pending;
  private final BlockSet dirty;
  private Optional<Lacking> lacking = Optional.empty();
  private long readWaitNanos;

  public CachedVolume(Volume volume, WritePending pending) {
    this.volume = volume;
    this.pending = pending;
    this.dirty = new BlockSet(volume.blocks());
  }

  public Volume volume() {
    return volume;
  }

  /** From now on what is lacking is read where it is. */
  public void lacks(Lacking blocks) {
    lacking = Optional.of(blocks);
  }

  private boolean lacks(long block) {
    return lacking.isPresent() && lacking.get().isPossible() && lacking.get().contains(block);
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
    if (lacking.isEmpty() || !lacking.get().isPossible()) {
      return readHere(nowNanos, firstBlock, blocks);
    }
    long done = nowNanos;
    long wait = 0;
    for (long block = firstBlock; block < firstBlock + blocks; ) {
      int run = runOf(block, firstBlock + blocks);
      CachedVolume where = lacks(block) ? lacking.get().holder() : this;
      long runDone = where.readHere(nowNanos, block, run);
      if (runDone > done) {
        done = runDone;
        wait = where.readWaitNanos;
      }
      block += run;
    }
    readWaitNanos = wait;
    return done;
  }

  /** How many blocks from one on are all here, or all lacking. */
  private int runOf(long first, long end) {
    boolean lacks = lacks(first);
    long block = first + 1;
    while (block < end && lacks(block) == lacks) {
      block++;
    }
    return (int) (block - first);
  }

  private long readHere(long nowNanos, long firstBlock, int blocks) {
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
    if (lacking.isEmpty() || !lacking.get().isPossible()) {
      return readRunHere(nowNanos, firstBlock, blocks);
    }
    long done = nowNanos;
    for (long block = firstBlock; block < firstBlock + blocks; ) {
      int run = runOf(block, firstBlock + blocks);
      CachedVolume where = lacks(block) ? lacking.get().holder() : this;
      done = Math.max(done, where.readRunHere(nowNanos, block, run));
      block += run;
    }
    return done;
  }

  private long readRunHere(long nowNanos, long firstBlock, int blocks) {
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
      Source source = source(snapshot, from);
      do {
        block++;
      } while (block < end && source(snapshot, block) == source);
      done = Math.max(done, readFrom(nowNanos, source, from, (int) (block - from)));
    }
    return done;
  }

  private Source source(Snapshot snapshot, long block) {
    Source source = snapshot.source(block, volume);
    return source == Source.NOTHING && lacks(block) ? Source.VOLUME : source;
  }

  private long readFrom(long nowNanos, Source source, long firstBlock, int blocks) {
    return switch (source) {
      case NOTHING -> nowNanos;
      case VOLUME -> readRun(nowNanos, firstBlock, blocks);
      case DIFF_AREA -> readHere(nowNanos, volume.locateDiff(firstBlock, blocks), blocks);
    };
  }
}
