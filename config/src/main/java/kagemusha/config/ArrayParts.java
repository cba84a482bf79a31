package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the storage array of a topology from the drives upward: groups, pools, LUs. */
final class ArrayParts {
  private static final Duration USUAL_PATH_FAILOVER = Duration.ofSeconds(5);

  private ArrayParts() {}

  static ArraySpec array(ConfigReader element, List<String> networks) {
    ConfigReader array =
        element.allowing(
            "name", "networks", "controllers", "drives", "raid-groups", "pools", "lus", "pairs");
    List<ArraySpec.ControllerSpec> controllers = controllers(array);
    List<ArraySpec.DriveSpec> drives = drives(array);
    List<ArraySpec.RaidGroupSpec> groups = groups(array, drives);
    List<ArraySpec.PoolSpec> pools = pools(array, groups);
    List<ArraySpec.LuSpec> lus = lus(array, pools, controllers);
    return new ArraySpec(
        array.name("name"),
        array.references("networks", "network", networks),
        controllers,
        drives,
        groups,
        pools,
        lus,
        pairs(array, lus));
  }

  private static List<ArraySpec.ControllerSpec> controllers(ConfigReader array) {
    var controllers = new ArrayList<ArraySpec.ControllerSpec>();
    for (ConfigReader element : array.objects("controllers")) {
      ConfigReader controller =
          element.allowing(
              "name",
              "cache",
              "write-pending-limit",
              "front-end-service",
              "front-end-latency",
              "cross-access",
              "destage-interval",
              "read-hit-ratio",
              "prefetch",
              "shared-prefetch",
              "path-failover");
      int prefetchBytes = controller.smallBytes("prefetch", "0 KiB", "16 MiB");
      controllers.add(
          new ArraySpec.ControllerSpec(
              controller.name("name"),
              controller.bytes("cache", "1 MiB", "1 TiB"),
              controller.share("write-pending-limit", "1 %", "100 %"),
              controller.duration("front-end-service", "0 s", "1 s"),
              controller.duration("front-end-latency", "0 s", "1 s"),
              controller.duration("cross-access", "0 s", "1 s"),
              controller.duration("destage-interval", "1 ms", "1 h"),
              controller.share("read-hit-ratio", "0 %", "100 %"),
              prefetchBytes,
              controller.smallBytes("shared-prefetch", "0 KiB", "16 MiB", prefetchBytes),
              controller.duration("path-failover", "0 s", "10 min", USUAL_PATH_FAILOVER)));
    }
    return controllers;
  }

  private static List<ArraySpec.DriveSpec> drives(ConfigReader array) {
    var drives = new ArrayList<ArraySpec.DriveSpec>();
    for (ConfigReader element : array.objects("drives")) {
      ConfigReader drive =
          element.allowing(
              "name",
              "capacity",
              "rpm",
              "track-to-track",
              "full-stroke",
              "write-settle",
              "transfer-rate");
      var spec =
          new ArraySpec.DriveSpec(
              drive.name("name"),
              drive.bytes("capacity", "1 GB", "1 PB"),
              drive.integer("rpm", 1_000, 30_000),
              drive.duration("track-to-track", "0 s", "100 ms"),
              drive.duration("full-stroke", "0 s", "1 s"),
              drive.duration("write-settle", "0 s", "100 ms"),
              drive.bytesPerSecond("transfer-rate", "1 MB/s", "100 GB/s"));
      if (spec.fullStroke().compareTo(spec.trackToTrack()) < 0) {
        String rule = "allowed: at least track-to-track, " + drive.text("track-to-track");
        throw drive.fault("full-stroke", "found " + drive.text("full-stroke") + "; " + rule);
      }
      drives.add(spec);
    }
    return drives;
  }

  private static List<ArraySpec.RaidGroupSpec> groups(
      ConfigReader array, List<ArraySpec.DriveSpec> drives) {
    List<String> driveNames = drives.stream().map(ArraySpec.DriveSpec::name).toList();
    var groups = new ArrayList<ArraySpec.RaidGroupSpec>();
    for (ConfigReader element : array.objects("raid-groups")) {
      ConfigReader group = element.allowing("name", "level", "data-disks", "drive", "stripe");
      ArraySpec.RaidLevel level = group.constant("level", ArraySpec.RaidLevel.class);
      int least = level == ArraySpec.RaidLevel.RAID5 ? 2 : 1;
      groups.add(
          new ArraySpec.RaidGroupSpec(
              group.name("name"),
              level,
              group.integer("data-disks", least, 64),
              group.oneOf("drive", "drive", driveNames),
              group.smallBytes("stripe", "4 KiB", "16 MiB")));
    }
    return groups;
  }

