package kagemusha.node.invariant;

/** Something that must never happen, and did. */
public record Breach(long timeNanos, Law law, String what) {
  /** What must hold. */
  public enum Law {
    ONE_OWNER("one owner of each volume"),
    ONE_HOST("no virtual machine on two hosts"),
    ACKNOWLEDGED_WRITES("no acknowledged write lost"),
    CONTENT("what is backed up or restored is right"),
    JOBS_END("a job ends or fails loudly"),
    QUORUM("no virtual machine runs outside the cluster's majority"),
    /** The entities' own, after every tick. */
    STATE("every entity's state is consistent");

    private final String title;

    Law(String title) {
      this.title = title;
    }

    /** For reports. */
    public String title() {
      return title;
    }
  }
}
