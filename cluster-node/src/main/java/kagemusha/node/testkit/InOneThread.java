package kagemusha.node.testkit;

import java.nio.file.Path;

/** The whole cluster in the thread of the test: quick, and it can be looked into. */
public final class InOneThread implements ClusterMaker {
  @Override
  public TestCluster start(ClusterPlan plan, Path folder) {
    return new ThreadCluster(plan, folder);
  }
}
