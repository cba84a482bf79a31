package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The emulated installation: what there is and how it is wired. Durations and sizes are those of
 * the emulated system, never of the machine that emulates it.
 *
 * @param csvNetwork the network of redirected I/O and of ownership moves
 * @param backupNetwork the network over which backup data travels
 * @param clientNetwork the network of the mail clients
 * @param storageNetwork the network between hosts and array
 */
public record Topology(
    String name,
    List<NetworkSpec> networks,
    String csvNetwork,
    String backupNetwork,
    String clientNetwork,
    String storageNetwork,
    List<HostSpec> hosts,
    ArraySpec array,
    BackupServerSpec backupServer,
    ClientsSpec clients,
    List<VmSpec> vms,
    MailSpec mail,
    CsvSpec csv,
    BackupSpec backup,
    MigrationSpec migration) {

  /** With live migration as usual. */
  public Topology(
      String name,
      List<NetworkSpec> networks,
      String csvNetwork,
      String backupNetwork,
      String clientNetwork,
      String storageNetwork,
      List<HostSpec> hosts,
      ArraySpec array,
      BackupServerSpec backupServer,
      ClientsSpec clients,
      List<VmSpec> vms,
      MailSpec mail,
      CsvSpec csv,
      BackupSpec backup) {
    this(
        name,
        networks,
        csvNetwork,
        backupNetwork,
        clientNetwork,
        storageNetwork,
        hosts,
        array,
        backupServer,
        clients,
        vms,
        mail,
        csv,
        backup,
        MigrationSpec.USUAL);
  }

  /**
   * A network; every machine attached to it has one NIC on it.
   *
   * @param resend when what has not arrived is sent again for the first time; every further wait is
   *     twice as long
   * @param longestResend up to this
   */
  public record NetworkSpec(
      String name, long bitsPerSecond, Duration latency, Duration resend, Duration longestResend) {
    /** What a transport does if nothing is said of it [MEM: Windows begins with 300 ms]. */
    static final Duration RESEND = Duration.ofMillis(300);

    static final Duration LONGEST_RESEND = Duration.ofSeconds(10);

    /** A network with the usual transport. */
    public NetworkSpec(String name, long bitsPerSecond, Duration latency) {
      this(name, bitsPerSecond, latency, RESEND, LONGEST_RESEND);
    }
  }

  /**
   * A Hyper-V host.
   *
   * @param rootMemoryMb memory of the parent partition and its overhead, MiB
   * @param rootCpuPercent the parent partition's own load at rest, % of all logical processors
   * @param hypervisorOverhead share added to the virtual processors' busy time (0.04 = 4 %)
   * @param rootCpuPerIo parent partition's processor time for one disk I/O
   * @param clustered whether it is in the failover cluster; a host that is not is the only one
   * @param boot from power-on until its services run
   */
  public record HostSpec(
      String name,
      int logicalProcessors,
      int memoryMb,
      int rootMemoryMb,
      double rootCpuPercent,
      double hypervisorOverhead,
      Duration rootCpuPerIo,
      List<String> networks,
      boolean clustered,
      Duration boot) {
    /** [EE] of a server with its self-test. */
    public static final Duration USUAL_BOOT = Duration.ofMinutes(3);

    public HostSpec {
      networks = List.copyOf(networks);
    }
  }

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
      return named("controller", name, controllers, ControllerSpec::name);
    }

    public DriveSpec drive(String name) {
      return named("drive", name, drives, DriveSpec::name);
    }

    public RaidGroupSpec raidGroup(String name) {
      return named("RAID group", name, raidGroups, RaidGroupSpec::name);
    }

    public PoolSpec pool(String name) {
      return named("pool", name, pools, PoolSpec::name);
    }

    public LuSpec lu(String name) {
      return named("LU", name, lus, LuSpec::name);
    }

    public PairSpec pair(String name) {
      return named("pair", name, pairs, PairSpec::name);
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

  /**
   * The DPM server.
   *
   * @param replicaBytesPerSecond write rate of its disks
   * @param boot from its death until it works again
   */
  public record BackupServerSpec(
      String name,
      int processors,
      int memoryMb,
      int baseMemoryMb,
      double baseCpuPercent,
      List<String> networks,
      long replicaBytesPerSecond,
      long replicaCapacityBytes,
      Duration boot) {
    public BackupServerSpec {
      networks = List.copyOf(networks);
    }
  }

  /** The machine that stands for the load clients and the domain controllers. */
  public record ClientsSpec(
      String name,
      List<String> clients,
      List<String> domainControllers,
      List<String> networks,
      Duration authentication) {
    public ClientsSpec {
      clients = List.copyOf(clients);
      domainControllers = List.copyOf(domainControllers);
      networks = List.copyOf(networks);
    }
  }

  /**
   * A virtual machine with its mail server.
   *
   * @param cpuBasePercent % of its virtual processors in the steady state (an input); a server's
   *     activity is this relative to the mean of all servers
   * @param availableMemoryMb free memory in the guest (an input)
   */
  public record VmSpec(
      String name,
      String host,
      int virtualProcessors,
      int memoryMb,
      int users,
      double cpuBasePercent,
      int availableMemoryMb,
      Duration storagePath,
      List<VhdSpec> disks,
      VmLifeSpec life) {
    /** A virtual machine that lives as is usual. */
    public VmSpec(
        String name,
        String host,
        int virtualProcessors,
        int memoryMb,
        int users,
        double cpuBasePercent,
        int availableMemoryMb,
        Duration storagePath,
        List<VhdSpec> disks) {
      this(
          name,
          host,
          virtualProcessors,
          memoryMb,
          users,
          cpuBasePercent,
          availableMemoryMb,
          storagePath,
          disks,
          VmLifeSpec.USUAL);
    }

    public VmSpec {
      disks = List.copyOf(disks);
      long roles = disks.stream().map(VhdSpec::role).distinct().count();
      if (roles != VhdRole.values().length || disks.size() != roles) {
        throw new ConfigException("VM " + name + ": exactly one disk of each role is needed");
      }
    }

    public VhdSpec disk(VhdRole role) {
      return named("disk", role.name(), disks, vhd -> vhd.role().name());
    }

    /** Bytes allocated in all disks at the start: what a complete replica copies. */
    public long usedBytes() {
      return disks.stream().mapToLong(VhdSpec::usedBytes).sum();
    }

    /** The same VM with {@code bytes} on its disks, at most what they use, shared out as before. */
    VmSpec withData(long bytes) {
      double share = bytes / (double) usedBytes();
      List<VhdSpec> filled = new ArrayList<>();
      long left = bytes;
      for (VhdSpec disk : disks) {
        boolean last = filled.size() == disks.size() - 1;
        long used = last ? left : Math.min(left, Math.round(disk.usedBytes() * share));
        filled.add(new VhdSpec(disk.role(), disk.lu(), disk.maxBytes(), used));
        left -= used;
      }
      return new VmSpec(
          name,
          host,
          virtualProcessors,
          memoryMb,
          users,
          cpuBasePercent,
          availableMemoryMb,
          storagePath,
          filled,
          life);
    }
  }

  /** What a virtual disk is for. */
  public enum VhdRole {
    SYSTEM,
    DATABASE,
    LOG
  }

  /**
   * A dynamic VHD: {@code usedBytes} are allocated at the start, it grows up to {@code maxBytes}.
   */
  public record VhdSpec(VhdRole role, String lu, long maxBytes, long usedBytes) {}

  /**
   * The mail users' day and the server's work for it. Rates per user are inputs measured in the
   * paper.
   *
   * @param systemWorkingSetBytes part of the system disk that is in use once a server runs: page
   *     file, event logs, transport queue
   * @param changedSetBytes part of each mailbox in which its changed pages lie: tables and views
   * @param storeFreezeLimit after so long the store gives up a snapshot and writes again
   * @param clientTimeout after so long without an answer a client gives a task up [EE]
   */
  public record MailSpec(
      double databaseReadsPerUserSecond,
      double databaseWritesPerUserSecond,
      double logWritesPerUserSecond,
      double systemReadsPerSecond,
      double systemWritesPerSecond,
      long systemWorkingSetBytes,
      int pageBytes,
      int logWriteBytes,
      long changedSetBytes,
      Duration workday,
      int sendsPerDay,
      int recipientsPerMessage,
      int readsPerDay,
      int browsesPerDay,
      int meanMessageBytes,
      double rpcCompression,
      int rpcOverheadBytes,
      int rpcsPerTask,
      Duration cpuPerRpc,
      Duration clientTimePerKb,
      double logonsPerClientSecond,
      int logonRpcs,
      int syncRounds,
      int syncReadsPerRound,
      Duration syncWindow,
      Duration storeFreezeLimit,
      Duration clientTimeout) {}

  /**
   * Cluster shared volumes.
   *
   * @param mount how long the new owner needs to mount
   * @param redirectorService the hop of the redirector, beside the network
   * @param backupDelayTimer how long a volume that was prepared waits for its backup to start
   * @param writeHoldLimit how long writes are held for a snapshot at most
   * @param heartbeat how often a host tells the others that it lives
   * @param heartbeatMisses after so many in a row that did not come a host is taken for dead
   * @param failover what follows from that
   */
  public record CsvSpec(
      Duration mount,
      Duration redirectorService,
      Duration backupDelayTimer,
      Duration writeHoldLimit,
      Duration heartbeat,
      int heartbeatMisses,
      FailoverSpec failover) {
    /** Those of Windows Server [pub]. */
    static final Duration HEARTBEAT = Duration.ofSeconds(1);

    static final int HEARTBEAT_MISSES = 5;

    /** With the usual heartbeats and what usually follows. */
    public CsvSpec(
        Duration mount,
        Duration redirectorService,
        Duration backupDelayTimer,
        Duration writeHoldLimit) {
      this(
          mount,
          redirectorService,
          backupDelayTimer,
          writeHoldLimit,
          HEARTBEAT,
          HEARTBEAT_MISSES,
          FailoverSpec.usual());
    }
  }

  /**
   * Quorum, and clustered machines whose host is lost.
   *
   * @param arbitration how long the holder of the witness has to show that it lives
   * @param joinRetry how often a host that is no member asks to be let in
   * @param groupOnline after that much another group is brought online on the same host
   * @param pendingTimeout a machine that has not come online by then has failed
   * @param restarts so often in the period it is started again where it is
   */
  public record FailoverSpec(
      Duration arbitration,
      Duration joinRetry,
      Duration groupOnline,
      Duration pendingTimeout,
      Duration restartPeriod,
      int restarts) {
    /** As [MEM] has it; the time between two groups is that of a worker process [EE]. */
    public static FailoverSpec usual() {
      return new FailoverSpec(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(4),
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          1);
    }
  }

  /**
   * Backup by way of a software snapshot.
   *
   * @param stream how a disk is read
   * @param softwareReplica the same of a replica creation from a software snapshot
   * @param windowBytes data read ahead of the DPM server's acknowledgement
   * @param shipBytesPerSecond what the agent can push through its network path
   */
  public record BackupSpec(
      StreamSpec stream,
      StreamSpec softwareReplica,
      long windowBytes,
      long shipBytesPerSecond,
      VssSpec vss,
      DpmSpec dpm) {}

  /**
   * How an agent reads a disk.
   *
   * @param depth outstanding reads
   * @param readBytes size of one of them
   * @param prefetchLimitBytes the array's prefetch is cut to it
   */
  public record StreamSpec(int depth, int readBytes, int prefetchLimitBytes) {
    /** With whatever the array prefetches. */
    public StreamSpec(int depth, int readBytes) {
      this(depth, readBytes, Integer.MAX_VALUE);
    }
  }

  /**
   * The jobs of the DPM server.
   *
   * @param checksumBytesPerSecond what the agent can compare with the replica's checksums
   * @param replicaReadBytesPerSecond how fast the server reads a replica for its checksums
   * @param restoreBytesPerSecond how fast the server reads a recovery point for a restore
   * @param retention how long recovery points are kept
   * @param autoRerun after this time a failed job is run once more
   * @param version what the server and its agents can do
   * @param transport where the snapshots of a hardware provider are wanted
   * @param tuning what the server is given beside the usual
   */
  public record DpmSpec(
      long checksumBytesPerSecond,
      long replicaReadBytesPerSecond,
      long restoreBytesPerSecond,
      Duration retention,
      Duration autoRerun,
      DpmVersion version,
      SnapshotTransport transport,
      DpmTuning tuning) {
    /** The paper's: DPM 2010, which reads snapshots on the host. */
    public DpmSpec(
        long checksumBytesPerSecond,
        long replicaReadBytesPerSecond,
        long restoreBytesPerSecond,
        Duration retention,
        Duration autoRerun) {
      this(
          checksumBytesPerSecond,
          replicaReadBytesPerSecond,
          restoreBytesPerSecond,
          retention,
          autoRerun,
          DpmVersion.DPM_2010,
          SnapshotTransport.NON_TRANSPORTABLE,
          DpmTuning.NONE);
    }
  }

  public Topology {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
  }

  /** All machines in the order of their numbers: hosts, array, backup server, clients. */
  public List<String> machines() {
    var names = new ArrayList<>(hostNames());
    names.add(array.name());
    names.add(backupServer.name());
    names.add(clients.name());
    return List.copyOf(names);
  }

  public NetworkSpec network(String name) {
    return named("network", name, networks, NetworkSpec::name);
  }

  public HostSpec host(String name) {
    return named("host", name, hosts, HostSpec::name);
  }

  /**
   * From the power-on of a machine until it takes part again. The array and the clients take as
   * long as the backup server.
   */
  public Duration bootOf(String machine) {
    return hostNames().contains(machine) ? host(machine).boot() : backupServer.boot();
  }

  public VmSpec vm(String name) {
    return named("VM", name, vms, VmSpec::name);
  }

  /** The same topology with {@code bytes} on the disks of each VM; see {@link VmSpec#usedBytes}. */
  Topology withVmData(long bytes) {
    return new Topology(
        name,
        networks,
        csvNetwork,
        backupNetwork,
        clientNetwork,
        storageNetwork,
        hosts,
        array,
        backupServer,
        clients,
        vms.stream().map(vm -> vm.withData(bytes)).toList(),
        mail,
        csv,
        backup,
        migration);
  }

  public List<String> hostNames() {
    return hosts.stream().map(HostSpec::name).toList();
  }

  /** Networks on which every host has an adapter, that to the array left out. */
  List<String> sharedByHosts() {
    return networks.stream()
        .map(NetworkSpec::name)
        .filter(network -> !network.equals(storageNetwork))
        .filter(network -> hosts.stream().allMatch(host -> host.networks().contains(network)))
        .toList();
  }

  /**
   * Networks for live migration in the order in which they are tried: as configured, else the one
   * that the clients use comes last [pub].
   */
  public List<String> migrationNetworks() {
    if (!migration.networks().isEmpty()) {
      return migration.networks();
    }
    List<String> order = new ArrayList<>(sharedByHosts());
    if (order.remove(clientNetwork)) {
      order.add(clientNetwork);
    }
    return List.copyOf(order);
  }

  public List<String> vmNames() {
    return vms.stream().map(VmSpec::name).toList();
  }

  /** Mail users of all servers. */
  public int users() {
    return vms.stream().mapToInt(VmSpec::users).sum();
  }

  private static <T> T named(String what, String name, List<T> list, Function<T, String> nameOf) {
    return list.stream()
        .filter(each -> nameOf.apply(each).equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = list.stream().map(nameOf).toList();
              String hint = Nearest.hint(name, names, "Allowed");
              return new ConfigException("no " + what + " is named '" + name + "'" + hint);
            });
  }
}
