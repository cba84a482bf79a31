package kagemusha.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCause;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.IoParts;
import kagemusha.backup.VmDisks;
import kagemusha.config.Topology.VhdRole;
import kagemusha.csv.IoTag;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.server.GuestDisks;

/**
 * The virtual disks of one guest: from offsets on a VHD to blocks of a LU, growth of a VHD before
 * the first write to a new chunk, and the latency that the guest sees. The path through VHD parser,
 * VSP and VMBus is charged to each completion. While writes are held they wait here in order; the
 * real part of the wait is part of their latency. A write for which the array had no room is kept
 * here and not reported to the guest until it has been repeated with success.
 */
final class VirtualDisks implements GuestDisks {
  /** A write on its way to the host, with the operation that grows the disk for it if need be. */
  private record Write(
      long timeNanos,
      long padNanos,
      int slot,
      int growth,
      int lu,
      long block,
      int bytes,
      int version) {}

  /** Of an I/O that grows nothing. */
  private static final int NO_GROWTH = -1;

  private static final VhdRole[] ROLES = VhdRole.values();

  private final EntityId guest;
  private final long pathNanos;
  private final Map<VhdRole, VirtualDisk> disks = new EnumMap<>(VhdRole.class);
  private final Flights flights = new Flights();
  private final GuestLatency latencies;
  private final IoBatch.Builder rows = new IoBatch.Builder();

  private final ChangeFilters filters = new ChangeFilters();
  private final Deque<Write> held = new ArrayDeque<>();
  private final IntervalSum writes = new IntervalSum();
  private final IntervalSum writtenBytes = new IntervalSum();
  private final List<Integer> kept = new ArrayList<>();
  private boolean holding;
  private int writesInFlight;
  private long lastWriteNanos;
  private long notBeforeNanos = Long.MIN_VALUE;
  private long lastWritePadNanos;

  private VhdRole lastRole = VhdRole.SYSTEM;
  private long completedTag;
  private long issued;
  private long completed;
  private int openGrowths;

  VirtualDisks(EntityId guest, VhdLayout layout, long pathNanos) {
    this.guest = guest;
    this.pathNanos = pathNanos;
    this.latencies = new GuestLatency(flights, pathNanos);
    for (VhdRole role : ROLES) {
      disks.put(role, new VirtualDisk(layout.place(guest.name(), role)));
    }
  }

  ChangeFilters filters() {
    return filters;
  }

  boolean isHolding() {
    return holding;
  }

  VirtualDisk disk(VhdRole role) {
    return disks.get(role);
  }

  @Override
  public void issue(
      long timeNanos,
      long padNanos,
      VhdRole role,
      long offsetBytes,
      int bytes,
      IoKind kind,
      int version,
      long tag) {
    lastRole = role;
    issued++;
    VirtualDisk disk = disks.get(role);
    long block = disk.block(offsetBytes, bytes);
    int slot = slot(timeNanos, padNanos, role, tag, false);
    if (kind == IoKind.WRITE) {
      int growth =
          disk.grow(offsetBytes) ? slotOfGrowth(timeNanos, padNanos, role, slot) : NO_GROWTH;
      var write = new Write(timeNanos, padNanos, slot, growth, disk.lu(), block, bytes, version);
      if (holding) {
        held.add(write);
      } else {
        hand(write);
      }
    } else {
      rows.add(
          timeNanos, padNanos, disk.lu(), block, bytes, kind, IoTag.of(disk.lu(), bytes, slot));
    }
  }

  private int slotOfGrowth(long timeNanos, long padNanos, VhdRole role, int write) {
    int slot = slot(timeNanos, padNanos, role, 0, false);
    flights.growthFor[slot] = write;
    openGrowths++;
    flights.linked[write] = true;
    return slot;
  }

  /**
   * A write goes out. The first one to a chunk follows the metadata operation that allocates it, as
   * a chain: the guest does not wait two quanta to send the write after it.
   */
  private void hand(Write write) {
    long tag = IoTag.of(write.lu(), write.bytes(), write.slot());
    outgoing(write.slot(), write.block(), write.bytes(), write.version());
    noteChange(write);
    if (write.growth() == NO_GROWTH) {
      add(write, write.bytes(), IoKind.WRITE, tag);
    } else {
      outgoing(write.growth(), write.block(), IoBatch.BLOCK_BYTES, 0);
      int bytes = IoBatch.BLOCK_BYTES;
      add(write, bytes, IoKind.METADATA, IoTag.of(write.lu(), bytes, write.growth()));
      rows.link(write.lu(), write.block(), write.bytes(), IoKind.WRITE, 0, pathNanos, tag);
    }
    rows.version(write.version());
  }

