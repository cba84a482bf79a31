package kagemusha.array.protocol;

import java.util.Arrays;
import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;

/** Completed I/Os in columns, in order of completion, on their way back along the route. */
public final class IoCompletions implements Batch {
  private static final int STATUS_BYTES = 64;

  private final EntityId[] route;
  private final long[] times;
  private final long[] pads;
  private final long[] tags;
  private final long[] residences;
  private final long[] hops;
  private final int[] payloads;
  private final long[] holds;
  private final long[] redirects;
  // Null if all are zero, as the first two are without snapshots and with room in the cache.
  private final long[] copies;
  private final long[] cacheWaits;
  private final long[] queues;
  // Null if no row has failed.
  private final boolean[] failures;

  IoCompletions(
      EntityId[] route,
      long[] times,
      long[] pads,
      long[] tags,
      long[] residences,
      long[] hops,
      int[] payloads,
      long[] holds,
      long[] redirects,
      long[] copies,
      long[] cacheWaits,
      long[] queues,
      boolean[] failures) {
    this.route = route;
    this.times = times;
    this.pads = pads;
    this.tags = tags;
    this.residences = residences;
    this.hops = hops;
    this.payloads = payloads;
    this.holds = holds;
    this.redirects = redirects;
    this.copies = copies;
    this.cacheWaits = cacheWaits;
    this.queues = queues;
    this.failures = failures;
  }

  /** Who is still to be told; the last one is next. */
  public List<EntityId> route() {
    return List.of(route);
  }

  /** The stop before the one that has the batch in hand. */
  public EntityId nextStop() {
    return route[route.length - 1];
  }

  /** The same rows for the stop before. */
  public IoCompletions back() {
    return new IoCompletions(
        Arrays.copyOf(route, route.length - 1),
        times,
        pads,
        tags,
        residences,
        hops,
        payloads,
        holds,
        redirects,
        copies,
        cacheWaits,
        queues,
        failures);
  }

  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  /** Padding of the whole way there and back so far. */
  public long padNanos(int row) {
    return pads[row];
  }

  public long tag(int row) {
    return tags[row];
  }

  /** Time in the array: from arrival, or for a linked row from its start, to completion. */
  public long residenceNanos(int row) {
    return residences[row];
  }

  /** Part of the residence that was copy-on-write: reading old data, and new pages to save it. */
  public long copyNanos(int row) {
    return copies == null ? 0 : copies[row];
  }

  /** Part of the residence that was waiting for room in the cache ("write pending"). */
  public long cacheWaitNanos(int row) {
    return cacheWaits == null ? 0 : cacheWaits[row];
  }

  /** Part of the residence that was waiting for the controller's processor and for a drive. */
  public long queueNanos(int row) {
    return queues == null ? 0 : queues[row];
  }

  /** The rest of the residence: the work of the controller and of the slowest drive. */
  public long serviceNanos(int row) {
    return residences[row] - copyNanos(row) - cacheWaitNanos(row) - queueNanos(row);
  }

  /** Declared hop cost of a linked row; 0 if the row travelled itself. */
  public long hopNanos(int row) {
    return hops[row];
  }

  /** Data that travels with the completion: the bytes read. */
  public int payloadBytes(int row) {
    return payloads[row];
  }

  /** Whether the I/O has changed nothing: its pool had no page for it. */
  public boolean isFailed(int row) {
    return failures != null && failures[row];
  }

  /** Whether any row has failed. */
  public boolean anyFailed() {
    return failures != null;
  }

  /** The rows that have failed, or the others, with the same way to go. */
  public IoCompletions failed(boolean wanted) {
    Builder rows = new Builder();
    for (int row = 0; row < size(); row++) {
      if (isFailed(row) == wanted) {
        rows.copy(this, row);
      }
    }
    return rows.build(route());
  }

  /** How long it has waited in a storage stack that was held, padding not counted. */
  public long holdNanos(int row) {
    return holds.length == 0 ? 0 : holds[row];
  }

  /** What the way through another host has cost it, padding not counted. */
  public long redirectNanos(int row) {
    return redirects.length == 0 ? 0 : redirects[row];
  }

  @Override
  public long wireBytes(int row) {
    return STATUS_BYTES + payloads[row];
  }

  @Override
  public IoCompletions arriving(long[] arrivalNanos, long addedPadNanos) {
    long[] padded = pads.clone();
    for (int i = 0; i < padded.length; i++) {
      padded[i] += addedPadNanos;
    }
    return new IoCompletions(
        route,
        arrivalNanos,
        padded,
        tags,
        residences,
        hops,
        payloads,
        holds,
        redirects,
        copies,
        cacheWaits,
        queues,
        failures);
  }

