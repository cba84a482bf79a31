package kagemusha.config;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What happens to a topology in a run.
 *
 * @param published scenario and condition of the published numbers to compare with, e.g.
 *     "S0/baseline"; empty if there are none
 * @param start the wall clock of the emulated site at virtual time zero
 * @param length the whole run
 * @param load how long the users work, from the start of the run
 * @param quantum how far one tick reaches, and how much farther apart the machines stand
 * @param steadyHead cut off at the start before statistics are taken
 * @param steadyTail cut off at the end
 * @param placement host of each VM, where it differs from the topology's
 * @param csvOwners host that owns each CSV at the start
 * @param vmDataBytes what the disks of each VM hold together at the start, where it differs from
 *     the topology's; at most that
 * @param jobs in the order of their start, those of the protection groups among them
 * @param groups what is protected together and how
 * @param backupWindow when backups are to run
 * @param injections what is done to the site from outside, in the order of the file
 */
public record Scenario(
    String name,
    String title,
    String published,
    LocalDateTime start,
    Duration length,
    Duration load,
    Duration quantum,
    Duration steadyHead,
    Duration steadyTail,
    Map<String, String> placement,
    Map<String, String> csvOwners,
    OptionalLong vmDataBytes,
    List<BackupJob> jobs,
    List<ProtectionGroup> groups,
    BackupWindow backupWindow,
    List<Injection> injections) {

  public Scenario {
    // The copies keep the order of their source, which Map.copyOf would not.
    placement = Collections.unmodifiableMap(new LinkedHashMap<>(placement));
    csvOwners = Collections.unmodifiableMap(new LinkedHashMap<>(csvOwners));
    jobs = List.copyOf(jobs);
    groups = List.copyOf(groups);
    injections = List.copyOf(injections);
  }

  /** What the DPM server is to do. */
  public BackupPlan backupPlan() {
    return new BackupPlan(start.toLocalTime(), jobs, groups);
  }

  /** The topology with what this scenario puts on its disks. */
  public Topology appliedTo(Topology topology) {
    return vmDataBytes.isPresent() ? topology.withVmData(vmDataBytes.getAsLong()) : topology;
  }

  /** Where a VM runs at the start of the run. */
  public String hostOf(Topology.VmSpec vm) {
    return placement.getOrDefault(vm.name(), vm.host());
  }
}
