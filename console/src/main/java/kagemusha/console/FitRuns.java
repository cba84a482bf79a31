package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kagemusha.config.FitParameter;
import kagemusha.config.FitPlan;
import kagemusha.config.PublishedNumbers;
import kagemusha.kernel.wall.WallClock;

/**
 * The runs of a fit, each in a folder of its own below the fit's. A scenario is run again only if a
 * parameter that it depends on has another value.
 */
final class FitRuns implements FitSearch.Model {
  /** A run did not come to its end; its exit code is that of the fit. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    Ended(String message, int exitCode) {
      super(message);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  private final FitPlan plan;
  private final Path folder;
  private final long seed;
  private final int jvms;
  private final PrintStream out;
  private final Map<String, Map<String, ConditionFigures>> known = new TreeMap<>();
  private int runs;

  FitRuns(FitPlan plan, Path folder, long seed, int jvms, PrintStream out) {
    this.plan = plan;
    this.folder = folder;
    this.seed = seed;
    this.jvms = jvms;
    this.out = out;
  }

  int runs() {
    return runs;
  }

  @Override
  public List<FitTarget> targets(List<BigDecimal> values) throws IOException {
    Map<String, ConditionFigures> conditions = new LinkedHashMap<>();
    for (String scenario : plan.scenarios()) {
      figures(scenario, values).forEach(conditions::putIfAbsent);
    }
    return FitTargets.of(conditions);
  }

  private Map<String, ConditionFigures> figures(String scenario, List<BigDecimal> values)
      throws IOException {
    String key = scenario + choice(scenario, values);
    if (!known.containsKey(key)) {
      known.put(key, run(scenario, values));
    }
    return known.get(key);
  }

  /** Values of the parameters that the scenario depends on. */
  private List<String> choice(String scenario, List<BigDecimal> values) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      FitParameter parameter = plan.parameters().get(i);
      if (parameter.scenarios().contains(scenario)) {
        chosen.add(parameter.path() + " = " + parameter.text(values.get(i)));
      }
    }
    return chosen;
  }

  private Map<String, ConditionFigures> run(String scenario, List<BigDecimal> values)
      throws IOException {
    runs++;
    Path topology = folder.resolve("topology-" + runs + ".conf");
    Files.writeString(topology, plan.topologyWith(values));
    out.printf("run %2d  %-11s %s%n", runs, scenario, String.join(", ", choice(scenario, values)));
    long begun = WallClock.nanos();
    RunRequest request =
        RunRequest.of(
            scenario,
            topology.toString(),
            seed,
            Optional.of(jvms),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Path log = folder.resolve("run-" + runs + ".txt");
    RunCommand.Finished finished;
    try (PrintStream print = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
      finished = RunCommand.perform(request, PublishedNumbers.bundled(), folder, 0, print);
    }
    if (finished.exitCode() != ExitCode.OK) {
      throw new Ended("run " + runs + " of the fit has failed, see " + log, finished.exitCode());
    }
    out.printf("        done in %.0f s%n", (WallClock.nanos() - begun) / 1e9);
    return finished.report().orElseThrow().kept().conditions();
  }
}