  /** Collects rows for one batch. */
  public static final class Builder {
    private long[] times = new long[16];
    private long[] pads = new long[16];
    private long[] tags = new long[16];
    private long[] residences = new long[16];
    private long[] hops = new long[16];
    private int[] payloads = new int[16];
    private long[] holds = new long[16];
    private long[] redirects = new long[16];
    private boolean delayed;
    private long[] copies = new long[16];
    private long[] cacheWaits = new long[16];
    private long[] queues = new long[16];
    private boolean anyQueue;
    private boolean anyCopy;
    private boolean anyCacheWait;
    private boolean[] failures = new boolean[0];
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public Builder add(
        long timeNanos,
        long padNanos,
        long tag,
        long residenceNanos,
        long hopNanos,
        int payloadBytes) {
      if (size == times.length) {
        int capacity = size * 2;
        times = Arrays.copyOf(times, capacity);
        pads = Arrays.copyOf(pads, capacity);
        tags = Arrays.copyOf(tags, capacity);
        residences = Arrays.copyOf(residences, capacity);
        hops = Arrays.copyOf(hops, capacity);
        payloads = Arrays.copyOf(payloads, capacity);
        holds = Arrays.copyOf(holds, capacity);
        redirects = Arrays.copyOf(redirects, capacity);
        copies = Arrays.copyOf(copies, capacity);
        cacheWaits = Arrays.copyOf(cacheWaits, capacity);
        queues = Arrays.copyOf(queues, capacity);
      }
      times[size] = timeNanos;
      pads[size] = padNanos;
      tags[size] = tag;
      residences[size] = residenceNanos;
      hops[size] = hopNanos;
      payloads[size] = payloadBytes;
      holds[size] = 0;
      redirects[size] = 0;
      copies[size] = 0;
      cacheWaits[size] = 0;
      queues[size] = 0;
      size++;
      return this;
    }

    /** Sets what has delayed the row added last on its way to the array and back. */
    public Builder delayed(long holdNanos, long redirectNanos) {
      holds[size - 1] = holdNanos;
      redirects[size - 1] = redirectNanos;
      delayed |= holdNanos != 0 || redirectNanos != 0;
      return this;
    }

    /** Sets what of the residence of the row added last was no service. */
    public Builder causes(long copyNanos, long cacheWaitNanos, long queueNanos) {
      copies[size - 1] = copyNanos;
      cacheWaits[size - 1] = cacheWaitNanos;
      anyCopy |= copyNanos != 0;
      anyCacheWait |= cacheWaitNanos != 0;
      queues[size - 1] = queueNanos;
      anyQueue |= queueNanos != 0;
      return this;
    }

    /** The row added last has changed nothing. */
    public Builder failed() {
      if (failures.length < size) {
        failures = Arrays.copyOf(failures, times.length);
      }
      failures[size - 1] = true;
      return this;
    }

    /** Copies a row of another batch. */
    public Builder copy(IoCompletions from, int row) {
      add(
              from.times[row],
              from.pads[row],
              from.tags[row],
              from.residences[row],
              from.hops[row],
              from.payloads[row])
          .delayed(from.holdNanos(row), from.redirectNanos(row))
          .causes(from.copyNanos(row), from.cacheWaitNanos(row), from.queueNanos(row));
      return from.isFailed(row) ? failed() : this;
    }

    /** The batch, and an empty builder. */
    public IoCompletions build(List<EntityId> route) {
      IoCompletions batch =
          new IoCompletions(
              route.toArray(EntityId[]::new),
              Arrays.copyOf(times, size),
              Arrays.copyOf(pads, size),
              Arrays.copyOf(tags, size),
              Arrays.copyOf(residences, size),
              Arrays.copyOf(hops, size),
              Arrays.copyOf(payloads, size),
              delayed ? Arrays.copyOf(holds, size) : new long[0],
              delayed ? Arrays.copyOf(redirects, size) : new long[0],
              anyCopy ? Arrays.copyOf(copies, size) : null,
              anyCacheWait ? Arrays.copyOf(cacheWaits, size) : null,
              anyQueue ? Arrays.copyOf(queues, size) : null,
              failures.length > 0 ? Arrays.copyOf(failures, size) : null);
      size = 0;
      delayed = false;
      anyCopy = false;
      anyCacheWait = false;
      anyQueue = false;
      failures = new boolean[0];
      return batch;
    }
  }
}
