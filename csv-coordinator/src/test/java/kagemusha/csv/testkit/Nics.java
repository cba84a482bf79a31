package kagemusha.csv.testkit;

import java.util.ArrayList;
import java.util.List;
import kagemusha.config.Topology;
import kagemusha.kernel.machine.NicSpec;

/** Network cards of a test's machines, as fast as the networks of a topology. */
public final class Nics {
  private Nics() {}

  public static List<NicSpec> of(Topology topology, String... networks) {
    List<NicSpec> nics = new ArrayList<>();
    for (String name : networks) {
      Topology.NetworkSpec spec = topology.network(name);
      nics.add(new NicSpec(name, spec.bitsPerSecond(), spec.latency().toNanos()));
    }
    return nics;
  }
}