  /** A disk that grows gets a chunk of zeros, which no backup has yet. */
  private void noteChange(Write write) {
    VhdRole role = ROLES[flights.roles[write.slot()]];
    long block = write.block() - disks.get(role).firstBlock();
    if (write.growth() == NO_GROWTH) {
      noteChange(role, block, write.bytes());
    } else {
      long blocks = blocks(write.bytes());
      long chunk = block - block % VhdLayout.CHUNK_BLOCKS;
      filters.changed(role, chunk, Math.max(VhdLayout.CHUNK_BLOCKS, block + blocks - chunk));
    }
  }

  private void noteChange(VhdRole role, long block, int bytes) {
    filters.changed(role, block, blocks(bytes));
  }

  private static long blocks(int bytes) {
    return (bytes + IoBatch.BLOCK_BYTES - 1) / IoBatch.BLOCK_BYTES;
  }

  private void add(Write write, int bytes, IoKind kind, long tag) {
    rows.add(write.timeNanos(), write.padNanos(), write.lu(), write.block(), bytes, kind, tag);
  }

  private void outgoing(int slot, long block, int bytes, int version) {
    flights.writes[slot] = true;
    flights.blocks[slot] = block;
    flights.sizes[slot] = bytes;
    flights.versions[slot] = version;
    writesInFlight++;
  }

  /** From now on writes wait. */
  void holdWrites() {
    holding = true;
  }

  /** Lets the writes go that have waited; so much of a wait may have been artificial. */
  void releaseWrites(long timeNanos, long artificialNanos) {
    holding = false;
    for (Write each : held) {
      long waited = timeNanos - each.timeNanos();
      long padding = Math.min(waited, artificialNanos);
      flights.guestHolds[each.slot()] = waited - padding;
      hand(
          new Write(
              timeNanos,
              each.padNanos() + padding,
              each.slot(),
              each.growth(),
              each.lu(),
              each.block(),
              each.bytes(),
              each.version()));
    }
    held.clear();
  }

  /** The array had no room for a write: it waits to be repeated. The guest hears nothing. */
  void keep(IoCompletions batch, int row) {
    kept.add(IoTag.slot(batch.tag(row)));
  }

  /**
   * Sends again what has been kept, the oldest write first and the growth of a disk before all
   * writes. All the time since the guest issued it counts as held.
   */
  void repeatKept(long timeNanos) {
    Comparator<Integer> byVersion =
        (one, other) -> Integer.compareUnsigned(flights.versions[one], flights.versions[other]);
    kept.sort(byVersion.thenComparing(slot -> slot));
    for (int slot : kept) {
      boolean growth = flights.growthFor[slot] != NO_GROWTH;
      VhdRole role = ROLES[flights.roles[slot]];
      VirtualDisk disk = disks.get(role);
      int bytes = flights.sizes[slot];
      flights.linked[slot] = false;
      noteChange(role, flights.blocks[slot] - disk.firstBlock(), bytes);
      flights.guestHolds[slot] = timeNanos - flights.issuedNanos[slot];
      rows.add(
              timeNanos,
              flights.padNanos[slot],
              disk.lu(),
              flights.blocks[slot],
              bytes,
              growth ? IoKind.METADATA : IoKind.WRITE,
              IoTag.of(disk.lu(), bytes, slot))
          .version(flights.versions[slot]);
    }
    kept.clear();
  }

  /** What has been kept never reaches the disks: whoever issued it is gone. */
  void forgetKept() {
    for (int slot : kept) {
      flights.release(slot);
      writesInFlight--;
      if (flights.growthFor[slot] == NO_GROWTH) {
        completed++;
      } else {
        openGrowths--;
      }
    }
    kept.clear();
  }

  /** The guest has ended: writes that wait for a hold to end, or for room, never go out. */
  void end() {
    holding = false;
    forgetKept();
    for (Write each : held) {
      flights.release(each.slot());
      completed++;
      if (each.growth() != NO_GROWTH) {
        flights.release(each.growth());
        openGrowths--;
      }
    }
    held.clear();
  }

  /** The guest has stood still and takes note of what has come back from now on. */
  void goOn(long timeNanos) {
    notBeforeNanos = timeNanos;
  }

