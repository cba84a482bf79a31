package kagemusha.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Without a second controller the cache has no mirror: a write is acknowledged when the drives have
 * it, with what is dirty beside it. What a pair holds back is acknowledged from the cache.
 */
final class WriteThrough {
  private static final class Waiting {
    final WritePath.Client client;
    final int index;
    final long restNanos;
    int rows;

    Waiting(WriteJob job, long nowNanos) {
      client = job.client();
      index = job.index();
      restNanos = job.doneNanos() - nowNanos;
    }
  }

  private final Map<Long, List<Waiting>> waiting = new TreeMap<>();
  private boolean on;
  private long writes;

  void turn(boolean toOn) {
    on = toOn;
  }

  /** How many writes have waited for the drives. */
  long writes() {
    return writes;
  }

  /** A write is in the cache; whether it has to wait. */
  boolean waits(long nowNanos, WriteJob job) {
    if (!on || job.failed()) {
      return false;
    }
    Waiting write = new Waiting(job, nowNanos);
    issue(nowNanos, job.lu(), job.copyAt(), job.copies(), write);
    issue(nowNanos, job.lu(), job.block(), job.blocks(), write);
    writes += write.rows > 0 ? 1 : 0;
    return write.rows > 0;
  }

  private void issue(long nowNanos, ManagedLu lu, long first, int blocks, Waiting write) {
    lu.destager()
        .writeNow(
            nowNanos,
            first,
            blocks,
            stripe -> {
              write.rows++;
              waiting.computeIfAbsent(key(lu, stripe), key -> new ArrayList<>()).add(write);
            });
  }

  /** A row has reached the disks. */
  void destaged(long nowNanos, ManagedLu lu, int stripe) {
    List<Waiting> writesOfRow = waiting.remove(key(lu, stripe));
    if (writesOfRow == null) {
      return;
    }
    for (Waiting write : writesOfRow) {
      write.rows--;
      if (write.rows == 0) {
        write.client.acknowledge(nowNanos + write.restNanos, write.index);
      }
    }
  }

  private static long key(ManagedLu lu, int stripe) {
    return ((long) lu.volume().number() << Integer.SIZE) | stripe;
  }
}
