package kagemusha.config;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** When something is done. */
public sealed interface Trigger {
  /** As reports call it. */
  String title();

  /** Since the start of the run. */
  record At(Duration at, String title) implements Trigger {}

  /**
   * When somebody reaches a phase.
   *
   * @param subjects whose phase it is, as {@link Phase#isOf} takes them; empty for anybody's
   */
  record Reached(Phase phase, Set<String> subjects, String title) implements Trigger {
    public Reached {
      subjects = new TreeSet<>(subjects);
    }
  }

  /** When so much of something is done. */
  record Progress(Course course, Set<String> subjects, double share, String title)
      implements Trigger {
    public Progress {
      subjects = new TreeSet<>(subjects);
    }
  }

  /** What can be said to be done in part. */
  enum Course {
    /** Of the virtual machine's memory so much has been sent, once. */
    MIGRATION,
    /** Of the job's data so much is with the backup server. */
    JOB
  }

  /**
   * When a host has counted so many.
   *
   * @param hosts any one of these
   */
  record Count(Counted counted, Set<String> hosts, long atLeast, String title) implements Trigger {
    public Count {
      hosts = new TreeSet<>(hosts);
    }
  }

  /** What is counted. */
  enum Counted {
    /** I/O that a host has sent through the owner of a volume. */
    REDIRECTED_IOS
  }

  /** Somebody orders it while the run is going on. */
  record Ordered() implements Trigger {
    @Override
    public String title() {
      return "by order";
    }
  }
}
