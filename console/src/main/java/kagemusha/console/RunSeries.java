package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kagemusha.config.ConfigException;
import kagemusha.config.ScenarioReader;

/**
 * One run, or several one after another: all conditions of a scenario, or all scenarios. Every
 * request is checked before the first run begins. A run that fails does not keep the next from
 * running; one that is interrupted does.
 */
final class RunSeries {
  /** The word that stands for all bundled scenarios. */
  static final String ALL = "all";

  /** A scenario and one of its conditions, if it has any. */
  record Choice(String scenario, Optional<Integer> condition) {
    @Override
    public String toString() {
      return scenario + condition.map(number -> " condition " + number).orElse("");
    }
  }

  /** Checks one request. */
  interface Requests {
    RunRequest of(Choice choice) throws IOException;
  }

  /** Performs one run. */
  interface Runner {
    RunCommand.Finished run(RunRequest request) throws IOException;
  }

  /** One run of the series. */
  private record Planned(Choice choice, RunRequest request) {}

  private final List<Planned> planned;

  private RunSeries(List<Planned> planned) {
    this.planned = planned;
  }

  /**
   * @throws ConfigException if one of the requests is wrong
   */
  static RunSeries of(String scenario, Optional<Integer> condition, Requests requests)
      throws IOException {
    List<Planned> planned = new ArrayList<>();
    for (Choice choice : choices(scenario, condition)) {
      planned.add(new Planned(choice, requests.of(choice)));
    }
    return new RunSeries(List.copyOf(planned));
  }

  static List<Choice> choices(String scenario, Optional<Integer> condition) {
    if (!scenario.equals(ALL)) {
      return conditions(scenario, condition);
    } else if (condition.isPresent()) {
      throw new ConfigException("--condition: names no condition of '" + ALL + "'");
    }
    return ScenarioReader.names().stream()
        .flatMap(name -> conditions(name, Optional.empty()).stream())
        .toList();
  }

  private static List<Choice> conditions(String scenario, Optional<Integer> condition) {
    int conditions = conditions(scenario);
    if (condition.isPresent() || conditions == 0) {
      return List.of(new Choice(scenario, condition));
    }
    return IntStream.rangeClosed(1, conditions)
        .mapToObj(number -> new Choice(scenario, Optional.of(number)))
        .toList();
  }

  private static int conditions(String scenario) {
    if (ScenarioReader.names().contains(scenario)) {
      return ScenarioReader.conditions(scenario);
    }
    Path file = Path.of(scenario);
    return Files.isRegularFile(file) ? ScenarioReader.conditions(file) : 0;
  }

  /**
   * @return the exit code of the first run that did not go well, or {@link ExitCode#OK}
   */
  int perform(Runner runner, PrintStream out) throws IOException {
    List<String> lines = new ArrayList<>();
    List<RunReport.Kept> kept = new ArrayList<>();
    int exitCode = ExitCode.OK;
    for (Planned each : planned) {
      RunCommand.Finished finished = runner.run(each.request());
      exitCode = exitCode == ExitCode.OK ? finished.exitCode() : exitCode;
      lines.add(line(each.choice(), finished));
      if (planned.size() > 1 && finished.exitCode() == ExitCode.OK) {
        kept.add(finished.report().orElseThrow().kept());
      }
      if (finished.exitCode() == ExitCode.INTERRUPTED) {
        break;
      }
    }
    if (planned.size() > 1) {
      across(kept, out);
      summarise(lines, out);
    }
    return exitCode;
  }

  /** What can only be said about several runs. */
  private void across(List<RunReport.Kept> kept, PrintStream out) {
    RunReport.printAcross(out, kept);
    if (planned.stream().map(each -> each.choice().scenario()).distinct().count() > 1) {
      RunReport.contradictions(out);
    }
  }

  private void summarise(List<String> lines, PrintStream out) {
    out.printf("%nSummary: %d of %d runs%n", lines.size(), planned.size());
    out.printf("%-26s %-10s %10s %8s  %s%n", "", "exit code", "virtual", "real", "run folder");
    lines.forEach(out::println);
  }

  private static String line(Choice choice, RunCommand.Finished finished) {
    return "%-26s %-10s %10s %7.0fs  %s"
        .formatted(
            choice,
            finished.exitCode() == ExitCode.OK ? "0" : finished.exitCode() + " FAILED",
            VirtualClock.elapsed(finished.result().virtualNanos()),
            finished.result().wallNanos() / 1e9,
            finished.folder());
  }
}
