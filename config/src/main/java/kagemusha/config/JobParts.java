package kagemusha.config;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads the backup jobs of a scenario: those of its list and those that its groups make. */
final class JobParts {
  private final ConfigReader root;
  private final ConfigReader part;
  private final Topology topology;
  private final LocalDateTime start;
  private final Duration length;
  private final List<ProtectionGroup> groups;
  private final OptionalLong dataSet;

  /**
   * @param part the chosen condition, or the root of a scenario without any
   */
  JobParts(
      ConfigReader root,
      ConfigReader part,
      Topology topology,
      LocalDateTime start,
      Duration length) {
    this.root = root;
    this.part = part;
    this.topology = topology;
    this.start = start;
    this.length = length;
    this.dataSet =
        root.has("data-set")
            ? OptionalLong.of(root.bytes("data-set", "1 MB", "1 PB"))
            : OptionalLong.empty();
    ConfigReader holder = part.has("protection-groups") ? part : root;
    this.groups = GroupParts.groups(holder, topology, length);
  }

  List<ProtectionGroup> groups() {
    return groups;
  }

  /** In the order of their start; what starts at the same time stays in the order of the file. */
  List<BackupJob> all() {
    List<BackupJob> jobs = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (ProtectionGroup group : groups) {
      group.members().forEach(this::checkDataSet);
      jobs.addAll(group.jobs(start, length, dataSet));
    }
    jobs.forEach(job -> names.add(job.name()));
    for (ConfigReader element : part.optionalObjects("jobs")) {
      BackupJob job = listed(element, names);
      checkProtection(element, job, jobs);
      jobs.add(job);
    }
    jobs.sort(Comparator.comparing(BackupJob::at));
    return jobs;
  }

  /** What a replica holds is either a VM's disks or the mail database in it. */
  private static void checkProtection(ConfigReader element, BackupJob job, List<BackupJob> others) {
    boolean inGuest = job.method() == BackupJob.Method.IN_GUEST;
    for (BackupJob other : others) {
      boolean otherInGuest = other.method() == BackupJob.Method.IN_GUEST;
      for (String vm : job.vms()) {
        if (other.vms().contains(vm) && inGuest != otherInGuest) {
          String found = "found " + job.method().key() + " for " + vm + ", which job ";
          String rule = " protects by " + other.method().key();
          throw element.fault("method", found + other.name() + rule + "; allowed: one of both");
        }
      }
    }
  }

  private BackupJob listed(ConfigReader element, Set<String> names) {
    BackupJob job = job(element);
    if (job.at().compareTo(length) >= 0) {
      String rule = "; allowed: before the end of the run, " + root.text("length");
      throw element.fault("at", "found " + element.text("at") + rule);
    }
    if (!names.add(job.name())) {
      String found = "found '" + job.name() + "' again";
      throw element.fault("name", found + "; allowed: once in a scenario");
    }
    return job;
  }

  private BackupJob job(ConfigReader element) {
    ConfigReader job =
        element.allowing(
            "name",
            "kind",
            "method",
            "vms",
            "at",
            "published",
            "data-set",
            "to",
            "items",
            "bring-online-after",
            "outside-cluster");
    String vmKind = "VM in topology '" + topology.name() + "'";
    List<String> vms = job.references("vms", vmKind, topology.vmNames());
    vms.forEach(this::checkDataSet);
    BackupJob.Kind kind = job.choice("kind", BackupJob.Kind.values(), BackupJob.Kind::key);
    return new BackupJob(
        job.text("name"),
        kind,
        job.choice("method", BackupJob.Method.values(), BackupJob.Method::key),
        vms,
        job.duration("at", "0 s", "30 d"),
        job.optional("published", job::text).orElse(""),
        dataSet,
        RestoreParts.restore(job, kind, topology));
  }

  private void checkDataSet(String name) {
    if (dataSet.isEmpty()) {
      return;
    }
    long bytes = dataSet.getAsLong();
    Topology.VmSpec vm = topology.vm(name);
    Topology.BackupServerSpec server = topology.backupServer();
    String found = "found " + Units.bytes(bytes) + "; allowed: at most ";
    if (bytes > vm.usedBytes()) {
      String used = "what the disks of " + vm.name() + " use, " + Units.bytes(vm.usedBytes());
      throw root.fault("data-set", found + used);
    }
    if (bytes > server.replicaCapacityBytes()) {
      String room = "the replica capacity of " + server.name() + ", ";
      throw root.fault("data-set", found + room + Units.bytes(server.replicaCapacityBytes()));
    }
  }
}
