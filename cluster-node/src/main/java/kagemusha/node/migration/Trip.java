package kagemusha.node.migration;

/**
 * A live migration that somebody has asked for.
 *
 * @param by who, for events
 */
public record Trip(String vm, long memoryMb, String from, String to, String by) {
  long memoryBytes() {
    return memoryMb << 20;
  }

  boolean concerns(String host) {
    return from.equals(host) || to.equals(host);
  }
}
