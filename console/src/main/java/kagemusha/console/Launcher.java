package kagemusha.console;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.kernel.conductor.BothListeners;
import kagemusha.kernel.conductor.Conductor;
import kagemusha.kernel.conductor.ConductorCommand;
import kagemusha.kernel.conductor.ConductorPlan;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.machine.ToConductor;
import kagemusha.node.ConductorAccess;
import kagemusha.node.NodeMain;
import kagemusha.node.OutsideOrders;
import kagemusha.node.RunPlan;
import kagemusha.node.Systems;
import kagemusha.node.World;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** Starts the conductor here and the machines in processes of their own, and waits for the end. */
final class Launcher {
  private static final long INTERRUPT_SECONDS = 5;

  private final Path folder;
  private final RunPlan plan;
  private final String array;
  private final World world;
  private final Recorder recorder;
  private final int port;
  private final CompletableFuture<ActorRef<ToConductor>> conducting = new CompletableFuture<>();
  private RunListener listener;
  private volatile Optional<NodeProcesses> running = Optional.empty();
  private volatile Optional<ActorCensus> census = Optional.empty();
  private volatile boolean finished;
  private boolean recorded;

  /**
   * @param port of the conductor on the loopback; 0 for any free one
   */
  Launcher(
      Path folder,
      RunPlan plan,
      Topology topology,
      Scenario scenario,
      Recorder recorder,
      int port) {
    this.folder = folder;
    this.plan = plan;
    this.array = topology.array().name();
    this.world = new World(topology, scenario);
    this.recorder = recorder;
    this.listener = recorder;
    this.port = port;
  }

  /** Somebody else hears what the recorder hears, after it. */
  Launcher alsoTelling(RunListener other) {
    listener = new BothListeners(recorder, other);
    return this;
  }

  /** Says something to the conductor, as soon as there is one. */
  void tell(ConductorCommand command) {
    conducting.thenAccept(conductor -> conductor.tell(command));
  }

  /** Kills the process of a machine, as {@code kill -9} does, and waits until it is gone. */
  void kill(String machine) {
    running.orElseThrow().kill(machine);
  }

  /**
   * Which machines have an actor of this entity, as their processes say themselves.
   *
   * @return address of the process by name of the machine
   */
  Map<String, String> hosting(EntityId entity) {
    return census.orElseThrow().hosting(entity);
  }

  /**
   * Runs to the end and writes the result into the run folder.
   *
   * @throws StartException if the port is taken or a process cannot be started
   * @throws NotRecordedException if the result cannot be written
   */
  RunResult run() {
    ActorSystem<Void> system = startSystem();
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    String seedNode = cluster.selfMember().address().toString();
    NodeProcesses processes = new NodeProcesses(folder, seedNode, array, this::exited);
    OutsideOrders orders = world.orders();
    RunListener real = new RealDeeds(processes, orders, recorder::say);
    RunListener all = new BothListeners(processes, new BothListeners(listener, real));
    ActorRef<ToConductor> conductor =
        ConductorAccess.start(system, Conductor.create(conductorPlan(), all));
    conducting.complete(conductor);
    system.getWhenTerminated().thenRun(recorder::abandoned);
    OrderDesk desk = new OrderDesk(orders, conductor::tell, recorder::virtualNanos);
    OnSignal onSignal = new OnSignal("interrupt", () -> interrupt(conductor, processes));
    try (onSignal;
        processes;
        ControlPoint control = ControlPoint.open(folder, desk::take)) {
      running = Optional.of(processes);
      census = Optional.of(new ActorCensus(system, world.machines()));
      processes.start(plan.processes());
      control.announce();
      RunResult result = recorder.result().get();
      finished = true;
      recordOnce(result);
      // First this end, so that the machines' ends are not taken for losses.
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
      return result;
    } catch (UncheckedIOException e) {
      throw new StartException(e.getMessage() + ": " + e.getCause().getMessage());
    } catch (IOException e) {
      throw new StartException("the run cannot take orders: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      system.terminate();
    }
  }

  /** Writes the result once: a Ctrl-C at the end of the run finds it written or waits for that. */
  private synchronized void recordOnce(RunResult result) {
    if (recorded) {
      return;
    }
    recorded = true;
    try {
      RunFolder.finish(folder, plan, result);
    } catch (IOException e) {
      throw new NotRecordedException("the summary in " + folder + " cannot be written: " + e);
    }
  }

  private ConductorPlan conductorPlan() {
    return new ConductorPlan(
        world.machines(),
        plan.quantumNanos(),
        plan.endNanos(),
        plan.pace() > 0 ? OptionalDouble.of(plan.pace()) : OptionalDouble.empty(),
        NodeMain.patience(),
        plan.restart() ? world.boot() : Map.of(),
        plan.restart() ? world.dispensable() : Set.of());
  }

  private ActorSystem<Void> startSystem() {
    Config own =
        ConfigFactory.parseString(
            "pekko.jvm-exit-on-fatal-error = off,"
                + " pekko.coordinated-shutdown.run-by-actor-system-terminate = off");
    Config settings =
        Systems.settings(port, List.of(Systems.CONDUCTOR), folder.resolve(RunPlan.JOURNAL_FILE));
    try {
      return ActorSystem.create(Behaviors.empty(), Systems.NAME, own.withFallback(settings));
    } catch (RuntimeException e) {
      throw new StartException(
          port == 0
              ? "cannot listen on 127.0.0.1: " + rootOf(e).getMessage()
              : "port %d on 127.0.0.1 cannot be used (%s); choose another with --port or leave it out"
                  .formatted(port, rootOf(e).getMessage()));
    }
  }

  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private void exited(NodeProcesses.Node node) {
    if (!finished) {
      tell(new ConductorCommand.ProcessExited(node.machines(), node.process().exitValue()));
    }
  }

  /** Ctrl-C: the tick in hand is finished and recorded, then everything ends. */
  private void interrupt(ActorRef<ToConductor> conductor, NodeProcesses processes) {
    conductor.tell(new ConductorCommand.Interrupt());
    try {
      RunResult result = recorder.result().get(INTERRUPT_SECONDS, TimeUnit.SECONDS);
      recordOnce(result);
      System.err.println(
          "Interrupted at " + VirtualClock.elapsed(result.virtualNanos()) + "; see " + folder);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      System.err.println("Interrupted; the run could not be brought to an end in time.");
    } catch (NotRecordedException e) {
      System.err.println("Interrupted; " + e.getMessage());
    } finally {
      ControlPoint.forget(folder);
      processes.close();
    }
  }
}
