package kagemusha.console;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.node.OutsideOrders;
import kagemusha.node.injection.InjectionEvents;

/**
 * Kills and stops the processes of machines, as soon as a tick is committed in which an injection
 * with {@code real = true} has begun: nothing of the next tick is done before. Only processes that
 * this launcher has started are concerned. What comes of it stands in the run log when the cluster
 * notices.
 */
final class RealDeeds implements RunListener {
  private final NodeProcesses processes;
  private final OutsideOrders reader;
  private final Consumer<String> say;
  private final Map<Integer, Injection> known = new TreeMap<>();

  /**
   * @param say tells the user
   */
  RealDeeds(NodeProcesses processes, OutsideOrders reader, Consumer<String> say) {
    this.processes = processes;
    this.reader = reader;
    this.say = say;
    reader.planned().forEach(each -> known.put(each.number(), each));
  }

  @Override
  public void ordered(OutsideOrder order, long tick, long startNanos) {
    known.put(order.number(), reader.read(order.number(), order.text()));
  }

  @Override
  public void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> events) {
    for (EventRecord event : events) {
      if (event.source().equals(InjectionEvents.SOURCE) && event.id() == InjectionEvents.BEGUN) {
        Injection injection = known.get(Integer.valueOf(event.correlation()));
        if (injection.isReal()) {
          perform(injection, event.machine());
        }
      }
    }
  }

  private void perform(Injection injection, String machine) {
    for (NodeProcesses.Node node : processes.nodes()) {
      if (node.runs(machine)) {
        say.accept("Injection " + injection.number() + ": " + perform(injection, node));
      }
    }
  }

  private static String perform(Injection injection, NodeProcesses.Node node) {
    String process = "the process of " + node.title();
    if (((Deed.Fault) injection.deed()).verb() == FaultVerb.KILL_MACHINE) {
      node.kill();
      return process + " is killed.";
    }
    Duration lasts = injection.lasts().orElseThrow();
    if (!signal("-STOP", node)) {
      return process + " cannot be stopped.";
    }
    CompletableFuture.delayedExecutor(lasts.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> wake(node));
    return "%s stands still for %d ms of real time.".formatted(process, lasts.toMillis());
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
}
