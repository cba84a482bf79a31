package kagemusha.load.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;
import kagemusha.load.columns.Columns;

/** Tasks that a server has finished, on their way back to the client. */
public final class MailReplies implements Batch {
  private final long[] times;
  private final long[] pads;
  private final long[] tags;
  private final long[] services;
  private final int[] sizes;
  // Null if no row has any.
  private final long[] causes;

  MailReplies(long[] times, long[] pads, long[] tags, long[] services, int[] sizes, long[] causes) {
    this.times = times;
    this.pads = pads;
    this.tags = tags;
    this.services = services;
    this.sizes = sizes;
    this.causes = causes;
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

  /** Sum of the latencies of the task's remote calls at the server, in nanoseconds. */
  public long serviceNanos(int row) {
    return services[row];
  }

  /** What a cause has of the task's duration at the server, if the client wants to know. */
  public long causeNanos(int row, int cause) {
    return causes == null ? 0 : causes[row * MailCauses.COUNT + cause];
  }

  /** Bytes of all answers of the task from server to client. */
  public int bytes(int row) {
    return sizes[row];
  }

  /** The answers of the task, from server to client. */
  @Override
  public long wireBytes(int row) {
    return sizes[row];
  }

  @Override
  public MailReplies arriving(long[] arrivalNanos, long addedPadNanos) {
    return new MailReplies(
        arrivalNanos, Columns.plus(pads, addedPadNanos), tags, services, sizes, causes);
  }

  /** Collects rows for one batch; times must not descend. */
  public static final class Builder {
    private long[] times = new long[Columns.INITIAL_ROWS];
    private long[] pads = new long[Columns.INITIAL_ROWS];
    private long[] tags = new long[Columns.INITIAL_ROWS];
    private long[] services = new long[Columns.INITIAL_ROWS];
    private int[] sizes = new int[Columns.INITIAL_ROWS];
    private final CauseColumns causes = new CauseColumns();
    private boolean anyCauses;
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public Builder add(long timeNanos, long padNanos, long tag, long serviceNanos, int bytes) {
      times = Columns.fit(times, size);
      pads = Columns.fit(pads, size);
      tags = Columns.fit(tags, size);
      services = Columns.fit(services, size);
      sizes = Columns.fit(sizes, size);
      times[size] = timeNanos;
      pads[size] = padNanos;
      tags[size] = tag;
      services[size] = serviceNanos;
      sizes[size] = bytes;
      causes.clear(size);
      size++;
      return this;
    }

    /** Sets what the duration of the task of the row added last is made of. */
    public Builder causes(CauseColumns from, int row) {
      causes.copy(size - 1, from, row);
      anyCauses = true;
      return this;
    }

    /** The batch, and an empty builder. */
    public MailReplies build() {
      MailReplies batch =
          new MailReplies(
              Arrays.copyOf(times, size),
              Arrays.copyOf(pads, size),
              Arrays.copyOf(tags, size),
              Arrays.copyOf(services, size),
              Arrays.copyOf(sizes, size),
              anyCauses ? causes.rows(size) : null);
      size = 0;
      anyCauses = false;
      return batch;
    }
  }
}
