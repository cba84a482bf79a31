package kagemusha.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The storage array; LUs are numbered in the order of {@code lus}. */
public record ArraySpec(
    String name,
    List<String> networks,
    List<ControllerSpec> controllers,
    List<DriveSpec> drives,
    List<RaidGroupSpec> raidGroups,
    List<PoolSpec> pools,
    List<LuSpec> lus,
    List<PairSpec> pairs) {
  /** An array without ShadowImage pairs. */
  public ArraySpec(
      String name,
      List<String> networks,
      List<ControllerSpec> controllers,
      List<DriveSpec> drives,
      List<RaidGroupSpec> raidGroups,
      List<PoolSpec> pools,
      List<LuSpec> lus) {
    this(name, networks, controllers, drives, raidGroups, pools, lus, List.of());
  }

  public ArraySpec {
    networks = List.copyOf(networks);
    controllers = List.copyOf(controllers);
    drives = List.copyOf(drives);
    raidGroups = List.copyOf(raidGroups);
    pools = List.copyOf(pools);
    lus = List.copyOf(lus);
    pairs = List.copyOf(pairs);
  }

  public ControllerSpec controller(String name) {
    return Named.find("controller", name, controllers, ControllerSpec::name);
  }

  public DriveSpec drive(String name) {
    return Named.find("drive", name, drives, DriveSpec::name);
  }

  public RaidGroupSpec raidGroup(String name) {
    return Named.find("RAID group", name, raidGroups, RaidGroupSpec::name);
  }

  public PoolSpec pool(String name) {
    return Named.find("pool", name, pools, PoolSpec::name);
  }

  public LuSpec lu(String name) {
    return Named.find("LU", name, lus, LuSpec::name);
  }

  public PairSpec pair(String name) {
    return Named.find("pair", name, pairs, PairSpec::name);
  }

  /** The number of a LU: its place in {@code lus}, from 0. */
  public int luNumber(String name) {
    return lus.indexOf(lu(name));
  }

  /** What a group can hold beside its mirrors or its parity, bytes. */
  public long usableBytes(RaidGroupSpec group) {
    return Math.multiplyExact(group.dataDisks(), drive(group.drive()).capacityBytes());
  }

  /** What a pool can hold, bytes. */
  public long usableBytes(PoolSpec pool) {
    return pool.raidGroups().stream().mapToLong(g -> usableBytes(raidGroup(g))).sum();
  }

  /** The names of the cluster shared volumes, in the order of the LUs. */
  public List<String> csvNames() {
    return lus.stream().filter(LuSpec::csv).map(LuSpec::name).toList();
  }

  /**
   * A controller and the half of the cache that it owns.
   *
   * @param writePendingLimit share of the cache that may hold dirty data before host writes wait
   * @param frontEndService processor occupancy of one command (a queueing server)
   * @param frontEndLatency fixed time of one command beside that (ports, mirroring of a write)
   * @param crossAccess extra time when a command arrives at the controller that does not manage the
   *     LU
   * @param destageInterval how often dirty data is written to the drives
   * @param readHitRatio share of random reads found in the cache
   * @param prefetchBytes what is read from the disks at once for a sequential stream; 0 for no more
   *     than is asked for
   * @param sharedPrefetchBytes the same while hosts read from the LU of the stream too, which makes
   *     a sequence harder to see
   * @param pathFailover after which hosts repeat with the other controller what this one owes them
   *     when it fails
   */
  public record ControllerSpec(
      String name,
      long cacheBytes,
      double writePendingLimit,
      Duration frontEndService,
      Duration frontEndLatency,
      Duration crossAccess,
      Duration destageInterval,
      double readHitRatio,
      int prefetchBytes,
      int sharedPrefetchBytes,
      Duration pathFailover) {
    /** A controller that reads no more than is asked for. */
    public ControllerSpec(
        String name,
        long cacheBytes,
        double writePendingLimit,
        Duration frontEndService,
        Duration frontEndLatency,
        Duration crossAccess,
        Duration destageInterval,
        double readHitRatio) {
      this(
          name,
          cacheBytes,
          writePendingLimit,
          frontEndService,
          frontEndLatency,
          crossAccess,
          destageInterval,
          readHitRatio,
          0,
          0,
          Duration.ZERO);
    }
  }

  /**
   * A disk drive: seek time = trackToTrack + (fullStroke - trackToTrack) * sqrt(distance /
   * capacity), none for the next sequential block.
   */
  public record DriveSpec(
      String name,
      long capacityBytes,
      int rpm,
      Duration trackToTrack,
      Duration fullStroke,
      Duration writeSettle,
      long bytesPerSecond) {}

  /** RAID level of a group. */
  public enum RaidLevel {
    RAID10,
    RAID5
  }

  /**
   * A RAID group: {@code dataDisks} of user data plus as many mirrors (RAID 1+0) or one parity disk
   * (RAID 5), striped in units of {@code stripeBytes}.
   */
  public record RaidGroupSpec(
      String name, RaidLevel level, int dataDisks, String drive, int stripeBytes) {
    /** Drives of the group with mirrors or parity. */
    public int disks() {
      return level == RaidLevel.RAID10 ? 2 * dataDisks : dataDisks + 1;
    }
  }

  /**
   * A pool of RAID groups from which LUs take pages on first write.
   *
   * @param reserve groups that an administrator may take into the pool, in this order
   */
  public record PoolSpec(
      String name,
      List<String> raidGroups,
      List<String> reserve,
      int pageBytes,
      Duration pageAllocation) {
    public PoolSpec {
      raidGroups = List.copyOf(raidGroups);
      reserve = List.copyOf(reserve);
    }

    /** A pool without a reserve. */
    public PoolSpec(String name, List<String> raidGroups, int pageBytes, Duration pageAllocation) {
      this(name, raidGroups, List.of(), pageBytes, pageAllocation);
    }

    /** Those in use first, then the reserve. */
    public List<String> allGroups() {
      return Stream.concat(raidGroups.stream(), reserve.stream()).toList();
    }
  }

  /**
   * A logical unit.
   *
   * @param controller the controller that manages it
   * @param csv whether it is a cluster shared volume
   * @param diffAreaMaxBytes what software snapshots may keep of old data; a snapshot for which this
   *     is too little is dropped
   */
  public record LuSpec(
      String name,
      String pool,
      long capacityBytes,
      String controller,
      boolean csv,
      long diffAreaMaxBytes) {
    /** The least diff area, 320 MiB [pub]; an LU that is smaller may be all diff area. */
    public static final long DIFF_AREA_MIN_BYTES = 320L << 20;

    /** An LU with the usual diff area: a tenth of it [MEM]. */
    public LuSpec(String name, String pool, long capacityBytes, String controller, boolean csv) {
      this(name, pool, capacityBytes, controller, csv, usualDiffArea(capacityBytes));
    }

    private static long usualDiffArea(long capacityBytes) {
      return Math.min(capacityBytes, Math.max(DIFF_AREA_MIN_BYTES, capacityBytes / 10));
    }
  }

  /** The state of a ShadowImage pair when the run begins. */
  public enum PairStart {
    /** No pair: the secondary volume holds nothing. */
    SMPL,
    /** In step. */
    PAIR,
    /** Split while both were equal. */
    PSUS
  }

  /**
   * A ShadowImage pair of two LUs of one size and one controller.
   *
   * @param primary the LU that is copied (P-VOL)
   * @param secondary the LU that it is copied to (S-VOL)
   * @param paceBytesPerSecond the copy is never faster than this
   * @param forcedSuspend whether the command to suspend puts the pair into PSUE; an array that does
   *     not know it rejects it in every state
   * @param trackBytes what one bit of the differential bitmap stands for
   * @param depth how many pieces are copied at a time
   * @param quick whether a resynchronization and a split are done at once and what differs is
   *     copied behind them; otherwise both wait for the copy
   * @param pieceBytes how much is copied at once of tracks side by side
   * @param heldWrites share of the write-pending limit up to which, behind a quick split, writes to
   *     tracks of the primary volume that are still to be copied stay in the cache meanwhile;
   *     beyond it they wait for their track
   */
  public record PairSpec(
      String name,
      String primary,
      String secondary,
      PairStart initial,
      long paceBytesPerSecond,
      boolean forcedSuspend,
      int trackBytes,
      int depth,
      boolean quick,
      int pieceBytes,
      double heldWrites) {
    /** The usual track [EE]: coarse, as large as a piece that is copied. */
    public static final int USUAL_TRACK_BYTES = 1 << 20;

    /** The usual piece [EE]. */
    public static final int USUAL_PIECE_BYTES = 1 << 20;

    /** The usual depth [EE]. */
    public static final int USUAL_DEPTH = 2;

    /** A pair with the usual bitmap. */
    public PairSpec(
        String name,
        String primary,
        String secondary,
        PairStart initial,
        long paceBytesPerSecond,
        boolean forcedSuspend) {
      this(
          name,
          primary,
          secondary,
          initial,
          paceBytesPerSecond,
          forcedSuspend,
          USUAL_TRACK_BYTES,
          USUAL_DEPTH,
          /* quick= */ false,
          USUAL_PIECE_BYTES,
          /* heldWrites= */ 0);
    }

    /** The same of an array that rejects the command to suspend. */
    public PairSpec(
        String name, String primary, String secondary, PairStart initial, long paceBytesPerSecond) {
      this(name, primary, secondary, initial, paceBytesPerSecond, false);
    }
  }
}
