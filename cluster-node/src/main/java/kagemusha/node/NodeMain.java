package kagemusha.node;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import kagemusha.config.ConfigException;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.machine.MachineActor;
import kagemusha.kernel.machine.ToConductor;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/**
 * A process that runs machines. Started by the launcher with
 *
 * <pre>
 * NodeMain --machines HYPR1[,HYPR2...] --run FOLDER --seed-node pekko://kagemusha@127.0.0.1:PORT
 *     [--rejoin]
 * </pre>
 *
 * <p>With {@code --rejoin} the machines were lost in the run that goes on, and come back to it.
 *
 * <p>It ends when its standard input does, so that it never outlives its launcher, however that
 * died.
 */
public final class NodeMain {
  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;
  private static final long SHUTDOWN_MILLIS = 15_000;

  private NodeMain() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    endWithLauncher();
    int exitCode = BAD_USAGE;
    try {
      List<String> arguments = Arrays.asList(args);
      run(
          List.of(value(arguments, "--machines").split(",")),
          Path.of(value(arguments, "--run")),
          value(arguments, "--seed-node"),
          arguments.contains("--rejoin"));
      exitCode = FAILED;
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
    } catch (IOException | RuntimeException e) {
      System.err.println("cannot start: " + e);
      exitCode = FAILED;
    }
    // Not System.exit: that would wait for the launcher, as a Ctrl-C does.
    Runtime.getRuntime().halt(exitCode);
  }

  private static String value(List<String> arguments, String option) {
    int at = arguments.indexOf(option);
    if (at < 0 || at + 1 == arguments.size()) {
      throw new ConfigException("missing " + option);
    }
    return arguments.get(at + 1);
  }

  private static void run(List<String> machines, Path folder, String seedNode, boolean rejoining)
      throws IOException {
    RunPlan plan = RunPlan.read(folder);
    Topology topology = TopologyReader.file(folder.resolve(RunPlan.TOPOLOGY_FILE));
    Scenario scenario = ScenarioReader.file(folder.resolve(RunPlan.SCENARIO_FILE), topology);
    World world = new World(topology, scenario);
    Config config =
        Systems.settings(0, List.of(Systems.MACHINE), folder.resolve(RunPlan.JOURNAL_FILE));
    AtomicBoolean crashed = new AtomicBoolean();
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  ActorRef<ToConductor> conductor = ConductorAccess.find(context.getSystem());
                  for (String machine : machines) {
                    context.watch(
                        context.spawn(
                            MachineActor.create(
                                () -> world.blueprint(machine),
                                plan.settings(),
                                world.directory(),
                                conductor,
                                rejoining),
                            machine,
                            DispatcherSelector.fromConfig(MachineActor.DISPATCHER)));
                  }
                  return endIfAMachineCrashes(crashed);
                }),
            Systems.NAME,
            config);
    Cluster.get(system)
        .manager()
        .tell(new JoinSeedNodes(List.of(AddressFromURIString.parse(seedNode))));
    system.getWhenTerminated().toCompletableFuture().join();
    if (!crashed.get()) {
      System.err.println(
          "The process of "
              + String.join(", ", machines)
              + " has been given up by the cluster, which had heard nothing of it for too long: it ends.");
    }
  }

  /**
   * A machine that cannot go on tells the conductor and stops; one that crashes takes its process
   * with it, so that the cluster notices.
   */
  private static Behavior<Void> endIfAMachineCrashes(AtomicBoolean crashed) {
    return Behaviors.receive(Void.class)
        .onSignal(
            ChildFailed.class,
            crash -> {
              crashed.set(true);
              return Behaviors.stopped();
            })
        .onSignal(Terminated.class, end -> Behaviors.same())
        .build();
  }

  /**
   * A Ctrl-C in the terminal reaches this process as well as the launcher, which still wants the
   * tick in hand to be finished: shutting down waits until the launcher has ended.
   */
  private static void endWithLauncher() {
    Thread watch = new Thread(NodeMain::awaitEndOfLauncher, "launcher-watch");
    watch.setDaemon(true);
    watch.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    watch.join(SHUTDOWN_MILLIS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "launcher-wait"));
  }

  private static void awaitEndOfLauncher() {
    try {
      while (System.in.read() >= 0) {
        // The launcher never writes; it only ends.
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    Runtime.getRuntime().halt(0);
  }

  /** How long a process may take to come up before the run is given up. */
  public static Duration patience() {
    return Duration.ofMinutes(3);
  }
}
