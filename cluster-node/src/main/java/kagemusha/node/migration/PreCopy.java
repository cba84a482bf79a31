package kagemusha.node.migration;

import kagemusha.config.MigrationSpec;
import kagemusha.config.Topology;

/**
 * What a live migration takes by the formula of pre-copy: on a network that nobody else uses, of a
 * guest that changes its memory evenly. What the emulation comes to is held against it.
 */
public record PreCopy(int passes, double brownOutSeconds, double blackOutSeconds) {
  /** Of a virtual machine over a network. */
  public static PreCopy of(Topology topology, String vm, String network) {
    double bytesPerSecond = topology.network(network).bitsPerSecond() / 8.0;
    MigrationSpec spec = topology.migration();
    return of(spec, (long) topology.vm(vm).memoryMb() << 20, bytesPerSecond * spec.share());
  }

  static PreCopy of(MigrationSpec spec, long memoryBytes, double bytesPerSecond) {
    double left = memoryBytes;
    double sent = 0;
    int passes = 0;
    do {
      sent += left;
      left = Math.min(spec.writableSetBytes(), spec.dirtyBytesPerSecond() * left / bytesPerSecond);
      passes++;
    } while (left >= spec.stopBytes() && passes < spec.passes());
    double deviceSeconds = spec.deviceState().toNanos() / 1e9;
    return new PreCopy(passes, sent / bytesPerSecond, left / bytesPerSecond + deviceSeconds);
  }
}
