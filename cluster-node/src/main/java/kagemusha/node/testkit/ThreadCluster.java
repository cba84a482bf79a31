package kagemusha.node.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.node.OutsideOrders;
import kagemusha.node.RunLog;
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
    loop.remembering();
  }

  /** Comes to where another run of the same plan is, with all that came to that from outside. */
  void repeat(RunRecord other) {
    for (RunLog.Entry entry : other.log()) {
      switch (entry.what()) {
        case ORDER -> loop.ordering(entry.nanos(), orders.order(entry.number(), entry.text()));
        case LOSS -> loop.losing(entry.machine(), entry.nanos());
        default -> {
          // It follows from the rest.
        }
      }
    }
    runTo(Duration.ofNanos(other.nowNanos()));
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
    if (orders.read(order, injection).isReal()) {
      throw new IllegalArgumentException("there are no processes here: " + injection);
    }
    give(orders.order(order, injection));
    return this;
  }

  @Override
  public TestCluster kill(String machine) {
    checkDispensable(machine);
    loop.losing(machine, now().toNanos());
    return this;
  }

  @Override
  protected void leave() throws IOException {
    plan()
        .runPlan(folder(), List.of(world.machines()))
        .ended("left by a test", List.of())
        .write(folder());
    writeLog();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
