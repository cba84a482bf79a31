package kagemusha.kernel.testkit;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** What the kernel's tests put on the wire. */
public final class TestWireTypes implements WireTypes {
  /** One column of every kind that a batch may have. */
  public record Columns(
      long[] longs,
      int[] ints,
      byte[] bytes,
      double[] doubles,
      int[][] grid,
      boolean[] flags,
      String[] names,
      List<Object> list) {}

  @Override
  public int firstId() {
    return 900;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(TestRows.class, Say.class, Columns.class);
  }
}
