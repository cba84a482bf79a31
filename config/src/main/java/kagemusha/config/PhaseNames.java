package kagemusha.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.Phase.Subject;

/**
 * The phases that can be named, and the events by which they are known. Who adds a step to the
 * emulated system that others want to speak of adds its event here.
 */
public final class PhaseNames {
  private static final String CLUSTER = "FailoverClustering";
  private static final String AGENT = "DPMRA";
  private static final String SERVER = "DPM";
  private static final String WORKER = "Hyper-V-Worker";
  private static final String MANAGEMENT = "Hyper-V-VMMS";
  private static final int FIRST_OF_VSS = 9200;

  /** So many passes of a live migration can be named. */
  private static final int PASSES = 10;

  /** In the order of the snapshot service's phases. */
  private static final List<String> VSS =
      List.of(
          "gather-writer-metadata",
          "prepare-for-backup",
          "begin-prepare-snapshot",
          "end-prepare-snapshots",
          "prepare-for-snapshot",
          "freeze",
          "pre-commit-snapshots",
          "hold-writes",
          "commit-snapshots",
          "post-commit-snapshots",
          "thaw",
          "post-snapshot",
          "ready",
          "backup-complete",
          "deleted");

  private static final Map<String, Phase> BY_NAME = new LinkedHashMap<>();

  static {
    snapshots();
    volumes();
    jobs();
    pairs();
    machines();
    cluster();
    migrations();
  }

  private PhaseNames() {}

  private static void snapshots() {
    sets("vss.", Subject.HOST_SET);
    sets("guest-vss.", Subject.GUEST_SET);
    add("vss.writes-held", "volsnap", 9009, Subject.HOST_SET);
    add("vss.reverted", MANAGEMENT, 9230, Subject.HOST_SET);
    add("snapshot.created", "", 1001, Subject.HOST_SET);
    add("snapshot.deleted", "", 1002, Subject.HOST_SET);
    add("guest-snapshot.created", "", 1001, Subject.GUEST_SET);
    add("guest-snapshot.deleted", "", 1002, Subject.GUEST_SET);
  }

  private static void sets(String prefix, Subject subject) {
    for (int i = 0; i < VSS.size(); i++) {
      add(prefix + VSS.get(i), "VSS", FIRST_OF_VSS + i, subject);
    }
    add(prefix + "failed", "VSS", 9220, subject);
  }

  private static void volumes() {
    add("csv.preparing", CLUSTER, 9001, Subject.RUN);
    add("csv.moved", CLUSTER, 9002, Subject.RUN);
    add("csv.pinned", CLUSTER, 5121, Subject.RUN);
    add("csv.backup-started", CLUSTER, 9005, Subject.RUN);
    add("csv.released", CLUSTER, 9003, Subject.RUN);
  }

  private static void jobs() {
    add("job.started", SERVER, 9110, Subject.RUN);
    add("job.waits", SERVER, 9120, Subject.RUN);
    add("job.preparing", AGENT, 9101, Subject.RUN);
    add("job.snapshot", AGENT, 9102, Subject.RUN);
    add("job.transfer", AGENT, 9103, Subject.RUN);
    add("job.disk-verified", SERVER, 9111, Subject.RUN);
    add("job.succeeded", SERVER, 9112, Subject.RUN);
    add("job.failed", SERVER, 9127, Subject.RUN);
    add("job.rerun", SERVER, 9125, Subject.RUN);
    add("job.recovery-point", SERVER, 9121, Subject.RUN);
    add("job.point-verified", SERVER, 9123, Subject.RUN);
    add("job.restoring", AGENT, 9105, Subject.RUN);
    add("job.reading-back", AGENT, 9106, Subject.RUN);
    add("job.restore-verified", SERVER, 9126, Subject.RUN);
  }

  private static void pairs() {
    add("pair.copying", "", 1020, Subject.PAIR);
    add("pair.in-step", "", 1021, Subject.PAIR);
    add("pair.split", "", 1022, Subject.RUN);
  }

  private static void machines() {
    add("vm.running", WORKER, 18500, Subject.VM);
    add("vm.turned-off", WORKER, 18502, Subject.VM);
    add("vm.shut-down", WORKER, 18504, Subject.VM);
    add("vm.saved", WORKER, 18510, Subject.VM);
    add("vm.paused", WORKER, 18516, Subject.VM);
    add("vm.resumed", WORKER, 18518, Subject.VM);
    add("vm.restored", WORKER, 18596, Subject.VM);
    add("vm.deleted", MANAGEMENT, 13003, Subject.VM);
    add("vm.refused", MANAGEMENT, 9240, Subject.VM);
  }

  private static void migrations() {
    String availability = "Hyper-V-High-Availability";
    add("migration.waits", availability, 9250, Subject.VM);
    add("migration.begins", availability, 9251, Subject.VM);
    for (int pass = 1; pass <= PASSES; pass++) {
      add("migration.pass-" + pass, availability, 9269 + pass, Subject.VM);
    }
    add("migration.black-out", MANAGEMENT, 9253, Subject.VM);
    add("migration.resumed", MANAGEMENT, 9254, Subject.VM);
    add("migration.complete", availability, 9255, Subject.VM);
    add("migration.given-up", availability, 9256, Subject.VM);
    add("migration.refused", availability, 21502, Subject.VM);
  }

  private static void cluster() {
    add("cluster.silent", CLUSTER, 9012, Subject.HOST);
    add("cluster.removed", CLUSTER, 1135, Subject.HOST);
    add("cluster.resource-failed", CLUSTER, 1069, Subject.RUN);
    add("cluster.resource-online", CLUSTER, 1201, Subject.RUN);
  }

  private static void add(String name, String source, int id, Subject subject) {
    if (BY_NAME.put(name, new Phase(name, source, id, subject)) != null) {
      throw new IllegalStateException("two phases are called " + name);
    }
  }

  /** All of them, in a fixed order. */
  public static List<Phase> all() {
    return new ArrayList<>(BY_NAME.values());
  }

  public static List<String> names() {
    return new ArrayList<>(BY_NAME.keySet());
  }

  public static Optional<Phase> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
