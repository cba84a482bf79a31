package kagemusha.node.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.node.OutsideOrders;
import kagemusha.node.World;

/** A cluster whose machines are called one after another by the thread of the test. */
final class ThreadCluster extends TestCluster {
  private final World world;
  private final OutsideOrders orders;
  private final BareLoop loop;
  private int order;

  ThreadCluster(ClusterPlan plan, Path folder) {
    super(plan, folder);
    this.world = new World(plan.topology(), plan.scenario());
    this.orders = world.orders();
    this.order = orders.first();
    this.loop =
        new BareLoop(
            world.machines(), world::blueprint, plan.settings(), world.directory(), record());
    world.boot().forEach(loop::booting);
  }

  @Override
  protected boolean step() {
    return loop.step();
  }

  @Override
  protected List<Found> findAll(EntityId id) {
    return loop.living().stream()
        .flatMap(
            machine -> loop.entity(machine, id).stream().map(entity -> new Found(machine, entity)))
        .toList();
  }

  private void give(OutsideOrder next) {
    loop.ordering(now().toNanos(), next);
    order++;
  }

  @Override
  public TestCluster tell(EntityId to, Message message) {
    Found found = find(to).orElseThrow(() -> new IllegalArgumentException("there is no " + to));
    var part = new MachineCommand.Order(found.machine(), order, to, message);
    give(new OutsideOrder(order, message.toString(), List.of(part)));
    return this;
  }

  @Override
  public TestCluster inject(String injection) {
    orders.read(order, injection);
    give(orders.order(order, injection));
    return this;
  }

  @Override
  public TestCluster kill(String machine) {
    if (!world.dispensable().contains(machine) && !world.boot().containsKey(machine)) {
      throw new IllegalArgumentException("the run cannot do without " + machine);
    }
    loop.losing(machine, now().toNanos());
    return this;
  }

  @Override
  protected void leave() throws IOException {
    plan().runPlan(folder()).ended("left by a test", List.of()).write(folder());
    writeLog();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
