package kagemusha.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kagemusha.kernel.conductor.BothListeners;
import kagemusha.kernel.conductor.Conductor;
import kagemusha.kernel.conductor.ConductorCommand;
import kagemusha.kernel.conductor.ConductorPlan;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.durable.JournalSchema;
import kagemusha.kernel.machine.MachineActor;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.ToConductor;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A run's cluster inside this JVM, with the same conductor, machines, journal and mail in bytes as
 * one of many processes. Either everything shares one actor system, or the conductor and each of
 * the plan's processes have one of their own and talk over TCP on the loopback.
 */
public final class LocalCluster implements AutoCloseable {
  private static final long STOP_SECONDS = 20;

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final ActorRef<ToConductor> conductor;
  private final EndLatch end;

  /**
   * Starts a run in one actor system.
   *
   * @param folder where the journal goes; it must exist
   * @throws IOException if the journal cannot be created
   */
  public static LocalCluster inOneSystem(
      RunPlan plan, World world, Path folder, RunListener listener) throws IOException {
    List<String> roles = List.of(Systems.CONDUCTOR, Systems.MACHINE);
    return new LocalCluster(plan, world, folder, listener, roles, List.of());
  }

  /** Starts a run with an actor system for the conductor and one for each process of the plan. */
  public static LocalCluster overTheWire(
      RunPlan plan, World world, Path folder, RunListener listener) throws IOException {
    List<String> roles = List.of(Systems.CONDUCTOR);
    return new LocalCluster(plan, world, folder, listener, roles, plan.processes());
  }

  private LocalCluster(
      RunPlan plan,
      World world,
      Path folder,
      RunListener listener,
      List<String> roles,
      List<List<String>> others)
      throws IOException {
    Path journal = folder.resolve(RunPlan.JOURNAL_FILE);
    try {
      JournalSchema.create(journal);
    } catch (SQLException e) {
      throw new IOException("the journal " + journal + " cannot be created", e);
    }
    end = new EndLatch();
    RunListener told = new BothListeners(listener, end);
    ActorSystem<Void> first = system(roles, journal);
    Address address = Cluster.get(first).selfMember().address();
    Cluster.get(first).manager().tell(Join.create(address));
    conductor = ConductorAccess.start(first, Conductor.create(conductorPlan(plan, world), told));
    if (others.isEmpty()) {
      startMachines(first, plan, world, world.machines());
    }
    for (List<String> machines : others) {
      ActorSystem<Void> other = system(List.of(Systems.MACHINE), journal);
      Cluster.get(other).manager().tell(Join.create(address));
      startMachines(other, plan, world, machines);
    }
  }

  private ActorSystem<Void> system(List<String> roles, Path journal) {
    Config own =
        ConfigFactory.parseString(
            "pekko.coordinated-shutdown.exit-jvm = off, pekko.jvm-exit-on-fatal-error = off");
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(), Systems.NAME, own.withFallback(Systems.settings(0, roles, journal)));
    systems.add(system);
    return system;
  }

  private static void startMachines(
      ActorSystem<Void> system, RunPlan plan, World world, List<String> machines) {
    ActorRef<ToConductor> conductor = ConductorAccess.find(system);
    for (String machine : machines) {
      system.systemActorOf(
          MachineActor.create(
              () -> world.blueprint(machine), plan.settings(), world.directory(), conductor, false),
          machine,
          DispatcherSelector.fromConfig(MachineActor.DISPATCHER));
    }
  }

  private static ConductorPlan conductorPlan(RunPlan plan, World world) {
    return new ConductorPlan(
        world.machines(),
        plan.quantumNanos(),
        plan.endNanos(),
        plan.pace() > 0 ? OptionalDouble.of(plan.pace()) : OptionalDouble.empty(),
        NodeMain.patience(),
        Map.of(),
        plan.restart() ? world.dispensable() : Set.of());
  }

  /** Gives the run an order from outside. */
  public void give(ConductorCommand order) {
    conductor.tell(order);
  }

  /** Ends the run after the tick in hand. */
  public void interrupt() {
    conductor.tell(new ConductorCommand.Interrupt());
  }

  /**
   * Waits for the end of the run.
   *
   * @throws IllegalStateException if it has not ended by then
   */
  public RunOutcome await(Duration patience) throws InterruptedException {
    return end.await(patience);
  }

  /** Stops everything, machines first, so that no machine misses its conductor. */
  @Override
  public void close() {
    for (int i = systems.size() - 1; i >= 0; i--) {
      ActorSystem<Void> system = systems.get(i);
      system.terminate();
      try {
        system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("the actor system does not stop", e);
      }
    }
  }

  /** Remembers the end. */
  private static final class EndLatch implements RunListener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile RunOutcome outcome;

    @Override
    public void ended(RunOutcome how, List<MachineReport.Summary> summaries) {
      outcome = how;
      ended.countDown();
    }

    RunOutcome await(Duration patience) throws InterruptedException {
      if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the run has not ended within " + patience);
      }
      return outcome;
    }
  }
}
