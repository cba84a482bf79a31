package kagemusha.kernel.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.LinkTotal;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.machine.SampleRow;

/** A run of whole machines in one thread, from the first tick to the last, and what it left. */
public final class TestRun implements RunListener {
  private final List<EventRecord> events = new ArrayList<>();
  private final List<MachineReport.Summary> summaries = new ArrayList<>();

  private TestRun() {}

  /** Runs the machines; what one of them throws comes out. */
  public static TestRun of(RunSettings settings, MachineBlueprint... machines) {
    return losing(Map.of(), settings, machines);
  }

  /**
   * Runs the machines, some of which die.
   *
   * @param losses virtual time of each death
   */
  public static TestRun losing(
      Map<String, Long> losses, RunSettings settings, MachineBlueprint... machines) {
    Map<EntityId, String> where = new LinkedHashMap<>();
    for (MachineBlueprint machine : machines) {
      for (Entity<?> entity : machine.entities()) {
        where.put(entity.id(), machine.name());
      }
    }
    TestRun run = new TestRun();
    BareLoop loop = new BareLoop(List.of(machines), settings, new Directory(where), run);
    losses.forEach(loop::losing);
    loop.run();
    return run;
  }

  @Override
  public void committed(
      long tick,
      long startNanos,
      long endNanos,
      List<List<SampleRow>> samples,
      List<EventRecord> committed) {
    events.addAll(committed);
  }

  @Override
  public void ended(RunOutcome outcome, List<MachineReport.Summary> ofMachines) {
    summaries.addAll(ofMachines);
  }

  /** The event log. */
  public List<EventRecord> events() {
    return List.copyOf(events);
  }

  /** Bytes that a machine has sent over a network, 0 if it has no NIC there. */
  public long sentBytes(String machine, String network) {
    return sum(machine, network, LinkTotal::sentBytes);
  }

  /** Bytes that a machine has got over a network, 0 if it has no NIC there. */
  public long receivedBytes(String machine, String network) {
    return sum(machine, network, LinkTotal::receivedBytes);
  }

  private long sum(String machine, String network, ToLongFunction<LinkTotal> bytes) {
    return summaries.stream()
        .flatMap(summary -> summary.links().stream())
        .filter(link -> link.machine().equals(machine) && link.network().equals(network))
        .mapToLong(bytes)
        .sum();
  }
}
