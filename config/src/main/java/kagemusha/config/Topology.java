package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
      return Named.find("disk", role.name(), disks, vhd -> vhd.role().name());
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
    return Named.find("network", name, networks, NetworkSpec::name);
  }

  public HostSpec host(String name) {
    return Named.find("host", name, hosts, HostSpec::name);
  }

  /**
   * From the power-on of a machine until it takes part again. The array and the clients take as
   * long as the backup server.
   */
  public Duration bootOf(String machine) {
    return hostNames().contains(machine) ? host(machine).boot() : backupServer.boot();
  }

  public VmSpec vm(String name) {
    return Named.find("VM", name, vms, VmSpec::name);
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
}
