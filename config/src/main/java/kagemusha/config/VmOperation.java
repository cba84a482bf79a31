package kagemusha.config;

/** Something that is done to a virtual machine. */
public final class VmOperation {
  /** What can be asked of a virtual machine. */
  public enum Verb {
    /** Boots a machine that is off; continues one that is saved. */
    START("start"),
    PAUSE("pause"),
    RESUME("resume"),
    /** Writes the memory to the disk and ends; a start continues. */
    SAVE("save"),
    /** The guest ends by itself. */
    SHUT_DOWN("shut-down"),
    /** As if the power failed. */
    TURN_OFF("turn-off"),
    /** Turn off and boot. */
    RESET("reset"),
    /** On its host: the machine is gone, its disks stay. */
    DELETE("delete-vm"),
    /** In the cluster: its resources are gone; the machine runs on, outside the cluster. */
    DELETE_RESOURCE("delete-resource"),
    /** To another host of the cluster, while it runs. */
    LIVE_MIGRATE("live-migrate");

    private final String key;

    Verb(String key) {
      this.key = key;
    }

    /** How configuration and events call it. */
    public String key() {
      return key;
    }
  }

  private VmOperation() {}
}
