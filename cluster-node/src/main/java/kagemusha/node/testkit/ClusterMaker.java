package kagemusha.node.testkit;

import java.nio.file.Path;

/** Starts clusters for tests. It has a constructor without parameters. */
public interface ClusterMaker {
  /**
   * Starts a cluster, which stands before its first tick.
   *
   * @param folder the run's own, with its topology and scenario in it
   */
  TestCluster start(ClusterPlan plan, Path folder);
}
