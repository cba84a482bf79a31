package kagemusha.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A chaos script: a scenario that names its topology and may say what it expects to see. What holds
 * in every run need not be said.
 *
 * @param topology name of a bundled one, or a file
 */
public record ChaosScript(Path file, String topology, List<Expectation> expectations) {
  private static final String ALLOWED = "a phase such as \"job.failed of GUEST1\"";

  private static final int MANY = Integer.MAX_VALUE;

  public ChaosScript {
    expectations = List.copyOf(expectations);
  }

  /**
   * Reads a script; its scenario is read and checked as well.
   *
   * @throws ConfigException with file, line, key, what was found and what is allowed
   */
  public static ChaosScript read(Path file) {
    ConfigReader root = HoconDocument.file(file);
    String name = root.text("topology");
    boolean bundled = TopologyReader.names().contains(name);
    String topology = bundled ? name : beside(file, name, root);
    Topology installed =
        bundled ? TopologyReader.bundled(name) : TopologyReader.file(Path.of(topology));
    Scenario scenario = ScenarioReader.file(file, installed);
    List<Expectation> expectations = new ArrayList<>();
    for (ConfigReader element : root.optionalObjects("expect")) {
      expectations.add(
          expectation(
              element.allowing("see", "never", "at-least", "at-most", "after", "before"),
              installed,
              scenario));
    }
    return new ChaosScript(file, topology, expectations);
  }

  /** A topology in a file is found beside the script. */
  private static String beside(Path script, String name, ConfigReader root) {
    Path folder = script.toAbsolutePath().getParent();
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw root.fault(
          "topology",
          "found '%s'; allowed: %s, or a file beside the script"
              .formatted(name, String.join(", ", TopologyReader.names())));
    }
    return file.toString();
  }

  private static Expectation expectation(
      ConfigReader element, Topology topology, Scenario scenario) {
    boolean never = element.has("never");
    String key = never ? "never" : "see";
    if (never && (element.has("see") || element.has("at-least") || element.has("at-most"))) {
      throw element.fault("never", "found beside see, at-least or at-most; allowed: it alone");
    }
    String text = element.text(key).strip();
    PhaseOf seen =
        PhaseOf.read(element, key, text)
            .orElseThrow(() -> element.fault(key, "found '" + text + "'; allowed: " + ALLOWED));
    String length = scenario.length().toSeconds() + " s";
    return new Expectation(
        element.position(key).line(),
        seen.phase(),
        seen.who()
            .map(who -> subjects(element, key, seen.phase(), who, topology, scenario))
            .orElse(Set.of()),
        never ? 0 : element.integer("at-least", 0, 1_000_000, 1),
        never ? 0 : element.integer("at-most", 1, 1_000_000, MANY),
        element.duration("after", "0 s", length, Duration.ZERO),
        element.optional("before", until -> element.duration(until, "0 s", length)));
  }

  private static Set<String> subjects(
      ConfigReader element,
      String key,
      Phase phase,
      String who,
      Topology topology,
      Scenario scenario) {
    Set<String> runs = new LinkedHashSet<>();
    scenario.jobs().forEach(job -> runs.addAll(job.runsOf(who)));
    Set<String> known = new LinkedHashSet<>(topology.vmNames());
    scenario.jobs().forEach(job -> known.add(job.name()));
    known.addAll(topology.machines());
    topology.array().pairs().forEach(pair -> known.add(pair.name()));
    if (!known.contains(who)) {
      String noSuch = "found '" + who + "'; there is no such job, VM, machine or pair";
      throw element.fault(key, noSuch + Nearest.hint(who, known, "Allowed"));
    }
    return phase.ofRun() && !runs.isEmpty() ? runs : Set.of(who);
  }
}
