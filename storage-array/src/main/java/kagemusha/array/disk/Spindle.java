package kagemusha.array.disk;

/**
 * A disk drive with its queue.
 *
 * <pre>
 * Stopped --start--> Running   its service-time model is known; it takes operations
 * </pre>
 */
public final class Spindle {
  private static final ServiceTime STOPPED =
      (offset, bytes, write) -> {
        throw new IllegalStateException("the drive has not been started");
      };

  private final String name;
  private final FcfsServer server = new FcfsServer();
  private ServiceTime model = STOPPED;
  private double factor = 1;

  public Spindle(String name) {
    this.name = name;
  }

  /** The RAID group and the number in it, e.g. {@code RG0.3}. */
  public String name() {
    return name;
  }

  public void start(ServiceTime serviceTime) {
    this.model = serviceTime;
  }

  /** Every operation takes so many times as long from now on; 1 for as usual. */
  public void slow(double times) {
    factor = times;
  }

  /** Queues an operation and returns when it will be done. */
  public long submit(long nowNanos, long offsetBytes, long bytes, boolean write) {
    return server.submit(nowNanos, (long) (model.nanos(offsetBytes, bytes, write) * factor));
  }

  /** The server behind the queue, for its totals. */
  public FcfsServer server() {
    return server;
  }
}
