package kagemusha.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a topology, one that comes with the product or a user's own, and checks it as a whole. */
public final class TopologyReader {
  private static final String FOLDER = "topologies";

  private TopologyReader() {}

  /** The topologies that come with the product. */
  public static List<String> names() {
    return BundledNames.of(FOLDER);
  }

  /** A topology of the product by its name, such as {@code paper}. */
  public static Topology bundled(String name) {
    return read(name, BundledNames.open(FOLDER, "topology", name));
  }

  /** A user's own topology; it is named after its file. */
  public static Topology file(Path file) {
    return resolvedFile(file).topology();
  }

  /**
   * A topology and the text that it was read from.
   *
   * @param text reads as the same topology wherever it lies: what it includes is part of it
   */
  public record Resolved(Topology topology, String text) {}

  /** A user's own topology, to be copied to another place. */
  public static Resolved resolvedFile(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    ConfigReader document = HoconDocument.file(file);
    return new Resolved(read(name, document), document.resolvedText());
  }

  /** A topology of the product; with its comments unless it includes another one. */
  public static Resolved resolvedBundled(String name) {
    String text = HoconDocument.resourceText(FOLDER + "/" + name + ".conf");
    boolean whole = text.lines().noneMatch(line -> line.startsWith("include "));
    return new Resolved(
        bundled(name), whole ? text : BundledNames.open(FOLDER, "topology", name).resolvedText());
  }

  private static Topology read(String name, ConfigReader document) {
    ConfigReader root =
        document.allowing(
            "networks",
            "csv-network",
            "backup-network",
            "client-network",
            "storage-network",
            "hosts",
            "array",
            "backup-server",
            "clients",
            "vms",
            "mail",
            "csv",
            "backup",
            "live-migration");
    List<Topology.NetworkSpec> networks = networks(root);
    List<String> networkNames = networks.stream().map(Topology.NetworkSpec::name).toList();
    List<Topology.HostSpec> hosts = MachineParts.hosts(root, networkNames);
    ArraySpec array = ArrayParts.array(root.object("array"), networkNames);
    Topology.BackupServerSpec server =
        MachineParts.backupServer(root.object("backup-server"), networkNames);
    var topology =
        new Topology(
            name,
            networks,
            root.oneOf("csv-network", "network", networkNames),
            root.oneOf("backup-network", "network", networkNames),
            root.oneOf("client-network", "network", networkNames),
            root.oneOf("storage-network", "network", networkNames),
            hosts,
            array,
            server,
            MachineParts.clients(root.object("clients"), networkNames),
            VmParts.vms(root, hosts.stream().map(Topology.HostSpec::name).toList(), array),
            MailParts.mail(root.object("mail")),
            csv(root.object("csv")),
            backup(root.object("backup"), server),
            MigrationParts.migration(root.optional("live-migration", root::object)));
    TopologyChecks.check(topology, root);
    return topology;
  }

  private static List<Topology.NetworkSpec> networks(ConfigReader root) {
    var networks = new ArrayList<Topology.NetworkSpec>();
    for (ConfigReader element : root.objects("networks")) {
      ConfigReader network =
          element.allowing("name", "bandwidth", "latency", "resend", "longest-resend");
      String name = network.name("name");
      long bandwidth = network.bitsPerSecond("bandwidth", "1 Mbit/s", "1 Tbit/s");
      Duration latency = network.duration("latency", "0 s", "1 s");
      Duration resend = network.duration("resend", "1 ms", "1 min", Topology.NetworkSpec.RESEND);
      Duration longest =
          network.duration("longest-resend", "1 ms", "10 min", Topology.NetworkSpec.LONGEST_RESEND);
      if (longest.compareTo(resend) < 0) {
        throw network.fault(
            "longest-resend",
            "found %d ms; allowed: at least resend, %d ms"
                .formatted(longest.toMillis(), resend.toMillis()));
      }
      networks.add(new Topology.NetworkSpec(name, bandwidth, latency, resend, longest));
    }
    return networks;
  }

