package kagemusha.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the protection groups of a scenario. */
final class GroupParts {
  private static final String KEY = "protection-groups";

  private GroupParts() {}

  static List<ProtectionGroup> groups(ConfigReader part, Topology topology, Duration length) {
    List<ProtectionGroup> groups = new ArrayList<>();
    for (ConfigReader element : part.optionalObjects(KEY)) {
      ProtectionGroup group = group(element, topology, length);
      checkMembers(element, group, groups);
      groups.add(group);
    }
    return groups;
  }

  private static ProtectionGroup group(ConfigReader element, Topology topology, Duration length) {
    ConfigReader group =
        element.allowing(
            "name",
            "members",
            "method",
            "retention",
            "replica",
            "recovery-points",
            "synchronization",
            "consistency-check",
            "compression",
            "throttle");
    return new ProtectionGroup(
        group.name("name"),
        group.references("members", "VM in topology '" + topology.name() + "'", topology.vmNames()),
        group.choice("method", BackupJob.Method.values(), BackupJob.Method::key),
        group.duration("retention", "1 d", "448 d", topology.backup().dpm().retention()),
        replica(group, length),
        group.optional("recovery-points", group::timesOfDay).orElse(List.of()),
        synchronization(group),
        check(group),
        compressed(group, topology),
        group.optional("throttle", group::object).map(GroupParts::throttle));
  }

  private static Optional<Duration> replica(ConfigReader group, Duration length) {
    if (!group.has("replica")) {
      return Optional.empty();
    }
    Duration at = group.duration("replica", "0 s", "30 d");
    if (at.compareTo(length) >= 0) {
      String rule = "; allowed: before the end of the run";
      throw group.fault("replica", "found " + group.text("replica") + rule);
    }
    return Optional.of(at);
  }

  /** Only an agent inside the guest knows the transaction logs. [MEM] */
  private static Optional<Duration> synchronization(ConfigReader group) {
    if (!group.has("synchronization")) {
      return Optional.empty();
    }
    if (!group.text("method").equals(BackupJob.Method.IN_GUEST.key())) {
      String rule = "; allowed: only with method in-guest";
      throw group.fault("synchronization", "found " + group.text("synchronization") + rule);
    }
    return Optional.of(group.duration("synchronization", "15 min", "24 h"));
  }

  private static boolean compressed(ConfigReader group, Topology topology) {
    boolean wanted = group.flag("compression", false);
    if (wanted && topology.backup().dpm().tuning().compression().isEmpty()) {
      String rule = "; allowed: false, because topology '" + topology.name();
      throw group.fault("compression", "found true" + rule + "' has no backup.compression");
    }
    return wanted;
  }

  private static Optional<LocalTime> check(ConfigReader group) {
    boolean off = !group.has("consistency-check") || group.text("consistency-check").equals("off");
    return off ? Optional.empty() : Optional.of(group.timeOfDay("consistency-check"));
  }

  private static Throttle throttle(ConfigReader element) {
    ConfigReader throttle = element.allowing("from", "to", "work", "other");
    LocalTime from = throttle.timeOfDay("from");
    LocalTime to = throttle.timeOfDay("to");
    if (from.equals(to)) {
      throw throttle.fault("to", "found " + to + "; allowed: another time than from, " + from);
    }
    return new Throttle(
        from,
        to,
        throttle.bytesPerSecond("work", "100 KB/s", "100 GB/s"),
        throttle.bytesPerSecond("other", "100 KB/s", "100 GB/s"));
  }

  /** A data source belongs to one group: a VM to one of hosts' agents and one of guests'. */
  private static void checkMembers(
      ConfigReader element, ProtectionGroup group, List<ProtectionGroup> before) {
    if (group.members().isEmpty()) {
      throw element.fault("members", "found an empty list; allowed: at least one VM");
    }
    for (ProtectionGroup other : before) {
      for (String vm : group.members()) {
        if (other.protects(vm, group.method())) {
          String found = "found " + vm + ", which is a member of " + other.name();
          throw element.fault("members", found + "; allowed: each VM in one group");
        }
      }
    }
  }
}
