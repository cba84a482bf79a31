package kagemusha.config;

/** The release of the DPM server and its agents, and what a later one can do beside. */
public enum DpmVersion {
  DPM_2010("2010"),
  DPM_2012("2012");

  private final String key;

  DpmVersion(String key) {
    this.key = key;
  }

  /** How configuration and reports call it. */
  public String key() {
    return key;
  }

  /** Whether the changed blocks of a virtual machine are tracked on a host outside a cluster. */
  public boolean tracksStandAloneHosts() {
    return this != DPM_2010;
  }

  /** Whether the server can read a snapshot that is surfaced on itself instead of on the host. */
  public boolean readsTransportableSnapshots() {
    return this != DPM_2010;
  }
}