  private static CsvSpec csv(ConfigReader element) {
    ConfigReader csv =
        element.allowing(
            "mount",
            "redirector-service",
            "backup-delay-timer",
            "write-hold-limit",
            "heartbeat",
            "heartbeat-misses",
            "failover");
    CsvSpec.FailoverSpec usual = CsvSpec.FailoverSpec.usual();
    return new CsvSpec(
        csv.duration("mount", "0 s", "1 h"),
        csv.duration("redirector-service", "0 s", "1 s"),
        csv.duration("backup-delay-timer", "1 s", "1 d", Duration.ofMinutes(30)),
        csv.duration("write-hold-limit", "1 s", "1 h", Duration.ofSeconds(10)),
        csv.duration("heartbeat", "250 ms", "2 s", CsvSpec.HEARTBEAT),
        csv.integer("heartbeat-misses", 3, 10, CsvSpec.HEARTBEAT_MISSES),
        csv.optional("failover", key -> failover(csv.object(key), usual)).orElse(usual));
  }

  private static CsvSpec.FailoverSpec failover(ConfigReader element, CsvSpec.FailoverSpec usual) {
    ConfigReader failover =
        element.allowing(
            "arbitration",
            "join-retry",
            "group-online",
            "pending-timeout",
            "restart-period",
            "restarts");
    return new CsvSpec.FailoverSpec(
        failover.duration("arbitration", "100 ms", "1 min", usual.arbitration()),
        failover.duration("join-retry", "1 s", "1 h", usual.joinRetry()),
        failover.duration("group-online", "0 s", "10 min", usual.groupOnline()),
        failover.duration("pending-timeout", "10 s", "1 h", usual.pendingTimeout()),
        failover.duration("restart-period", "1 s", "1 d", usual.restartPeriod()),
        failover.integer("restarts", 0, 10, usual.restarts()));
  }

  private static BackupSpec backup(ConfigReader element, Topology.BackupServerSpec server) {
    ConfigReader backup =
        element.allowing(
            "stream-depth",
            "replica-depth",
            "replica-stream-read",
            "replica-prefetch",
            "stream-read",
            "window",
            "ship",
            "vss",
            "checksum",
            "replica-read",
            "restore",
            "retention",
            "auto-rerun",
            "dpm-version",
            "transport",
            "parallel-jobs",
            "compression",
            "storage-pool",
            "agent-keep-alive",
            "agent-timeout",
            "owner-refresh",
            "volume-patience");
    long windowBytes = backup.bytes("window", "1 MiB", "16 GiB");
    return new BackupSpec(
        new BackupSpec.StreamSpec(
            backup.integer("stream-depth", 1, 256), readBytes(backup, "stream-read", windowBytes)),
        softwareReplica(backup, windowBytes),
        windowBytes,
        backup.bytesPerSecond("ship", "100 KB/s", "100 GB/s"),
        VssParts.vss(backup.object("vss")),
        new BackupSpec.DpmSpec(
            backup.bytesPerSecond("checksum", "100 KB/s", "100 GB/s"),
            backup.bytesPerSecond("replica-read", "100 KB/s", "100 GB/s"),
            backup.bytesPerSecond("restore", "100 KB/s", "100 GB/s"),
            backup.duration("retention", "1 d", "448 d"),
            backup.duration("auto-rerun", "1 min", "24 h"),
            backup
                .optional(
                    "dpm-version", key -> backup.choice(key, DpmVersion.values(), DpmVersion::key))
                .orElse(DpmVersion.DPM_2010),
            backup
                .optional(
                    "transport",
                    key -> backup.choice(key, SnapshotTransport.values(), SnapshotTransport::key))
                .orElse(SnapshotTransport.NON_TRANSPORTABLE),
            TuningParts.tuning(backup, server)));
  }

  /** Where nothing is said it is read like any other disk. */
  private static BackupSpec.StreamSpec softwareReplica(ConfigReader backup, long windowBytes) {
    boolean own = backup.has("replica-stream-read");
    return new BackupSpec.StreamSpec(
        backup.integer("replica-depth", 1, 256),
        readBytes(backup, own ? "replica-stream-read" : "stream-read", windowBytes),
        backup.smallBytes("replica-prefetch", "0 KiB", "16 MiB", Integer.MAX_VALUE));
  }

  /** The array reads blocks of 16 KiB, and the window holds a read at least. */
  private static int readBytes(ConfigReader backup, String key, long windowBytes) {
    int bytes = backup.smallBytes(key, "16 KiB", "16 MiB");
    String found = "found " + backup.text(key);
    if (bytes % (16 << 10) != 0) {
      throw backup.fault(key, found + "; allowed: multiples of 16 KiB");
    } else if (bytes > windowBytes) {
      throw backup.fault(key, found + "; allowed: at most window, " + backup.text("window"));
    }
    return bytes;
  }
}
