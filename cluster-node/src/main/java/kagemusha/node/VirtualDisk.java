package kagemusha.node;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoLatencies;
import kagemusha.array.protocol.IoParts;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.load.store.WrittenBlocks;

/** One dynamic VHD: which of its 2 MiB chunks are allocated, and its queue as the guest sees it. */
final class VirtualDisk {
  private final VhdLayout.Place place;
  private final BitSet allocated = new BitSet();
  private final IntervalSum queueSeconds = new IntervalSum();
  private final IoLatencies latencies = new IoLatencies();
  private long allocatedChunks;

  VirtualDisk(VhdLayout.Place place) {
    this.place = place;
    this.allocatedChunks = place.usedChunks();
    allocated.set(0, (int) place.usedChunks());
  }

  int lu() {
    return place.lu();
  }

  /** Block of the LU at offset 0. */
  long firstBlock() {
    return place.firstBlock();
  }

  /**
   * Block of the LU at this offset.
   *
   * @throws IllegalArgumentException if it lies outside the disk
   */
  long block(long offsetBytes, int bytes) {
    if (offsetBytes < 0 || offsetBytes + bytes > place.maxBytes()) {
      throw new IllegalArgumentException(
          "offset " + offsetBytes + " lies outside a disk of " + place.maxBytes() + " bytes");
    }
    return place.firstBlock() + offsetBytes / IoBatch.BLOCK_BYTES;
  }

  private static int chunk(long offsetBytes) {
    return (int) (offsetBytes / IoBatch.BLOCK_BYTES / VhdLayout.CHUNK_BLOCKS);
  }

  /** Allocates the chunk of this offset; false if it was allocated already. */
  boolean grow(long offsetBytes) {
    int chunk = chunk(offsetBytes);
    if (allocated.get(chunk)) {
      return false;
    }
    allocated.set(chunk);
    allocatedChunks++;
    return true;
  }

  /** What is written is allocated, whoever did it. */
  void found(WrittenBlocks written) {
    for (Iterator<WrittenBlocks.Run> runs = written.runs(); runs.hasNext(); ) {
      WrittenBlocks.Run run = runs.next();
      for (int i = 0; i < run.versions().length; i++) {
        if (run.versions()[i] != 0) {
          grow((run.firstBlock() + i) * IoBatch.BLOCK_BYTES);
        }
      }
    }
  }

  long usedBytes() {
    return place.usedBytes();
  }

  long maxBytes() {
    return place.maxBytes();
  }

  /** An I/O is back. */
  void book(boolean read, boolean redirected, long latencyNanos, IoParts parts) {
    queueSeconds.add(latencyNanos / 1e9);
    latencies.add(read, redirected, latencyNanos, parts);
  }

  List<Counter> latencies(String machine, String disk) {
    return latencies.counters(machine, disk);
  }

  double drainQueue(int seconds) {
    return queueSeconds.drainPerSecond(seconds);
  }

  /** Runs of allocated blocks, in order. */
  List<Extent> extents() {
    List<Extent> extents = new ArrayList<>();
    int from = allocated.nextSetBit(0);
    while (from >= 0) {
      int to = allocated.nextClearBit(from);
      extents.add(
          new Extent(
              place.firstBlock() + (long) from * VhdLayout.CHUNK_BLOCKS,
              (long) (to - from) * VhdLayout.CHUNK_BLOCKS));
      from = allocated.nextSetBit(to);
    }
    return extents;
  }

  void invariant() {
    if (allocated.cardinality() != allocatedChunks || allocated.length() > place.chunks()) {
      throw new IllegalStateException("allocation of a virtual disk does not add up");
    }
    latencies.invariant();
  }
}
