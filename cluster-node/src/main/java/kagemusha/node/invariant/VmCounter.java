package kagemusha.node.invariant;

/** A counter of a virtual machine that tells whether it is there and whether it writes. */
final class VmCounter {
  private static final String WRITES = "\\PhysicalDisk(_Total)\\Disk Writes/sec";

  private VmCounter() {}

  static boolean isWrites(String counter) {
    return counter.endsWith(WRITES);
  }

  /** Whose it is. */
  static String vm(String counter) {
    return counter.substring(2, counter.length() - WRITES.length());
  }
}
