package kagemusha.node;

import java.util.List;
import kagemusha.config.ConfigException;
import kagemusha.config.Injection;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.node.injection.Injector;

/** Reads what somebody outside wants done, and tells the injectors of all machines. */
public final class OutsideOrders {
  /** Stands in the place of a file. */
  public static final String FILE = "order";

  private final Topology topology;
  private final Scenario scenario;

  OutsideOrders(Topology topology, Scenario scenario) {
    this.topology = topology;
    this.scenario = scenario;
  }

  /** What the scenario itself wants done. */
  public List<Injection> planned() {
    return scenario.injections();
  }

  /** Number of the first order: they count on from the injections of the scenario. */
  public int first() {
    return scenario.injections().stream().mapToInt(Injection::number).max().orElse(0) + 1;
  }

  /**
   * @param text as an element of a scenario's {@code injections}
   * @throws ConfigException if it is none, with what is allowed
   */
  public Injection read(int number, String text) {
    return ScenarioReader.order(FILE, text, number, topology, scenario);
  }

  /** What the machines are told. */
  public OutsideOrder order(int number, String text) {
    List<MachineCommand.Order> parts =
        topology.machines().stream()
            .map(
                machine ->
                    new MachineCommand.Order(
                        machine, number, Injector.idOf(machine), new Injector.Order(number, text)))
            .toList();
    return new OutsideOrder(number, text, parts);
  }
}
