package kagemusha.node.migration;

import kagemusha.kernel.data.Batch;

/**
 * Memory of a virtual machine on its way to another host.
 *
 * @param pass which time it is copied, from 1
 * @param times when each piece was sent or has arrived
 * @param sizes of each piece, in bytes
 * @param ends whether the last piece is the last of its pass
 * @param padNanos of each piece
 */
public record PageRows(String vm, int pass, long[] times, int[] sizes, boolean ends, long padNanos)
    implements Batch {
  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  @Override
  public long wireBytes(int row) {
    return sizes[row];
  }

  @Override
  public PageRows arriving(long[] arrivalNanos, long addedPadNanos) {
    return new PageRows(vm, pass, arrivalNanos, sizes, ends, padNanos + addedPadNanos);
  }
}
