package kagemusha.array.protocol;

import java.util.Arrays;
import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;

/**
 * Disk I/Os in columns. A row is either issued at its own time or <i>linked</i>: it starts when the
 * row before it has completed and its link delay has passed, as io_uring's linked requests do. A
 * chain stays within one LU.
 */
public final class IoBatch implements Batch {
  /** Size of a block, the unit of versions and of copy-on-write: 16 KiB. */
  public static final int BLOCK_BYTES = 16 * 1024;

  /** Link delay of a row that is not linked. */
  public static final long UNLINKED = -1;

  private static final int COMMAND_BYTES = 64;

  private final EntityId[] route;
  private final long[] times;
  private final long[] pads;
  private final int[] lus;
  private final long[] blocks;
  private final int[] bytes;
  private final byte[] kinds;
  private final long[] linkDelays;
  private final long[] hops;
  private final long[] tags;
  private final int[] versions;

  IoBatch(
      EntityId[] route,
      long[] times,
      long[] pads,
      int[] lus,
      long[] blocks,
      int[] bytes,
      byte[] kinds,
      long[] linkDelays,
      long[] hops,
      long[] tags,
      int[] versions) {
    this.route = route;
    this.times = times;
    this.pads = pads;
    this.lus = lus;
    this.blocks = blocks;
    this.bytes = bytes;
    this.kinds = kinds;
    this.linkDelays = linkDelays;
    this.hops = hops;
    this.tags = tags;
    this.versions = versions;
  }

  /** Who waits for the completions, the first to ask first; they return to the last one. */
  public List<EntityId> route() {
    return List.of(route);
  }

  /** Who issued the I/Os. */
  public EntityId asker() {
    return route[0];
  }

  /** Whether its completions go back by way of a stop. */
  public boolean passes(EntityId stop) {
    for (EntityId each : route) {
      if (each.equals(stop)) {
        return true;
      }
    }
    return false;
  }

  /** How many stops the completions have before them. */
  public int routeLength() {
    return route.length;
  }

  /** The same rows with one more stop on the way back. */
  public IoBatch via(EntityId stop) {
    EntityId[] longer = Arrays.copyOf(route, route.length + 1);
    longer[route.length] = stop;
    return new IoBatch(
        longer, times, pads, lus, blocks, bytes, kinds, linkDelays, hops, tags, versions);
  }

  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  public long padNanos(int row) {
    return pads[row];
  }

  /** Number of the LU in the topology. */
  public int lu(int row) {
    return lus[row];
  }

  /** First block of the LU that is touched. */
  public long block(int row) {
    return blocks[row];
  }

  public int bytes(int row) {
    return bytes[row];
  }

  public IoKind kind(int row) {
    return IoKind.of(kinds[row]);
  }

  /** Time from the end of the row before to the start of this one, or {@link #UNLINKED}. */
  public long linkDelayNanos(int row) {
    return linkDelays[row];
  }

  public boolean isLinked(int row) {
    return linkDelays[row] != UNLINKED;
  }

  /** Declared cost of the hops that a linked row would have made on its own, in nanoseconds. */
  public long hopNanos(int row) {
    return hops[row];
  }

  /** The asker's own mark, returned with the completion. */
  public long tag(int row) {
    return tags[row];
  }

  /** What a write makes the content of its blocks; 0 to let the array number the write itself. */
  public int version(int row) {
    return versions[row];
  }

  @Override
  public long wireBytes(int row) {
    return COMMAND_BYTES + (kind(row) == IoKind.WRITE ? bytes[row] : 0);
  }

  @Override
  public IoBatch arriving(long[] arrivalNanos, long addedPadNanos) {
    long[] padded = pads.clone();
    for (int i = 0; i < padded.length; i++) {
      padded[i] += addedPadNanos;
    }
    return new IoBatch(
        route, arrivalNanos, padded, lus, blocks, bytes, kinds, linkDelays, hops, tags, versions);
  }

  /** Collects rows for one batch. */
  public static final class Builder {
    private long[] times = new long[16];
    private long[] pads = new long[16];
    private int[] lus = new int[16];
    private long[] blocks = new long[16];
    private int[] bytes = new int[16];
    private byte[] kinds = new byte[16];
    private long[] linkDelays = new long[16];
    private long[] hops = new long[16];
    private long[] tags = new long[16];
    private int[] versions = new int[16];
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public int size() {
      return size;
    }

    /** Adds a row that is issued at {@code timeNanos}. */
    public Builder add(
        long timeNanos, long padNanos, int lu, long block, int length, IoKind kind, long tag) {
      return row(timeNanos, padNanos, lu, block, length, kind, UNLINKED, 0, tag);
    }

    /** Adds a row that starts when the one before has completed and the delay has passed. */
    public Builder link(
        int lu, long block, int length, IoKind kind, long delayNanos, long hopNanos, long tag) {
      return row(
          times[size - 1], pads[size - 1], lu, block, length, kind, delayNanos, hopNanos, tag);
    }

    /** Adds a row with every column given. */
    public Builder row(
        long timeNanos,
        long padNanos,
        int lu,
        long block,
        int length,
        IoKind kind,
        long linkDelayNanos,
        long hopNanos,
        long tag) {
      if (size == times.length) {
        grow();
      }
      times[size] = timeNanos;
      pads[size] = padNanos;
      lus[size] = lu;
      blocks[size] = block;
      bytes[size] = length;
      kinds[size] = kind.code();
      linkDelays[size] = linkDelayNanos;
      hops[size] = hopNanos;
      tags[size] = tag;
      versions[size] = 0;
      size++;
      return this;
    }

    /** Sets the version of the row added last. */
    public Builder version(int version) {
      versions[size - 1] = version;
      return this;
    }

    private void grow() {
      int capacity = size * 2;
      times = Arrays.copyOf(times, capacity);
      pads = Arrays.copyOf(pads, capacity);
      lus = Arrays.copyOf(lus, capacity);
      blocks = Arrays.copyOf(blocks, capacity);
      bytes = Arrays.copyOf(bytes, capacity);
      kinds = Arrays.copyOf(kinds, capacity);
      linkDelays = Arrays.copyOf(linkDelays, capacity);
      hops = Arrays.copyOf(hops, capacity);
      tags = Arrays.copyOf(tags, capacity);
      versions = Arrays.copyOf(versions, capacity);
    }

    /** The batch, and an empty builder. */
    public IoBatch build(EntityId... route) {
      IoBatch batch =
          new IoBatch(
              route,
              Arrays.copyOf(times, size),
              Arrays.copyOf(pads, size),
              Arrays.copyOf(lus, size),
              Arrays.copyOf(blocks, size),
              Arrays.copyOf(bytes, size),
              Arrays.copyOf(kinds, size),
              Arrays.copyOf(linkDelays, size),
              Arrays.copyOf(hops, size),
              Arrays.copyOf(tags, size),
              Arrays.copyOf(versions, size));
      size = 0;
      return batch;
    }
  }
}
