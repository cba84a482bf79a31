package kagemusha.array;

import kagemusha.array.agenda.Work;
import kagemusha.array.disk.FcfsServer;
import kagemusha.array.disk.LongRing;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology.ControllerSpec;

/**
 * The controller's processor: one server that every command occupies for the same time. Commands
 * leave it in the order of their arrival, so a ring does for what a heap would. The fixed latency
 * of ports and cache mirroring is charged to a command on its way out.
 */
final class FrontEnd {
  private final FcfsServer processor = new FcfsServer();
  private final LongRing times = new LongRing();
  private final LongRing items = new LongRing();
  private final long serviceNanos;
  private final long latencyNanos;
  private final int prefetchBlocks;
  private final int sharedPrefetchBlocks;

  FrontEnd(ControllerSpec controller) {
    this.serviceNanos = controller.frontEndService().toNanos();
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
