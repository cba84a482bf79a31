package kagemusha.config;

import java.util.Set;

/** What can befall a part of the site, and what that takes. */
public enum FaultVerb {
  /** The machine is gone from one moment to the next. */
  KILL_MACHINE("kill-machine", Victim.MACHINE, "real"),
  /** It stands still and goes on later. */
  HANG_MACHINE("hang-machine", Victim.MACHINE, "real"),
  /** One that is gone is switched on again. */
  RESTART_MACHINE("restart-machine", Victim.MACHINE),
  /** Nothing passes between a machine and others on a network. */
  PARTITION("partition", Victim.MACHINE, "network", "to", "direction"),
  /** All faults of a network at a machine end. */
  HEAL("heal", Victim.MACHINE, "network", "to", "direction"),
  DELAY("delay", Victim.MACHINE, "network", "to", "direction", "delay"),
  LOSS("loss", Victim.MACHINE, "network", "to", "direction", "loss"),
  BANDWIDTH("bandwidth", Victim.MACHINE, "network", "to", "direction", "bits-per-second"),
  /** The link goes down and comes back, again and again. */
  FLAP("flap", Victim.MACHINE, "network", "to", "direction", "period"),
  /** A host reaches the array no more. */
  PATH_LOSS("path-loss", Victim.HOST),
  /** One controller fails: the other one works alone, without a mirrored cache. */
  FAIL_CONTROLLER("fail-controller", Victim.CONTROLLER),
  /** The first drive of a RAID group is slow. */
  SLOW_DISK("slow-disk", Victim.RAID_GROUP, "factor"),
  /** The first drive of a RAID group fails and a spare is rebuilt. */
  FAIL_DISK("fail-disk", Victim.RAID_GROUP, "rebuild"),
  /** Somebody else takes all pages of a pool. */
  FILL_POOL("fill-pool", Victim.POOL),
  /** An administrator takes the next RAID group of its reserve into a pool. */
  GROW_POOL("grow-pool", Victim.POOL),
  /** The diff area of a volume cannot grow. */
  FILL_DIFF_AREA("fill-diff-area", Victim.VOLUME),
  /** The process of a host's DPM agent ends. */
  KILL_AGENT("kill-agent", Victim.HOST),
  /** A step of the snapshot service takes longer. */
  SLOW_STEP("slow-step", Victim.HOST, "step", "factor", "delay");

  /** What a verb is done to. */
  public enum Victim {
    MACHINE("machine"),
    HOST("host"),
    CONTROLLER("controller"),
    RAID_GROUP("RAID group"),
    POOL("pool"),
    VOLUME("cluster shared volume"),
    VM("VM");

    private final String title;

    Victim(String title) {
      this.title = title;
    }

    /** For messages. */
    public String title() {
      return title;
    }
  }

  private final String key;
  private final Victim victim;
  private final Set<String> keys;

  FaultVerb(String key, Victim victim, String... keys) {
    this.key = key;
    this.victim = victim;
    this.keys = Set.of(keys);
  }

  /** How configuration and events call it. */
  public String key() {
    return key;
  }

  public Victim victim() {
    return victim;
  }

  /** Whether it takes this setting. */
  public boolean takes(String setting) {
    return keys.contains(setting);
  }

  /** Whether it can end by itself. */
  public boolean canLast() {
    return switch (this) {
      case HEAL, RESTART_MACHINE, GROW_POOL, FAIL_DISK -> false;
      default -> true;
    };
  }

  /** Whether it is of a network. */
  public boolean isOfNetwork() {
    return takes("network");
  }
}
