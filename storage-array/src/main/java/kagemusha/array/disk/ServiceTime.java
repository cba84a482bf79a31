package kagemusha.array.disk;

/**
 * How long one disk operation occupies its server. Requests are put to it in the order of service,
 * so an implementation may remember where the last one ended.
 */
@FunctionalInterface
public interface ServiceTime {
  /**
   * Service time in nanoseconds.
   *
   * @param offsetBytes where on the disk the operation begins
   * @param bytes its length
   */
  long nanos(long offsetBytes, long bytes, boolean write);
}
