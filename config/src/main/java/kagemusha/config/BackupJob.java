package kagemusha.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A backup job of a scenario.
 *
 * @param name unique in the scenario
 * @param vms what is protected, one after another
 * @param at when the job starts, since the start of the run
 * @param published scenario and condition of the published numbers to compare with, e.g.
 *     "S1/replica_creation"; empty if there are none
 * @param dataSetBytes at most so much of each VM's disks is protected; empty for all of it
 * @param restore of a recovery: what goes where
 */
public record BackupJob(
    String name,
    Kind kind,
    Method method,
    List<String> vms,
    Duration at,
    String published,
    OptionalLong dataSetBytes,
    RestoreSpec restore) {

  /** What a job does. */
  public enum Kind {
    /** The first, complete copy. */
    REPLICA_CREATION("replica-creation"),
    /** Brings the replica up to date and makes a recovery point. */
    EXPRESS_FULL("express-full"),
    /** Of an agent in the guest: ships the closed transaction logs. */
    SYNCHRONIZATION("synchronization"),
    /** Compares the replica with the protected data, block by block, and repairs it. */
    CONSISTENCY_CHECK("consistency-check"),
    /** Restores the newest recovery point. */
    RECOVERY("recovery");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** How configuration and reports call it. */
    public String key() {
      return key;
    }
  }

  /** How a job gets at the data. */
  public enum Method {
    /** Software snapshot on the host, read from the volume that carries the load. */
    NETWORK("network"),
    /** ShadowImage: the pair is split, the secondary volume is read. */
    SHADOW_IMAGE("shadow-image"),
    /** An agent inside the guest protects its mail database. */
    IN_GUEST("in-guest");

    private final String key;

    Method(String key) {
      this.key = key;
    }

    /** How configuration and reports call it. */
    public String key() {
      return key;
    }
  }

  public BackupJob {
    vms = List.copyOf(vms);
  }

  /** How one VM's part of the job is called: as the job if it has one VM. */
  public String run(String vm) {
    return vms.size() == 1 ? name : name + "." + vm;
  }

  /** The same of all its VMs. */
  public List<String> runs() {
    return vms.stream().map(this::run).toList();
  }

  /** Those of its runs for which a name stands: all for its own, one for that of a VM. */
  List<String> runsOf(String who) {
    if (name.equals(who)) {
      return runs();
    }
    return vms.contains(who) ? List.of(run(who)) : List.of();
  }

  /** A job that is no recovery, or one to the original place. */
  public BackupJob(
      String name,
      Kind kind,
      Method method,
      List<String> vms,
      Duration at,
      String published,
      OptionalLong dataSetBytes) {
    this(name, kind, method, vms, at, published, dataSetBytes, RestoreSpec.ORIGINAL);
  }
}