  private static List<ArraySpec.PoolSpec> pools(
      ConfigReader array, List<ArraySpec.RaidGroupSpec> groups) {
    List<String> groupNames = groups.stream().map(ArraySpec.RaidGroupSpec::name).toList();
    var pools = new ArrayList<ArraySpec.PoolSpec>();
    for (ConfigReader element : array.objects("pools")) {
      ConfigReader pool =
          element.allowing("name", "raid-groups", "reserve", "page", "page-allocation");
      var spec =
          new ArraySpec.PoolSpec(
              pool.name("name"),
              pool.references("raid-groups", "RAID group", groupNames),
              pool.optional("reserve", key -> pool.references(key, "RAID group", groupNames))
                  .orElse(List.of()),
              pool.smallBytes("page", "1 MiB", "1 GiB"),
              pool.duration("page-allocation", "0 s", "1 s"));
      if (spec.raidGroups().isEmpty()) {
        throw pool.fault("raid-groups", "found an empty list; allowed: at least one RAID group");
      }
      pools.add(spec);
    }
    return pools;
  }

  private static List<ArraySpec.LuSpec> lus(
      ConfigReader array,
      List<ArraySpec.PoolSpec> pools,
      List<ArraySpec.ControllerSpec> controllers) {
    List<String> poolNames = pools.stream().map(ArraySpec.PoolSpec::name).toList();
    List<String> controllerNames =
        controllers.stream().map(ArraySpec.ControllerSpec::name).toList();
    var lus = new ArrayList<ArraySpec.LuSpec>();
    for (ConfigReader element : array.objects("lus")) {
      ConfigReader lu =
          element.allowing("name", "pool", "capacity", "controller", "csv", "diff-area-max");
      lus.add(withDiffArea(lu, lu(lu, poolNames, controllerNames)));
    }
    return lus;
  }

  private static List<ArraySpec.PairSpec> pairs(ConfigReader array, List<ArraySpec.LuSpec> lus) {
    List<String> luNames = lus.stream().map(ArraySpec.LuSpec::name).toList();
    var pairs = new ArrayList<ArraySpec.PairSpec>();
    for (ConfigReader element : array.optionalObjects("pairs")) {
      ConfigReader pair =
          element.allowing(
              "name",
              "primary",
              "secondary",
              "initial",
              "pace",
              "forced-suspend",
              "track",
              "depth",
              "quick",
              "piece",
              "held-writes");
      pairs.add(
          new ArraySpec.PairSpec(
              pair.name("name"),
              pair.oneOf("primary", "LU", luNames),
              pair.oneOf("secondary", "LU", luNames),
              pair.constant("initial", ArraySpec.PairStart.class),
              pair.bytesPerSecond("pace", "1 MB/s", "10 GB/s"),
              pair.flag("forced-suspend", false),
              track(pair),
              pair.integer("depth", 1, 64, ArraySpec.PairSpec.USUAL_DEPTH),
              pair.flag("quick", false),
              piece(pair),
              pair.share("held-writes", "0 %", "75 %", 0)));
    }
    return pairs;
  }

  /** A track is made of blocks of 16 KiB. */
  private static int track(ConfigReader pair) {
    return pair.optional("track", key -> powerOfTwo(pair, key, "16 KiB", "1 MiB"))
        .orElse(ArraySpec.PairSpec.USUAL_TRACK_BYTES);
  }

  /** A copied piece is made of tracks. */
  private static int piece(ConfigReader pair) {
    return pair.optional("piece", key -> powerOfTwo(pair, key, "1 MiB", "16 MiB"))
        .orElse(ArraySpec.PairSpec.USUAL_PIECE_BYTES);
  }

  private static int powerOfTwo(ConfigReader pair, String key, String min, String max) {
    int bytes = pair.smallBytes(key, min, max);
    if (Integer.bitCount(bytes) != 1) {
      String rule = "; allowed: a power of two from " + min + " to " + max;
      throw pair.fault(key, "found " + pair.text(key) + rule);
    }
    return bytes;
  }

  private static ArraySpec.LuSpec lu(
      ConfigReader lu, List<String> poolNames, List<String> controllerNames) {
    return new ArraySpec.LuSpec(
        lu.name("name"),
        lu.oneOf("pool", "pool", poolNames),
        lu.bytes("capacity", "1 MB", "1 PB"),
        lu.oneOf("controller", "controller", controllerNames),
        lu.flag("csv"));
  }

  private static ArraySpec.LuSpec withDiffArea(ConfigReader reader, ArraySpec.LuSpec lu) {
    if (!reader.has("diff-area-max")) {
      return lu;
    }
    long max = reader.bytes("diff-area-max", "320 MiB", "1 PB");
    if (max > lu.capacityBytes()) {
      String rule = "; allowed: at most the capacity of the LU, " + reader.text("capacity");
      throw reader.fault("diff-area-max", "found '" + reader.text("diff-area-max") + "'" + rule);
    }
    return new ArraySpec.LuSpec(
        lu.name(), lu.pool(), lu.capacityBytes(), lu.controller(), lu.csv(), max);
  }
}
