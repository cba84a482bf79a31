package kagemusha.kernel.data;

/**
 * Rows of data in columns, in order of time. All rows of one batch go from one entity to another;
 * one batch is one message on the wire. A batch is immutable once it has left its sender.
 */
public interface Batch {
  int size();

  /** When the row was issued or, once it has arrived, is due. Rows are sorted by it. */
  long timeNanos(int row);

  /** What the row occupies on a network, in bytes. */
  long wireBytes(int row);

  /**
   * The same rows at the end of a hop.
   *
   * @param arrivalNanos when each row is due, ascending
   * @param addedPadNanos what the hop added to each row beside wire time; every latency that is
   *     reported has it taken out
   */
  Batch arriving(long[] arrivalNanos, long addedPadNanos);
}
