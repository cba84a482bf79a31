package kagemusha.console.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kagemusha.console.SteppedRun;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.node.OutsideOrders;
import kagemusha.node.World;
import kagemusha.node.testkit.ClusterPlan;
import kagemusha.node.testkit.TestCluster;

/** A cluster whose machines are processes. */
final class ProcessCluster extends TestCluster {
  private final OutsideOrders orders;
  private final SteppedRun run;
  private int order;

  ProcessCluster(ClusterPlan plan, Path folder) throws IOException {
    super(plan, folder);
    this.orders = new World(plan.topology(), plan.scenario()).orders();
    this.order = orders.first();
    List<List<String>> alone = plan.topology().machines().stream().map(List::of).toList();
    this.run =
        new SteppedRun(
            plan.runPlan(folder, alone), plan.topology(), plan.scenario(), folder, record());
  }

  @Override
  protected boolean step() {
    return run.step();
  }

  @Override
  protected List<Found> findAll(EntityId id) {
    return findInRepetition(id);
  }

  @Override
  public TestCluster tell(EntityId to, Message message) {
    throw new UnsupportedOperationException("only the entities of this process can be told: " + to);
  }

  @Override
  public TestCluster inject(String injection) {
    orders.read(order, injection);
    run.give(orders.order(order, injection));
    order++;
    return this;
  }

  @Override
  public TestCluster kill(String machine) {
    checkDispensable(machine);
    run.kill(machine);
    return this;
  }

  /** The launcher has written everything already. */
  @Override
  protected void leave() {}

  @Override
  public void close() {
    run.close();
  }
}
