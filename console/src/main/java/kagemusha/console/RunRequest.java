package kagemusha.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.config.ConfigException;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.node.RunPlan;
import kagemusha.node.World;

/** What the user asked for, checked: from here on nothing of the input can be wrong. */
record RunRequest(
    Topology topology,
    Scenario scenario,
    String topologyName,
    String topologyText,
    String scenarioText,
    long seed,
    int processes,
    long endNanos,
    long quantumNanos,
    double pace,
    boolean restart) {

  private static final long NANOS_PER_HOUR = 3_600_000_000_000L;
  private static final double SLOWEST = 0.001;
  private static final double FASTEST = 1_000_000;

  /** A run of a scenario without conditions. */
  static RunRequest of(
      String scenarioName,
      String topologyName,
      long seed,
      Optional<Integer> jvms,
      Optional<Double> hours,
      Optional<String> quantum,
      Optional<String> pace,
      Optional<Long> dataSetMb)
      throws IOException {
    return of(
        ScenarioText.bundled(scenarioName, Optional.empty(), dataSetMb),
        topologyName,
        seed,
        jvms,
        hours,
        quantum,
        pace);
  }

  /**
   * @throws ConfigException with one message about what is wrong, and what is allowed
   */
  static RunRequest of(
      ScenarioText scenarioText,
      String topologyName,
      long seed,
      Optional<Integer> jvms,
      Optional<Double> hours,
      Optional<String> quantum,
      Optional<String> pace)
      throws IOException {
    TopologyReader.Resolved resolved =
        TopologyReader.names().contains(topologyName)
            ? TopologyReader.resolvedBundled(topologyName)
            : TopologyReader.resolvedFile(Path.of(topologyName));
    Topology topology = resolved.topology();
    Scenario scenario = scenarioText.read(topology);
    World world = new World(topology, scenario);
    world.machines().forEach(world::blueprint);
    int machines = topology.machines().size();
    int processes = jvms.orElse(machines);
    require(
        processes >= 1 && processes <= machines,
        "--jvms %d: must be from 1 to %d, the number of machines".formatted(processes, machines));
    long dayNanos = scenario.length().toNanos();
    double dayHours = dayNanos / (double) NANOS_PER_HOUR;
    double wanted = hours.orElse(dayHours);
    require(
        wanted > 0 && wanted <= dayHours,
        "--hours %s: must be above 0 and at most %s".formatted(wanted, dayHours));
    long endNanos = hours.isEmpty() ? dayNanos : (long) (wanted * NANOS_PER_HOUR);
    Duration tick =
        quantum.map(text -> ScenarioReader.quantum("--quantum", text)).orElse(scenario.quantum());
    return new RunRequest(
        topology,
        scenario,
        topologyName,
        resolved.text(),
        scenarioText.text(),
        seed,
        processes,
        Math.max(1, endNanos),
        tick.toNanos(),
        pace.map(RunRequest::pace).orElse(0.0),
        false);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new ConfigException(message);
    }
  }

  private static double pace(String text) {
    String number = text.endsWith("x") ? text.substring(0, text.length() - 1) : text;
    try {
      double value = Double.parseDouble(number);
      require(
          value >= SLOWEST && value <= FASTEST,
          "--pace " + text + ": must be from 0.001x to 1000000x, such as 60x");
      return value;
    } catch (NumberFormatException e) {
      throw new ConfigException("--pace " + text + ": not a number such as 1x or 60x");
    }
  }

  /** The same, with machines that can recover started again when they die. */
  RunRequest restarting() {
    return new RunRequest(
        topology,
        scenario,
        topologyName,
        topologyText,
        scenarioText,
        seed,
        processes,
        endNanos,
        quantumNanos,
        pace,
        true);
  }

  /** Writes topology and scenario into the folder of a run, which depends on these copies alone. */
  void writeTexts(Path folder) throws IOException {
    Files.writeString(folder.resolve(RunPlan.TOPOLOGY_FILE), topologyText);
    Files.writeString(folder.resolve(RunPlan.SCENARIO_FILE), scenarioText);
  }

  RunPlan plan(String id) {
    long[] steady = RunPlan.steadyWindow(scenario, endNanos);
    return new RunPlan(
        id,
        scenario.name(),
        topologyName,
        seed,
        quantumNanos,
        endNanos,
        steady[0],
        steady[1],
        endNanos >= scenario.length().toNanos(),
        pace,
        restart,
        spread(),
        "",
        List.of());
  }

  /** Machines over processes, in order and as evenly as it goes. */
  private List<List<String>> spread() {
    List<String> machines = topology.machines();
    List<List<String>> spread = new ArrayList<>();
    for (int process = 0; process < processes; process++) {
      int from = process * machines.size() / processes;
      int to = (process + 1) * machines.size() / processes;
      spread.add(machines.subList(from, to));
    }
    return spread;
  }
}
