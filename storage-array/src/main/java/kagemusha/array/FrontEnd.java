package kagemusha.array;

import kagemusha.array.agenda.Work;
import kagemusha.array.disk.FcfsServer;
import kagemusha.array.disk.LongRing;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec.ControllerSpec;

/**
 * The controller's processor: one server that every command occupies for the same time. Commands
 * leave it in the order of their arrival, so a ring does for what a heap would. The fixed latency
 * of ports and cache mirroring is charged to a command on its way out.
 */
final class FrontEnd {
  private final LongRing times = new LongRing();
  private final LongRing items = new LongRing();
  private final long usualNanos;
  private final long latencyNanos;
  private final int prefetchBlocks;
  private final int sharedPrefetchBlocks;
  private FcfsServer processor = new FcfsServer();
  private long serviceNanos;
  private long backNanos;

  FrontEnd(ControllerSpec controller) {
    this.usualNanos = controller.frontEndService().toNanos();
    this.serviceNanos = usualNanos;
    this.latencyNanos = controller.frontEndLatency().toNanos();
    this.prefetchBlocks = controller.prefetchBytes() / IoBatch.BLOCK_BYTES;
    this.sharedPrefetchBlocks = controller.sharedPrefetchBytes() / IoBatch.BLOCK_BYTES;
  }

  /** A command arrives; its work is due when the processor is done with it. */
  void submit(long nowNanos, Work work, int owner, int index) {
    times.add(processor.submit(nowNanos, serviceNanos));
    items.add(work.with(owner, index));
  }

  /** A command whose own progress is followed elsewhere takes its share of the processor. */
  void occupy(long nowNanos) {
    processor.submit(nowNanos, serviceNanos);
  }

  /** One processor does the work of two from now on, or not any more. */
  void halve(boolean halved) {
    serviceNanos = halved ? 2 * usualNanos : usualNanos;
  }

  /** The processor is gone; until another one is found nothing happens. */
  void fail(long nowNanos, long untilNanos) {
    backNanos = untilNanos;
    processor = new FcfsServer();
    processor.submit(nowNanos, untilNanos - nowNanos);
    times.clear();
    for (int queued = items.size(); queued > 0; queued--) {
      times.add(processor.submit(nowNanos, serviceNanos));
      items.add(items.poll());
    }
  }

  /** Whether an answer that is due now cannot go out, so that its command is repeated. */
  boolean loses(long nowNanos) {
    return nowNanos < backNanos;
  }

  /** A command whose answer is lost is repeated; when the answer goes out, from the cache. */
  long repeat(long nowNanos) {
    return processor.submit(nowNanos, serviceNanos) + latencyNanos;
  }

  /** For how long a command occupies the processor. */
  long serviceNanos() {
    return serviceNanos;
  }

  /** Fixed time of a command beside the processor. */
  long latencyNanos() {
    return latencyNanos;
  }

  /**
   * How much is read from the disks at once for a sequential stream; 0 for what is asked for.
   *
   * @param shared whether hosts read from the LU between the reads of the stream
   */
  int prefetchBlocks(boolean shared) {
    return shared ? sharedPrefetchBlocks : prefetchBlocks;
  }

  long nextNanos() {
    return times.isEmpty() ? Long.MAX_VALUE : times.peek();
  }

  /** Removes the next command; see {@link Work} for its parts. */
  long poll() {
    times.poll();
    return items.poll();
  }
}
