package kagemusha.config;

import java.util.List;

/** On whom something is done. */
public sealed interface Target {
  /** As configuration and reports call it. */
  String title();

  /** Somebody by name. */
  record Named(String name) implements Target {
    @Override
    public String title() {
      return name;
    }
  }

  /**
   * The host that owns a cluster shared volume when it is done, or the first that does not.
   *
   * @param owns whether it is the owner
   */
  record Owner(String csv, boolean owns) implements Target {
    @Override
    public String title() {
      return (owns ? "owner of " : "non-owner of ") + csv;
    }
  }

  /** The virtual machine that a job is at work on; the first by name of several. */
  record InBackup() implements Target {
    @Override
    public String title() {
      return "vm in backup";
    }
  }

  /** One of these, drawn from the seed. */
  record Random(List<String> candidates) implements Target {
    public Random {
      candidates = List.copyOf(candidates);
    }

    @Override
    public String title() {
      return "random";
    }
  }
}
