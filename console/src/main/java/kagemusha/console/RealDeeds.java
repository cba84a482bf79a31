package kagemusha.console;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.config.Target;

/** What is done to the processes of machines: only to those that this launcher has started. */
final class RealDeeds {
  private final NodeProcesses processes;

  RealDeeds(NodeProcesses processes) {
    this.processes = processes;
  }

  static boolean isReal(Injection injection) {
    return injection.deed() instanceof Deed.Fault fault && fault.settings().real();
  }

  /** Does it at once; what comes of it stands in the run log when the cluster notices. */
  ControlPoint.Answer perform(Injection injection) {
    if (!(injection.on() instanceof Target.Named named)) {
      return refused("a process is killed or stopped by the name of its machine");
    }
    for (NodeProcesses.Node node : processes.nodes()) {
      if (List.of(node.machines().split(",")).contains(named.name())) {
        return perform(injection, node);
      }
    }
    return refused("no process of " + named.name());
  }

  private static ControlPoint.Answer perform(Injection injection, NodeProcesses.Node node) {
    if (!node.process().isAlive()) {
      return refused("the process of " + node.machines() + " is dead already");
    } else if (((Deed.Fault) injection.deed()).verb() == FaultVerb.KILL_MACHINE) {
      node.process().destroyForcibly();
      return given("The process of " + node.machines() + " is killed.");
    }
    Duration lasts = injection.lasts().orElseThrow();
    if (!signal("-STOP", node)) {
      return refused("the process of " + node.machines() + " cannot be stopped");
    }
    CompletableFuture.delayedExecutor(lasts.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> wake(node));
    return given(
        "The process of %s stands still for %d ms of real time."
            .formatted(node.machines(), lasts.toMillis()));
  }

  /** A number that has become free may be another's by now. */
  private static void wake(NodeProcesses.Node node) {
    if (node.process().isAlive()) {
      signal("-CONT", node);
    }
  }

  private static boolean signal(String name, NodeProcesses.Node node) {
    try {
      return new ProcessBuilder("kill", name, Long.toString(node.process().pid())).start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ControlPoint.Answer given(String what) {
    return new ControlPoint.Answer(ControlPoint.Answer.GIVEN, what);
  }

  private static ControlPoint.Answer refused(String why) {
    return new ControlPoint.Answer(ControlPoint.Answer.REFUSED, "Refused: " + why + ".");
  }
}
