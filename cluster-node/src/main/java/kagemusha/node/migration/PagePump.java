package kagemusha.node.migration;

import java.util.Arrays;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.fault.Watchpoints;

/**
 * Sends memory in pieces at the pace at which the network takes them, so that others on the network
 * wait for a piece at most.
 */
final class PagePump {
  private static final int PIECE_BYTES = 1 << 20;
  private static final double SECOND = 1e9;

  private String vm = "";
  private String network = "";
  private EntityId target;
  private int pass;
  private long beganNanos;
  private long bytes;
  private long sent;
  private long bytesPerSecond;

  /** A pass begins. */
  void open(String ofVm, EntityId to, String over, int number, long size, long rate, long now) {
    vm = ofVm;
    target = to;
    network = over;
    pass = number;
    bytes = size;
    sent = 0;
    bytesPerSecond = rate;
    beganNanos = now;
  }

  /** What has not been sent is not wanted any more. */
  void close(String ofVm) {
    if (vm.equals(ofVm)) {
      sent = bytes;
    }
  }

  /** When the next piece is due, {@code Long.MAX_VALUE} if none is. */
  long nextNanos() {
    return sent < bytes
        ? beganNanos + (long) (sent / (double) bytesPerSecond * SECOND)
        : Long.MAX_VALUE;
  }

  /** Those who want to know are told how much of a first pass is on its way. */
  void advance(long untilNanos, Watchpoints watchpoints, Context context) {
    long[] times = new long[16];
    int[] sizes = new int[16];
    int count = 0;
    for (long next = nextNanos(); next < untilNanos; next = nextNanos()) {
      if (pass == 1 && !watchpoints.isEmpty()) {
        watchpoints.reached(vm, sent / (double) bytes, context.at(next));
      }
      if (count == times.length) {
        times = Arrays.copyOf(times, count * 2);
        sizes = Arrays.copyOf(sizes, count * 2);
      }
      times[count] = next;
      sizes[count] = (int) Math.min(PIECE_BYTES, bytes - sent);
      sent += sizes[count++];
    }
    if (count > 0) {
      context.send(
          network,
          target,
          new PageRows(
              vm,
              pass,
              Arrays.copyOf(times, count),
              Arrays.copyOf(sizes, count),
              sent == bytes,
              0));
    }
  }
}
