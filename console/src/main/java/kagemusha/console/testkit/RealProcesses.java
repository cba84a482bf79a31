package kagemusha.console.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import kagemusha.node.testkit.ClusterMaker;
import kagemusha.node.testkit.ClusterPlan;
import kagemusha.node.testkit.TestCluster;

/** A cluster with a process for every machine: slower, and what dies there really dies. */
public final class RealProcesses implements ClusterMaker {
  @Override
  public TestCluster start(ClusterPlan plan, Path folder) {
    try {
      return new ProcessCluster(plan, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
