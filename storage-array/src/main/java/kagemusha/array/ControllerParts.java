package kagemusha.array;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.cache.CachedVolume;
import kagemusha.array.cache.Destager;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.DriveModel;
import kagemusha.array.disk.RaidGeometry;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.disk.Spindle;
import kagemusha.array.pair.PairCopier;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Volume;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.ControllerSpec;
import kagemusha.config.ArraySpec.DriveSpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.config.ArraySpec.PoolSpec;
import kagemusha.config.ArraySpec.RaidGroupSpec;
import kagemusha.config.ConfigException;
import kagemusha.kernel.entity.Context;

/**
 * What belongs to one controller of a configured array: its LUs, and with them their pools, RAID
 * groups and spindles, which it shares with no other controller.
 */
final class ControllerParts {
  private final ArraySpec array;
  private final ControllerSpec controller;
  private final Agenda agenda = new Agenda();
  private final WritePending pending;
  private final Map<String, Pool> pools = new LinkedHashMap<>();
  private final Map<Spindle, DriveSpec> spindles = new LinkedHashMap<>();
  private final Map<Integer, ManagedLu> lus = new TreeMap<>();
  private final ManagedLu[] luOfNumber;
  private final List<PairCopier> pairs = new ArrayList<>();

  ControllerParts(ArraySpec array, String controllerName) {
    this.array = array;
    this.controller =
        named("controller", controllerName, array.controllers(), ControllerSpec::name);
    this.pending = new WritePending(controller);
    this.luOfNumber = new ManagedLu[array.lus().size()];
    new Ownership(array).check();
    for (int number = 0; number < array.lus().size(); number++) {
      LuSpec lu = array.lus().get(number);
      if (lu.controller().equals(controllerName)) {
        luOfNumber[number] = manage(number, lu);
        lus.put(number, luOfNumber[number]);
      }
    }
    for (PairSpec pair : array.pairs()) {
      if (manages(array.luNumber(pair.primary()))) {
        pairs.add(mirror(pair));
      }
    }
  }

  private PairCopier mirror(PairSpec pair) {
    ManagedLu primary = lu(array.luNumber(pair.primary()));
    ManagedLu secondary = lu(array.luNumber(pair.secondary()));
    PairCopier copier =
        new PairCopier(
            pair,
            pairs.size(),
            new PairCopier.Side(primary.cached(), primary.destager()),
            new PairCopier.Side(secondary.cached(), secondary.destager()),
            pending,
            agenda);
    primary.watch().tell(copier, true);
    secondary.watch().tell(copier, false);
    primary.destager().heldBy(copier::holds);
    return copier;
  }

  private ManagedLu manage(int number, LuSpec lu) {
    Pool pool = pools.computeIfAbsent(lu.pool(), this::pool);
    long blocks = lu.capacityBytes() / IoBatch.BLOCK_BYTES;
    long diffArea = lu.diffAreaMaxBytes() / IoBatch.BLOCK_BYTES;
    Volume volume = new Volume(number, lu.name(), pool, blocks, diffArea);
    CachedVolume cached = new CachedVolume(volume, pending);
    long interval = controller.destageInterval().toNanos();
    Destager destager = new Destager(cached, pending, agenda, interval, copiedBlocks(lu.name()));
    return new ManagedLu(cached, destager, new LuMeter(array.name(), lu.name()));
  }

  /** How much of an LU the array writes at once: a piece if it is the copy of another one. */
  private int copiedBlocks(String lu) {
    return array.pairs().stream()
        .filter(pair -> pair.secondary().equals(lu))
        .mapToInt(pair -> pair.pieceBytes() / IoBatch.BLOCK_BYTES)
        .findFirst()
        .orElse(0);
  }

  private Pool pool(String name) {
    PoolSpec spec = named("pool", name, array.pools(), PoolSpec::name);
    int pageBlocks = spec.pageBytes() / IoBatch.BLOCK_BYTES;
    if (pageBlocks < 1 || spec.pageBytes() % IoBatch.BLOCK_BYTES != 0) {
      throw new ConfigException(
          "pool %s: page of %d bytes; allowed are multiples of 16384"
              .formatted(name, spec.pageBytes()));
    }
    List<RaidGroup> groups = new ArrayList<>();
    int[] pages = new int[spec.allGroups().size()];
    for (String groupName : spec.allGroups()) {
      RaidGroupSpec group = named("RAID group", groupName, array.raidGroups(), RaidGroupSpec::name);
      DriveSpec drive = named("drive", group.drive(), array.drives(), DriveSpec::name);
      RaidGroup built = new RaidGroup(groupName, RaidGeometry.of(group));
      built.spindles().forEach(spindle -> spindles.put(spindle, drive));
      pages[groups.size()] = pagesOf(built.geometry(), drive, pageBlocks);
      groups.add(built);
    }
    int inUse = spec.raidGroups().size();
    return new Pool(name, groups, pages, inUse, pageBlocks, spec.pageAllocation());
  }

