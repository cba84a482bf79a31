package kagemusha.load.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.IoParts;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.server.GuestDisks;

/**
 * Disks that remember what every block held at every moment. A write lands, whole, at a random time
 * between its issue and its completion; writes to the same block land in order. What is on the
 * disks at any moment is what a crash at that moment leaves behind.
 */
public final class CrashingDisks implements GuestDisks {
  /** A completion, for whoever drives the store. */
  public record Done(long timeNanos, long tag) {}

  /** A write of one block: the number of the I/O, when it landed, and where. */
  public record Landed(int io, long atNanos, VhdRole disk, long block, int version) {}

  private record Place(VhdRole disk, long block) {}

  private final RandomStream chance;
  private final long longestNanos;
  private final long databaseBytes;
  private final long maxBytes;
  private final List<Landed> landed = new ArrayList<>();
  private final PriorityQueue<Done> done =
      new PriorityQueue<>(Comparator.comparingLong(Done::timeNanos).thenComparingLong(Done::tag));
  private final Map<Place, Long> lastLanding = new HashMap<>();
  private int ios;

  public CrashingDisks(long seed, long longestNanos, long databaseBytes, long maxBytes) {
    this.chance = RandomStream.of(seed, "disks", "latency");
    this.longestNanos = longestNanos;
    this.databaseBytes = databaseBytes;
    this.maxBytes = maxBytes;
  }

  @Override
  public void issue(
      long timeNanos,
      long padNanos,
      VhdRole disk,
      long offsetBytes,
      int bytes,
      IoKind kind,
      int version,
      long tag) {
    long landing = timeNanos + chance.below(longestNanos);
    long first = offsetBytes / IoBatch.BLOCK_BYTES;
    long last = first + (bytes - 1) / IoBatch.BLOCK_BYTES;
    for (long block = first; block <= last; block++) {
      landing = Math.max(landing, lastLanding.getOrDefault(new Place(disk, block), 0L));
    }
    for (long block = first; block <= last; block++) {
      lastLanding.put(new Place(disk, block), landing);
      landed.add(new Landed(ios, landing, disk, block, version));
    }
    ios++;
    done.add(new Done(landing + 1 + chance.below(longestNanos), tag));
  }

  @Override
  public void link(long offsetBytes, int bytes, IoKind kind, long delayNanos, long tag) {
    throw new AssertionError("nobody reads here");
  }

  /** How many I/Os have been issued. */
  public int ios() {
    return ios;
  }

  /** When the next completion is due, {@code Long.MAX_VALUE} if none is. */
  public long nextNanos() {
    return done.isEmpty() ? Long.MAX_VALUE : done.peek().timeNanos();
  }

  public Done poll() {
    return done.poll();
  }

  /** What a crash at this moment leaves on a disk: for each block the writes to it, in order. */
  public TreeMap<Long, List<Landed>> at(long nanos, VhdRole disk) {
    var content = new TreeMap<Long, List<Landed>>();
    landed.stream()
        .filter(each -> each.disk() == disk && each.atNanos() <= nanos)
        .sorted(Comparator.comparingLong(Landed::atNanos))
        .forEach(each -> content.computeIfAbsent(each.block(), b -> new ArrayList<>()).add(each));
    return content;
  }

  @Override
  public long completed(IoCompletions batch, int row) {
    throw new AssertionError("completions are polled here");
  }

  @Override
  public IoParts completedParts() {
    return new IoParts();
  }

  @Override
  public long completedTag() {
    throw new AssertionError("completions are polled here");
  }

  @Override
  public long usedBytes(VhdRole disk) {
    return disk == VhdRole.DATABASE ? databaseBytes : 0;
  }

  @Override
  public long maxBytes(VhdRole disk) {
    return maxBytes;
  }
}
