package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;

/** Something that is to leave a machine over a network. */
sealed interface Outbound {
  long sentNanos();

  /** Names what has to stay in order. */
  String connection();

  /** A message; it leaves at its {@code dueNanos}. */
  record Control(Delivery delivery) implements Outbound {
    @Override
    public long sentNanos() {
      return delivery.dueNanos();
    }

    @Override
    public String connection() {
      return delivery.from() + " to " + delivery.to();
    }
  }

  /** Entities. */
  record Travellers(String machine, long sentNanos, long bytes, List<Luggage> pieces)
      implements Outbound {
    @Override
    public String connection() {
      return pieces.get(0).entity() + " on its way";
    }
  }

  /** Rows, which leave one by one. */
  final class Rows implements Outbound {
    final EntityId from;
    final EntityId to;
    final Batch rows;
    final long[] arrivals;
    int next;
    LinkPath path;

    Rows(EntityId from, EntityId to, Batch rows) {
      this.from = from;
      this.to = to;
      this.rows = rows;
      this.arrivals = new long[rows.size()];
    }

    @Override
    public long sentNanos() {
      return rows.timeNanos(0);
    }

    @Override
    public String connection() {
      return from + " to " + to;
    }

    boolean isDone() {
      return next == arrivals.length;
    }

    /** When the next row leaves. */
    long nextNanos() {
      return rows.timeNanos(next);
    }
  }
}
