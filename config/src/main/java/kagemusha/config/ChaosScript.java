package kagemusha.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chaos script: a scenario that names its topology and may say what it expects to see. What holds
 * in every run need not be said.
 *
 * @param topology name of a bundled one, or a file
 */
public record ChaosScript(Path file, String topology, List<Expectation> expectations) {
  private static final Pattern PHASE =
      Pattern.compile("([a-z-]+\\.[a-z0-9-]+)(?:\\s+of\\s+(\\S+))?");

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
    String topology = TopologyReader.names().contains(name) ? name : beside(file, name, root);
    Topology installed =
        TopologyReader.names().contains(name)
            ? TopologyReader.bundled(name)
            : TopologyReader.file(Path.of(topology));
    Scenario scenario = ScenarioReader.file(file, installed);
    List<Expectation> expectations = new ArrayList<>();
    if (root.has("expect")) {
      for (ConfigReader element : root.objects("expect")) {
        expectations.add(
            expectation(
                element.allowing("see", "never", "at-least", "at-most", "after", "before"),
                installed,
                scenario));
      }
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
    Matcher match = PHASE.matcher(text);
    Phase phase =
        Optional.of(match)
            .filter(Matcher::matches)
            .flatMap(found -> PhaseNames.named(found.group(1)))
            .orElseThrow(() -> element.fault(key, noPhase(text)));
    Optional<String> of = Optional.ofNullable(match.group(2));
    String length = scenario.length().toSeconds() + " s";
    return new Expectation(
        element.position(key).line(),
        phase,
        of.map(who -> subjects(element, key, phase, who, topology, scenario)).orElse(Set.of()),
        never ? 0 : element.has("at-least") ? element.integer("at-least", 0, 1_000_000) : 1,
        never ? 0 : element.has("at-most") ? element.integer("at-most", 1, 1_000_000) : MANY,
        element.has("after") ? element.duration("after", "0 s", length) : Duration.ZERO,
        element.has("before")
            ? Optional.of(element.duration("before", "0 s", length))
            : Optional.empty());
  }

  private static String noPhase(String text) {
    String name = text.replaceFirst("\\s.*", "");
    String hint = Nearest.hint(name, PhaseNames.names(), "Allowed");
    return "found '" + text + "'; there is no such phase" + hint;
  }

  private static Set<String> subjects(
      ConfigReader element,
      String key,
      Phase phase,
      String who,
      Topology topology,
      Scenario scenario) {
    Set<String> runs = new LinkedHashSet<>();
    for (BackupJob job : scenario.jobs()) {
      if (job.name().equals(who)) {
        runs.addAll(job.runs());
      } else if (job.vms().contains(who)) {
        runs.add(job.run(who));
      }
    }
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
