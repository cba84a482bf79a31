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

  private boolean isOfKind(String correlation) {
    boolean guest = correlation.endsWith(GUEST) || correlation.contains(GUEST + ".");
    return switch (subject) {
      case HOST_SET -> !guest;
      case GUEST_SET -> guest;
      default -> true;
    };
  }
}
