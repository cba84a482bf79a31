package kagemusha.load.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.IoParts;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.server.GuestDisks;

/** Disks that complete each I/O after the same time, behind a way of a given padding. */
public final class FakeDisks implements GuestDisks {
  private final IoParts parts = new IoParts();
  private long completedTag;

  /** An I/O: {@code atNanos} is when it was issued, for a linked one when its chain was. */
  public record Io(
      long atNanos,
      VhdRole disk,
      IoKind kind,
      long offsetBytes,
      int bytes,
      boolean linked,
      int version,
      long tag) {}

  private record Done(long timeNanos, long tag) {}

  private final long latencyNanos;
  private final long padNanos;
  private final boolean keep;
  private final Map<VhdRole, long[]> counts = new EnumMap<>(VhdRole.class);
  private final List<Io> ios = new ArrayList<>();
  private final List<Done> done = new ArrayList<>();
  private VhdRole chainDisk;
  private long chainAtNanos;
  private long lastAtNanos;
  private long chainEndNanos;
  private boolean bunched;

  /** {@code keep} says whether each I/O is remembered or only counted. */
  public FakeDisks(long latencyNanos, long padNanos, boolean keep) {
    this.latencyNanos = latencyNanos;
    this.padNanos = padNanos;
    this.keep = keep;
    for (VhdRole role : VhdRole.values()) {
      counts.put(role, new long[IoKind.values().length]);
    }
  }

  /** From now on all completions of a chain come back at once, as if held up on their way. */
  public void bunchChains() {
    bunched = true;
  }

  public long count(VhdRole disk, IoKind kind) {
    return counts.get(disk)[kind.ordinal()];
  }

  public List<Io> ios() {
    return ios;
  }

  @Override
  public void issue(
      long timeNanos,
      long pad,
      VhdRole disk,
      long offsetBytes,
      int bytes,
      IoKind kind,
      int version,
      long tag) {
    if (kind == IoKind.WRITE == (version == 0)) {
      throw new AssertionError(kind + " with version " + version);
    }
    if (timeNanos < lastAtNanos || pad < 0) {
      throw new AssertionError("issued at " + timeNanos + " with padding " + pad);
    }
    lastAtNanos = timeNanos;
    chainDisk = disk;
    chainAtNanos = timeNanos;
    chainEndNanos = timeNanos + padNanos + latencyNanos;
    take(offsetBytes, bytes, kind, false, version, tag);
  }

  @Override
  public void link(long offsetBytes, int bytes, IoKind kind, long delayNanos, long tag) {
    chainEndNanos += bunched ? 0 : delayNanos + latencyNanos;
    take(offsetBytes, bytes, kind, true, 0, tag);
  }

  private void take(long offset, int bytes, IoKind kind, boolean linked, int version, long tag) {
    if (offset < 0 || offset + bytes > maxBytes(chainDisk)) {
      throw new AssertionError(offset + " is outside of disk " + chainDisk);
    }
    counts.get(chainDisk)[kind.ordinal()]++;
    done.add(new Done(chainEndNanos, tag));
    if (keep) {
      ios.add(new Io(chainAtNanos, chainDisk, kind, offset, bytes, linked, version, tag));
    }
  }

  /** The completions of everything issued since last asked. */
  public IoCompletions completions() {
    done.sort(Comparator.comparingLong(Done::timeNanos));
    var builder = new IoCompletions.Builder();
    for (Done io : done) {
      builder.add(io.timeNanos(), padNanos, io.tag(), latencyNanos, 0, 0);
    }
    done.clear();
    return builder.build(List.of(new EntityId("HYPR1.csv")));
  }

  @Override
  public long completed(IoCompletions batch, int row) {
    completedTag = batch.tag(row);
    parts.begin(batch, row);
    return batch.residenceNanos(row);
  }

  @Override
  public IoParts completedParts() {
    return parts;
  }

  @Override
  public long completedTag() {
    return completedTag;
  }

  @Override
  public long usedBytes(VhdRole disk) {
    return switch (disk) {
      case SYSTEM -> 20L << 30;
      case DATABASE -> 110L << 30;
      case LOG -> 10L << 30;
    };
  }

  @Override
  public long maxBytes(VhdRole disk) {
    return switch (disk) {
      case SYSTEM -> 50L << 30;
      case DATABASE -> 150L << 30;
      case LOG -> 75L << 30;
    };
  }
}
