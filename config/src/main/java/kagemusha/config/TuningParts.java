package kagemusha.config;

/** Reads what a topology gives its DPM server beside the usual. */
final class TuningParts {
  private TuningParts() {}

  static DpmTuning tuning(ConfigReader backup, Topology.BackupServerSpec server) {
    return new DpmTuning(
        backup.integer("parallel-jobs", 1, 1_000, DpmTuning.NONE.parallelJobs()),
        backup.optional("compression", backup::object).map(TuningParts::compression),
        backup.optional("storage-pool", backup::object).map(pool -> growth(pool, server)),
        agents(backup));
  }

  private static AgentWatch agents(ConfigReader backup) {
    return new AgentWatch(
        backup.duration("agent-keep-alive", "30 s", "1 h", AgentWatch.USUAL.interval()),
        backup.duration("agent-timeout", "30 s", "24 h", AgentWatch.USUAL.limit()),
        backup.duration("owner-refresh", "5 s", "24 h", AgentWatch.USUAL.owners()),
        backup.duration("volume-patience", "1 min", "24 h", AgentWatch.USUAL.volumes()));
  }

  private static CompressionSpec compression(ConfigReader element) {
    ConfigReader compression =
        element.allowing("system", "database", "log", "compress", "decompress");
    return new CompressionSpec(
        compression.share("system", "1 %", "100 %"),
        compression.share("database", "1 %", "100 %"),
        compression.share("log", "1 %", "100 %"),
        compression.bytesPerSecond("compress", "100 KB/s", "100 GB/s"),
        compression.bytesPerSecond("decompress", "100 KB/s", "100 GB/s"));
  }

  private static GrowthSpec growth(ConfigReader element, Topology.BackupServerSpec server) {
    ConfigReader pool = element.allowing("capacity", "grow-least", "grow-share", "grow-interval");
    long capacityBytes = pool.bytes("capacity", "1 GB", "1000 PB");
    if (capacityBytes < server.replicaCapacityBytes()) {
      String found = "found " + pool.text("capacity") + "; allowed: at least replica-capacity of ";
      String least = server.name() + ", " + Units.bytes(server.replicaCapacityBytes());
      throw pool.fault("capacity", found + least);
    }
    return new GrowthSpec(
        capacityBytes,
        pool.bytes("grow-least", "1 MB", "1 PB"),
        pool.share("grow-share", "0 %", "100 %"),
        pool.duration("grow-interval", "0 s", "24 h"));
  }
}
