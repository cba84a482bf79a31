package kagemusha.config;

import java.util.Set;

/**
 * Something that a job, a snapshot set, a pair, a virtual machine or a host passes through, known
 * by the event that is written when it begins.
 *
 * @param name how scenarios and reports call it: {@code vss.freeze}
 * @param source the event's; empty for the array, whose source is its name
 * @param id the event's
 * @param subject what the event's correlation names
 */
public record Phase(String name, String source, int id, Subject subject) {
  private static final String GUEST = ".guest";

  /** A volume that is redirected because a host has no path is in no run's phase. */
  private static final String PATH = "path of ";

  private static final Set<String> FOR_HOSTS = Set.of("vss.writes-held", "vss.reverted");
  private static final Set<String> RESTORES =
      Set.of("job.restoring", "job.reading-back", "job.restore-verified");
  private static final Set<String> BOTH =
      Set.of("job.started", "job.waits", "job.succeeded", "job.failed", "job.rerun");

  /** What the correlation of a phase's event is. */
  public enum Subject {
    /** A run of a job, or something of it whose name begins with the run's. */
    RUN,
    /** The same, but for what belongs to the set inside the guest. */
    HOST_SET,
    /** The set inside the guest that is made for a set of the host. */
    GUEST_SET,
    PAIR,
    VM,
    HOST
  }

  /** Whether this event begins the phase, of anybody. */
  public boolean isBegunBy(String eventSource, int eventId, String correlation) {
    return id == eventId
        && (source.isEmpty() || source.equals(eventSource))
        && isOfKind(correlation);
  }

  /**
   * Whether what an event concerns is what was asked for.
   *
   * @param wanted a run, a pair, a virtual machine or a host; several if any will do
   */
  public boolean isOf(Set<String> wanted, String correlation) {
    return wanted.stream().anyMatch(each -> isOf(each, correlation));
  }

  private boolean isOf(String wanted, String correlation) {
    return correlation.equals(wanted) || (ofRun() && correlation.startsWith(wanted + "."));
  }

  /** Whether its events name runs of jobs, so that it can be asked for by job or by machine. */
  public boolean ofRun() {
    return switch (subject) {
      case RUN, HOST_SET, GUEST_SET -> true;
      case PAIR, VM, HOST -> false;
    };
  }

  /** Whether a job of this kind and method comes through it. */
  public boolean isPassedBy(BackupJob job) {
    boolean restores = job.kind() == BackupJob.Kind.RECOVERY;
    boolean inGuest = job.method() == BackupJob.Method.IN_GUEST;
    return switch (name.substring(0, name.indexOf('.'))) {
      case "vss" -> !restores && (!inGuest || !FOR_HOSTS.contains(name));
      case "guest-vss", "guest-snapshot", "csv" -> !restores && !inGuest;
      case "snapshot" -> !restores && job.method() == BackupJob.Method.NETWORK;
      case "pair" -> !restores && job.method() == BackupJob.Method.SHADOW_IMAGE;
      case "cluster" -> restores;
      case "job" -> RESTORES.contains(name) == restores || BOTH.contains(name);
      default -> true;
    };
  }

  private boolean isOfKind(String correlation) {
    boolean guest = correlation.endsWith(GUEST) || correlation.contains(GUEST + ".");
    return switch (subject) {
      case HOST_SET -> !guest;
      case GUEST_SET -> guest;
      case RUN -> !correlation.startsWith(PATH);
      default -> true;
    };
  }
}
