package kagemusha.backup.dpm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology.VhdRole;

/**
 * The disks of the DPM server: the replicas of all VMs and their recovery points. A recovery point
 * shares with the replica what has not been written since; its own room is what has. Blocks that an
 * older point needs too are counted with the newest one only, so that dropping that one first gives
 * back a little too much room.
 */
final class ReplicaStore {
  private static final class Disk {
    final DiskImage image = new DiskImage();

    /** Blocks whose version the journal does not have yet. */
    final BitSet dirty = new BitSet();

    int unsaved;
    boolean grown;

    /** Blocks of the newest recovery point that have been written since. */
    final BitSet kept = new BitSet();

    /** Fingerprint of what the last job that went well has left; empty before the first one. */
    OptionalLong seal = OptionalLong.empty();
  }

  private static final class Point {
    final Map<VhdRole, DiskImage> disks = new EnumMap<>(VhdRole.class);
    final Map<VhdRole, Long> seals = new EnumMap<>(VhdRole.class);
    long keptBlocks;
  }

  private static final class Replica {
    final Map<VhdRole, Disk> disks = new EnumMap<>(VhdRole.class);
    final Map<String, Point> points = new TreeMap<>();
    Point newest;
  }

  private final Map<String, Replica> replicas = new TreeMap<>();
  private long usedBlocks;

  private Replica replica(String vm) {
    return replicas.computeIfAbsent(vm, name -> new Replica());
  }

  private Disk disk(String vm, VhdRole role) {
    return replica(vm).disks.computeIfAbsent(role, key -> new Disk());
  }

  /** What replicas and recovery points take. */
  long usedBytes() {
    return usedBlocks * IoBatch.BLOCK_BYTES;
  }

  /** A disk of a VM's replica. */
  DiskImage image(String vm, VhdRole role) {
    return disk(vm, role).image;
  }

  /** Writes to a replica if there is room; false if there is not. */
  boolean write(
      String vm, VhdRole role, long firstBlock, int blocks, int[] versions, long capacityBytes) {
    Replica replica = replica(vm);
    Disk disk = disk(vm, role);
    DiskImage old = replica.newest == null ? null : replica.newest.disks.get(role);
    int added = 0;
    int kept = 0;
    for (long block = firstBlock; block < firstBlock + blocks; block++) {
      if (!disk.image.has(block)) {
        added++;
      } else if (old != null && old.has(block) && !disk.kept.get((int) block)) {
        kept++;
      }
    }
    if (usedBytes() + (long) (added + kept) * IoBatch.BLOCK_BYTES > capacityBytes) {
      return false;
    }
    usedBlocks += added + kept;
    if (kept > 0) {
      disk.kept.set((int) firstBlock, (int) firstBlock + blocks);
      replica.newest.keptBlocks += kept;
    }
    disk.grown |= added > 0;
    for (int i = 0; i < blocks; i++) {
      if (disk.image.version(firstBlock + i) != (versions == null ? 0 : versions[i])) {
        disk.unsaved += disk.dirty.get((int) firstBlock + i) ? 0 : 1;
        disk.dirty.set((int) firstBlock + i);
      }
    }
    disk.image.write(firstBlock, blocks, versions);
    return true;
  }

  /** Blocks of a disk that the journal does not have yet. */
  int unsaved(String vm, VhdRole role) {
    return disk(vm, role).unsaved;
  }

  /** What the journal does not have yet of a disk, as events for it. */
  List<CatalogueEvent> drain(String vm, VhdRole role) {
    Disk disk = disk(vm, role);
    List<CatalogueEvent> events = new ArrayList<>();
    if (!disk.dirty.isEmpty()) {
      byte[] packed = ContentCodec.pack(disk.dirty, disk.image);
      events.add(new CatalogueEvent.Content(vm, role, packed));
      disk.dirty.clear();
      disk.unsaved = 0;
    }
    if (disk.grown) {
      long[] runs =
          disk.image.extents().stream()
              .flatMapToLong(run -> LongStream.of(run.firstBlock(), run.blocks()))
              .toArray();
      events.add(new CatalogueEvent.Presence(vm, role, runs));
      disk.grown = false;
    }
    return events;
  }

  /** Takes in content from the journal. */
  void apply(CatalogueEvent.Content content) {
    Disk disk = disk(content.vm(), content.role());
    DiskImage fresh = new DiskImage();
    ContentCodec.unpack(content.packed(), fresh);
    for (Pieces.Piece piece : Pieces.of(fresh.extents())) {
      long first = piece.firstBlock();
      int[] versions = fresh.range(first, piece.blocks());
      write(content.vm(), content.role(), first, piece.blocks(), versions, Long.MAX_VALUE);
    }
    disk.dirty.clear();
    disk.unsaved = 0;
  }

  /** Takes in from the journal which blocks there are. */
  void apply(CatalogueEvent.Presence presence) {
    Disk disk = disk(presence.vm(), presence.role());
    long[] runs = presence.runs();
    for (int i = 0; i < runs.length; i += 2) {
      for (long block = runs[i]; block < runs[i] + runs[i + 1]; block++) {
        if (!disk.image.has(block)) {
          usedBlocks++;
          disk.image.write(block, 1, new int[1]);
        }
      }
    }
    disk.grown = false;
  }

  /** Makes a recovery point of what a replica is now. */
  void freeze(String vm, String name) {
    Replica replica = replica(vm);
    Point point = new Point();
    replica.disks.forEach(
        (role, disk) -> {
          point.disks.put(role, disk.image.copy());
          point.seals.put(role, disk.image.fingerprint());
          disk.kept.clear();
        });
    replica.points.put(name, point);
    replica.newest = point;
  }

  /** Remembers what a replica is now, so that it is noticed if it changes between two jobs. */
  void seal(String vm) {
    replica(vm)
        .disks
        .values()
        .forEach(disk -> disk.seal = OptionalLong.of(disk.image.fingerprint()));
  }

  /** Whether a disk of a replica still is what the last job that went well has left. */
  boolean isIntact(String vm, VhdRole role) {
    Disk disk = disk(vm, role);
    return disk.seal.isEmpty() || disk.seal.getAsLong() == disk.image.fingerprint();
  }

  /** Whether a disk of a recovery point still is what it was when the point was made. */
  boolean isIntact(String vm, String name, VhdRole role) {
    Point point = replica(vm).points.get(name);
    DiskImage image = point.disks.get(role);
    return image == null || image.fingerprint() == point.seals.get(role);
  }

  /**
   * A bit of a block flips on the server's disks; the recovery points that share the block with the
   * replica, because it has not been written since, have it there too. False if there is no such
   * block.
   */
  boolean damage(String vm, VhdRole role, long block) {
    DiskImage replica = disk(vm, role).image;
    if (!replica.has(block)) {
      return false;
    }
    int version = replica.version(block);
    for (Point point : replica(vm).points.values()) {
      DiskImage old = point.disks.get(role);
      if (old != null && old.has(block) && old.version(block) == version) {
        old.flipBit(block);
      }
    }
    replica.flipBit(block);
    return true;
  }

  /** The disks of a recovery point. */
  Map<VhdRole, DiskImage> point(String vm, String name) {
    return replica(vm).points.get(name).disks;
  }

  /** Forgets a recovery point. */
  void drop(String vm, String name) {
    Replica replica = replica(vm);
    Point point = replica.points.remove(name);
    usedBlocks -= point.keptBlocks;
    if (replica.newest == point) {
      replica.newest = null;
    }
  }
}
