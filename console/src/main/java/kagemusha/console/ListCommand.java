package kagemusha.console;

import java.util.concurrent.Callable;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import picocli.CommandLine.Command;

/** {@code kagemusha list}: what there is to run. */
@Command(name = "list", description = "Lists the bundled scenarios and topologies.")
final class ListCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println("Scenarios:");
    for (String name : ScenarioReader.names()) {
      int conditions = ScenarioReader.conditions(name);
      String several = conditions == 0 ? "" : " (%d conditions)".formatted(conditions);
      System.out.printf("  %-12s %s%s%n", name, ScenarioReader.title(name), several);
    }
    System.out.printf(
        "  %-12s The matrix of irregular patterns, see 'kagemusha matrix --help'%n",
        MatrixCommand.SCENARIO);
    System.out.println("Topologies:");
    for (String name : TopologyReader.names()) {
      Topology topology = TopologyReader.bundled(name);
      System.out.printf(
          "  %-12s %d hosts, %d virtual machines, %d users; machines %s%n",
          name,
          topology.hosts().size(),
          topology.vms().size(),
          topology.users(),
          String.join(", ", topology.machines()));
    }
    return ExitCode.OK;
  }
}
