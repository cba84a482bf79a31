package kagemusha.config;

/** Where the snapshot of a hardware provider is surfaced, and so who reads it. */
public enum SnapshotTransport {
  /** On the host that owns the volume; its agent reads it and ships it over the LAN. */
  NON_TRANSPORTABLE("non-transportable"),
  /** On the backup server, which reads it over the storage network itself. */
  TRANSPORTABLE("transportable");

  private final String key;

  SnapshotTransport(String key) {
    this.key = key;
  }

  /** How configuration and reports call it. */
  public String key() {
    return key;
  }
}
