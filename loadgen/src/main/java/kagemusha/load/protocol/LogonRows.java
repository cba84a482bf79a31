package kagemusha.load.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.columns.Columns;

/** Users who ask a domain controller to authenticate them. */
public final class LogonRows implements Batch {
  /** Size of a request to authenticate: a ticket with its groups, about 2 KB [EE]. */
  private static final int REQUEST_BYTES = 2048;

  private final EntityId client;
  private final long[] times;
  private final long[] pads;
  private final long[] tags;

  LogonRows(EntityId client, long[] times, long[] pads, long[] tags) {
    this.client = client;
    this.times = times;
    this.pads = pads;
    this.tags = tags;
  }

  /** Who asks and is to be answered. */
  public EntityId client() {
    return client;
  }

  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  /** Padding gathered so far, in nanoseconds; not part of any latency. */
  public long padNanos(int row) {
    return pads[row];
  }

  /** The client's own mark, returned with the reply. */
  public long tag(int row) {
    return tags[row];
  }

  /** The same for every user. */
  @Override
  public long wireBytes(int row) {
    return REQUEST_BYTES;
  }

  @Override
  public LogonRows arriving(long[] arrivalNanos, long addedPadNanos) {
    return new LogonRows(client, arrivalNanos, Columns.plus(pads, addedPadNanos), tags);
  }

  /** Collects rows for one batch; times must not descend. */
  public static final class Builder {
    private long[] times = new long[Columns.INITIAL_ROWS];
    private long[] pads = new long[Columns.INITIAL_ROWS];
    private long[] tags = new long[Columns.INITIAL_ROWS];
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public Builder add(long timeNanos, long padNanos, long tag) {
      times = Columns.fit(times, size);
      pads = Columns.fit(pads, size);
      tags = Columns.fit(tags, size);
      times[size] = timeNanos;
      pads[size] = padNanos;
      tags[size] = tag;
      size++;
      return this;
    }

    /** The batch, and an empty builder. */
    public LogonRows build(EntityId client) {
      LogonRows batch =
          new LogonRows(
              client,
              Arrays.copyOf(times, size),
              Arrays.copyOf(pads, size),
              Arrays.copyOf(tags, size));
      size = 0;
      return batch;
    }
  }
}
