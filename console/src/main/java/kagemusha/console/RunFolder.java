package kagemusha.console;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.machine.LinkTotal;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.node.RunPlan;

/** What a run leaves behind beside its events and counters. */
final class RunFolder {
  static final String SUMMARY = "summary.json";
  static final String PERFORMANCE = "performance.json";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private RunFolder() {}

  /** Completes the description of the run and writes its summary. */
  static void finish(Path folder, RunPlan plan, RunResult result) throws IOException {
    plan.ended(nameOf(result.outcome()), losses(result)).write(folder);
    write(folder.resolve(SUMMARY), summary(result));
    write(folder.resolve(PERFORMANCE), performance(result));
  }

  /** Puts more into the summary of a finished run. */
  static void extend(Path folder, Map<String, Object> more) throws IOException {
    Path file = folder.resolve(SUMMARY);
    Map<String, Object> summary =
        MAPPER.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
    summary.putAll(more);
    write(file, summary);
  }

  private static void write(Path file, Object value) throws IOException {
    Files.write(file, MAPPER.writeValueAsBytes(value));
  }

  static String nameOf(RunOutcome outcome) {
    if (outcome instanceof RunOutcome.Failed failed) {
      return "failed: " + failed.machine() + ": " + failed.why();
    } else if (outcome instanceof RunOutcome.NotStarted missing) {
      return "not started: " + missing.machines() + ": " + missing.why();
    }
    return outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  private static List<RunPlan.Loss> losses(RunResult result) {
    List<RunPlan.Loss> losses = new ArrayList<>(result.losses());
    if (result.outcome() instanceof RunOutcome.MachineLost lost) {
      losses.add(new RunPlan.Loss(lost.machines(), lost.tick(), lost.timeNanos()));
    }
    return losses;
  }

  /** What depends on the input alone: the same on any machine and any number of processes. */
  private static Map<String, Object> summary(RunResult result) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("outcome", nameOf(result.outcome()));
    summary.put("virtualSeconds", Decimal.of(result.virtualNanos() / 1e9));
    Map<String, String> means = new LinkedHashMap<>();
    result.means().forEach((name, value) -> means.put(name, Decimal.of(value)));
    summary.put("means", means);
    Map<String, String> statistics = new LinkedHashMap<>();
    for (Statistic each : result.statistics()) {
      statistics.put(
          each.counter() + " (" + each.instance() + ") " + each.statistic(),
          Decimal.of(each.value()));
    }
    summary.put("statistics", statistics);
    Map<String, Long> links = new LinkedHashMap<>();
    for (LinkTotal link : result.links()) {
      links.put(link.machine() + "/" + link.network() + " sent", link.sentBytes());
      links.put(link.machine() + "/" + link.network() + " received", link.receivedBytes());
    }
    summary.put("linkBytes", links);
    return summary;
  }

  /** What the run cost in reality. */
  private static Map<String, Object> performance(RunResult result) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("ticks", result.ticks());
    figures.put("wallSeconds", result.wallNanos() / 1e9);
    List<Map<String, Object>> machines = new ArrayList<>();
    for (MachineReport.Summary summary : result.summaries()) {
      Map<String, Object> machine = new LinkedHashMap<>();
      machine.put("machine", summary.machine());
      machine.put("wireMessages", summary.wire().messages());
      machine.put("wireBytes", summary.wire().bytes());
      machine.put("workSeconds", summary.wire().workNanos() / 1e9);
      machine.put("waitSeconds", summary.wire().waitNanos() / 1e9);
      machines.add(machine);
    }
    figures.put("machines", machines);
    return figures;
  }
}
