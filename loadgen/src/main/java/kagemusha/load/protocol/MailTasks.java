package kagemusha.load.protocol;

import java.util.Arrays;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.columns.Columns;

/** Tasks of mail users on their way from a client to a server. */
public final class MailTasks implements Batch {
  private final EntityId client;
  private final long[] times;
  private final long[] pads;
  private final byte[] kinds;
  private final int[] users;
  private final int[] messageSizes;
  private final int[] requestSizes;
  private final long[] tags;

  MailTasks(
      EntityId client,
      long[] times,
      long[] pads,
      byte[] kinds,
      int[] users,
      int[] messageSizes,
      int[] requestSizes,
      long[] tags) {
    this.client = client;
    this.times = times;
    this.pads = pads;
    this.kinds = kinds;
    this.users = users;
    this.messageSizes = messageSizes;
    this.requestSizes = requestSizes;
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

  /** What the user does. */
  public TaskKind kind(int row) {
    return TaskKind.of(kinds[row]);
  }

  /** Number of the user among those of the server, from 0. */
  public int user(int row) {
    return users[row];
  }

  /** Size of the message sent or read, 0 for tasks without one; not compressed. */
  public int messageBytes(int row) {
    return messageSizes[row];
  }

  /** Bytes of all calls of the task from client to server. */
  public int requestBytes(int row) {
    return requestSizes[row];
  }

  /** The client's own mark, returned with the reply. */
  public long tag(int row) {
    return tags[row];
  }

  /** The calls of the task, from client to server. */
  @Override
  public long wireBytes(int row) {
    return requestSizes[row];
  }

  @Override
  public MailTasks arriving(long[] arrivalNanos, long addedPadNanos) {
    return new MailTasks(
        client,
        arrivalNanos,
        Columns.plus(pads, addedPadNanos),
        kinds,
        users,
        messageSizes,
        requestSizes,
        tags);
  }

  /** Collects rows for one batch; times must not descend. */
  public static final class Builder {
    private long[] times = new long[Columns.INITIAL_ROWS];
    private long[] pads = new long[Columns.INITIAL_ROWS];
    private byte[] kinds = new byte[Columns.INITIAL_ROWS];
    private int[] users = new int[Columns.INITIAL_ROWS];
    private int[] messageSizes = new int[Columns.INITIAL_ROWS];
    private int[] requestSizes = new int[Columns.INITIAL_ROWS];
    private long[] tags = new long[Columns.INITIAL_ROWS];
    private int size;

    public boolean isEmpty() {
      return size == 0;
    }

    public Builder add(
        long timeNanos,
        long padNanos,
        TaskKind kind,
        int user,
        int messageBytes,
        int requestBytes,
        long tag) {
      times = Columns.fit(times, size);
      pads = Columns.fit(pads, size);
      kinds = Columns.fit(kinds, size);
      users = Columns.fit(users, size);
      messageSizes = Columns.fit(messageSizes, size);
      requestSizes = Columns.fit(requestSizes, size);
      tags = Columns.fit(tags, size);
      times[size] = timeNanos;
      pads[size] = padNanos;
      kinds[size] = kind.code();
      users[size] = user;
      messageSizes[size] = messageBytes;
      requestSizes[size] = requestBytes;
      tags[size] = tag;
      size++;
      return this;
    }

    /** The batch, and an empty builder. */
    public MailTasks build(EntityId client) {
      MailTasks batch =
          new MailTasks(
              client,
              Arrays.copyOf(times, size),
              Arrays.copyOf(pads, size),
              Arrays.copyOf(kinds, size),
              Arrays.copyOf(users, size),
              Arrays.copyOf(messageSizes, size),
              Arrays.copyOf(requestSizes, size),
              Arrays.copyOf(tags, size));
      size = 0;
      return batch;
    }
  }
}