  private static int pagesOf(RaidGeometry geometry, DriveSpec drive, int pageBlocks) {
    long rows = drive.capacityBytes() / geometry.offsetBytes(1);
    return (int) (rows / Pool.rowsOfPage(pageBlocks, geometry.rowBlocks()));
  }

  static <T> T named(String what, String name, List<T> all, Function<T, String> nameOf) {
    return all.stream()
        .filter(one -> nameOf.apply(one).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "there is no %s %s; there are %s"
                        .formatted(what, name, all.stream().map(nameOf).toList())));
  }

  /**
   * Gives the blocks that hold data their pages, in the order of the list. The secondary volume of
   * an existing pair gets each page after its primary volume: it has followed it from the start.
   */
  void allocate(List<InitialExtent> extents) {
    Map<Integer, Volume> copies = new TreeMap<>();
    for (PairCopier pair : pairs) {
      if (pair.spec().initial() != PairStart.SMPL) {
        copies.put(pair.primary().number(), pair.secondary());
      }
    }
    for (InitialExtent extent : extents) {
      ManagedLu lu = lus.get(extent.lu());
      if (lu == null) {
        continue;
      }
      if (!lu.volume().contains(extent.firstBlock(), extent.blocks())) {
        throw new ConfigException(
            "LU %s of %d blocks has no blocks %d to %d"
                .formatted(
                    lu.volume().name(),
                    lu.volume().blocks(),
                    extent.firstBlock(),
                    extent.firstBlock() + extent.blocks() - 1));
      }
      allocate(extent, lu.volume(), Optional.ofNullable(copies.get(extent.lu())));
    }
  }

  private static void allocate(InitialExtent extent, Volume volume, Optional<Volume> copy) {
    long end = extent.firstBlock() + extent.blocks();
    long block = extent.firstBlock();
    while (block < end) {
      long length = volume.pool().pageBlocks() - block % volume.pool().pageBlocks();
      length = Math.min(length, end - block);
      allocate(volume, block, length);
      if (copy.isPresent()) {
        allocate(copy.get(), block, length);
      }
      block += length;
    }
  }

  private static void allocate(Volume volume, long firstBlock, long blocks) {
    if (volume.allocate(firstBlock, blocks) == Pool.NONE) {
      throw new ConfigException(
          "pool %s is too small for what LU %s holds at the start"
              .formatted(volume.pool().name(), volume.name()));
    }
  }

  /** Sets the drives turning. */
  void start(Context context) {
    spindles.forEach(
        (spindle, drive) ->
            spindle.start(new DriveModel(drive, context.random("rotation." + spindle.name()))));
  }

  ControllerSpec controller() {
    return controller;
  }

  Agenda agenda() {
    return agenda;
  }

  WritePending pending() {
    return pending;
  }

  /** A RAID group of a pool that is managed here. */
  Optional<RaidGroup> group(String name) {
    return pools.values().stream()
        .flatMap(pool -> pool.groups().stream())
        .filter(group -> group.name().equals(name))
        .findFirst();
  }

  /** An LU that is managed here, by its name. */
  Optional<ManagedLu> lu(String name) {
    return lus.values().stream().filter(lu -> lu.volume().name().equals(name)).findFirst();
  }

  long capacityBytes(Spindle spindle) {
    return spindles.get(spindle).capacityBytes();
  }

  /** A pool that is managed here. */
  Optional<Pool> managedPool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** Whether the LU of a number is managed here. */
  boolean manages(int number) {
    return number >= 0 && number < luOfNumber.length && luOfNumber[number] != null;
  }

  Map<Integer, ManagedLu> lus() {
    return lus;
  }

  /** An LU that is managed here. */
  ManagedLu lu(int number) {
    return luOfNumber[number];
  }

  /** The pairs whose volumes are managed here; the owner of a pair's work is its place. */
  List<PairCopier> pairs() {
    return pairs;
  }

  List<Spindle> spindles() {
    return List.copyOf(spindles.keySet());
  }
}