  /** Writes that the guest has been told of since last asked, per second. */
  double drainWrites(int seconds) {
    return writes.drainPerSecond(seconds);
  }

  /** Bytes of these writes, per second. */
  double drainWrittenBytes(int seconds) {
    return writtenBytes.drainPerSecond(seconds);
  }

  /** I/Os that have been issued and not come back, growth included. */
  int inFlight() {
    return flights.inFlight();
  }

  /** Writes that have gone out and not come back. */
  int writesInFlight() {
    return writesInFlight;
  }

  /** When the last write came back. */
  long lastWriteNanos() {
    return lastWriteNanos;
  }

  /** Padding that the last write to come back had gathered. */
  long lastWritePadNanos() {
    return lastWritePadNanos;
  }

  @Override
  public void link(long offsetBytes, int bytes, IoKind kind, long delayNanos, long tag) {
    if (kind != IoKind.READ) {
      throw new IllegalArgumentException(guest + ": only reads can be linked");
    }
    VirtualDisk disk = disks.get(lastRole);
    issued++;
    int slot = slot(0, 0, lastRole, tag, true);
    rows.link(
        disk.lu(),
        disk.block(offsetBytes, bytes),
        bytes,
        kind,
        delayNanos + pathNanos,
        pathNanos,
        IoTag.of(disk.lu(), bytes, slot));
  }

  private int slot(long timeNanos, long padNanos, VhdRole role, long tag, boolean linked) {
    int slot = flights.take();
    flights.issuedNanos[slot] = timeNanos;
    flights.padNanos[slot] = padNanos;
    flights.tags[slot] = tag;
    flights.roles[slot] = (byte) role.ordinal();
    flights.linked[slot] = linked;
    flights.writes[slot] = false;
    flights.growthFor[slot] = NO_GROWTH;
    flights.guestHolds[slot] = 0;
    flights.grown[slot] = false;
    return slot;
  }

  @Override
  public long completed(IoCompletions batch, int row) {
    int slot = IoTag.slot(batch.tag(row));
    flights.release(slot);
    long latency = latencies.of(batch, row, slot);
    if (flights.writes[slot]) {
      writesInFlight--;
      lastWriteNanos = Math.max(batch.timeNanos(row), notBeforeNanos);
      lastWritePadNanos = batch.padNanos(row);
    }
    if (flights.growthFor[slot] != NO_GROWTH) {
      openGrowths--;
      latencies.grown(slot, latency);
      return -1;
    }
    completedTag = flights.tags[slot];
    if (flights.writes[slot]) {
      writes.add(1);
      writtenBytes.add(IoTag.bytes(batch.tag(row)));
    }
    latencies.moveRedirectionToGrowth(slot);
    IoParts parts = latencies.parts();
    boolean redirected = parts.nanos(IoCause.REDIRECTION) > 0;
    disks.get(ROLES[flights.roles[slot]]).book(!flights.writes[slot], redirected, latency, parts);
    completed++;
    return latency;
  }

  @Override
  public IoParts completedParts() {
    return latencies.parts();
  }

  @Override
  public long completedTag() {
    return completedTag;
  }

  @Override
  public long usedBytes(VhdRole role) {
    return disks.get(role).usedBytes();
  }

  @Override
  public long maxBytes(VhdRole role) {
    return disks.get(role).maxBytes();
  }

  /** Hands what has been issued to the storage stack of the host. */
  void flush(Context context, EntityId storage) {
    if (!rows.isEmpty()) {
      context.pass(storage, rows.build(guest));
    }
  }

  /** Which blocks the disks occupy now. */
  List<VmDisks.Disk> describe() {
    List<VmDisks.Disk> list = new ArrayList<>();
    disks.forEach(
        (role, disk) ->
            list.add(new VmDisks.Disk(role, disk.lu(), disk.firstBlock(), disk.extents())));
    return list;
  }

  void invariant() {
    if (!holding && !held.isEmpty() || writesInFlight > flights.inFlight()) {
      throw new IllegalStateException(guest + ": " + held.size() + " writes wait for nothing");
    }
    disks.values().forEach(VirtualDisk::invariant);
    if (kept.size() > writesInFlight) {
      throw new IllegalStateException(guest + ": more writes are kept than are open");
    }
    if (issued - completed + openGrowths != flights.inFlight()) {
      throw new IllegalStateException(
          "%s: %d I/Os and %d growths open in %d slots"
              .formatted(guest, issued - completed, openGrowths, flights.inFlight()));
    }
  }
}
