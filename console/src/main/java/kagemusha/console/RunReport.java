package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.config.Measure;
import kagemusha.config.PublishedNumbers;
import kagemusha.config.Relation;
import kagemusha.config.Relations;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.config.Verdicts;
import kagemusha.node.RunPlan;

/**
 * What a finished run has to say: a table for the steady state and one for each job, published
 * beside emulated; how figures change under the jobs; what contradicts itself in the paper.
 */
final class RunReport {
  private final RunPlan plan;
  private final Topology topology;
  private final Scenario scenario;
  private final RunResult result;
  private final RunFigures figures;
  private final PublishedNumbers published;

  private RunReport(
      RunPlan plan,
      Topology topology,
      Scenario scenario,
      RunResult result,
      RunFigures figures,
      PublishedNumbers published) {
    this.plan = plan;
    this.topology = topology;
    this.scenario = scenario;
    this.result = result;
    this.figures = figures;
    this.published = published;
  }

  /** Reads back what the run has recorded in its folder. */
  static RunReport of(
      Path folder,
      RunPlan plan,
      Topology topology,
      Scenario scenario,
      RunResult result,
      PublishedNumbers published)
      throws IOException {
    RunFigures figures = RunFigures.read(folder, plan, topology, scenario, result);
    return new RunReport(plan, topology, scenario, result, figures, published);
  }

  /**
   * What of a run can be held against the paper and against other runs, without the samples that it
   * came from: they are some twenty megabytes of a day, and a command may make many runs.
   *
   * @param whole whether the run was the whole scenario
   * @param conditions of published numbers that the run has figures for
   */
  record Kept(boolean whole, Map<String, ConditionFigures> conditions) {}

  Kept kept() {
    Map<String, ConditionFigures> kept = new LinkedHashMap<>();
    conditions().forEach((name, condition) -> kept.put(name, condition.only(measures(name))));
    return new Kept(whole(), kept);
  }

  /** All that a condition is held against. */
  private static Set<Measure> measures(String condition) {
    Set<Measure> measures = new LinkedHashSet<>();
    Verdicts.bundled().of(condition).forEach(each -> measures.add(each.measure()));
    Relations.bundled().all().stream()
        .filter(each -> each.at().equals(condition) || each.versus().equals(Optional.of(condition)))
        .forEach(each -> measures.add(each.measure()));
    return measures;
  }

  private Map<String, ConditionFigures> conditions() {
    return figures.conditions(scenario);
  }

  private boolean whole() {
    return plan.wholeDay();
  }

  void print(PrintStream out) {
    steadyState(out);
    if (!figures.jobs().isEmpty()) {
      WindowTable.jobs(out, figures.jobs());
      figures.jobs().forEach(job -> job(out, job));
      WindowTable.counters(out, figures, Verdicts.bundled().of(scenario.published()));
    }
    figures.protection().print(out);
    LatencyTable.print(out, figures.latencies());
    new RelationTable(out, whole())
        .print(
            "What the paper says about this, and what came of it here", relations(), conditions());
  }

  /** What the run's summary says beside its figures. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("protection", figures.protection().summary());
    summary.put("latencies", LatencyTable.summary(figures.latencies()));
    return summary;
  }

  /** Of the steady state if that was all there was to see, else of the jobs. */
  private List<Relation> relations() {
    return Relations.bundled().all().stream()
        .filter(each -> scenario.jobs().isEmpty() || !each.at().equals(scenario.published()))
        .toList();
  }

  private void steadyState(PrintStream out) {
    out.printf(
        "%nMeans from %s to %s%s%s%n",
        VirtualClock.elapsed(plan.steadyFromNanos()),
        VirtualClock.elapsed(plan.steadyUntilNanos()),
        figures.jobs().isEmpty() ? "" : ", outside the windows of jobs",
        whole() ? " (the steady state)" : " (part of a day: no verdicts)");
    new ReportTable(out, whole())
        .print(figures.reference(), Verdicts.bundled().of(scenario.published()), published);
    new OtherPublished(out, published, topology)
        .print(
            scenario.published(),
            new ConditionFigures(figures.reference(), Optional.empty(), whole()));
  }

  private void job(PrintStream out, JobRun run) {
    ConditionFigures condition = conditions().get(run.job().published());
    if (condition == null) {
      return;
    }
    boolean judging = whole() && condition.whole();
    out.printf(
        "%n%s: job %s of %s, %s%s%n",
        run.job().published(),
        run.job().name(),
        String.join(", ", run.job().vms()),
        run.window(),
        judging ? "" : " (part of the job, or failed: no verdicts)");
    new ReportTable(out, judging)
        .print(condition.at(), Verdicts.bundled().of(run.job().published()), published);
    new OtherPublished(out, published, topology).print(run.job().published(), condition);
  }

  /** Relations between conditions of different runs. */
  static void printAcross(PrintStream out, List<Kept> runs) {
    List<Relation> across =
        Relations.bundled().all().stream()
            .filter(each -> each.kind().needsOther())
            .filter(
                each ->
                    runs.stream()
                        .map(run -> run.conditions().keySet())
                        .noneMatch(
                            names ->
                                names.contains(each.at())
                                    && names.contains(each.versus().orElseThrow())))
            .toList();
    Map<String, ConditionFigures> conditions = new LinkedHashMap<>();
    runs.forEach(run -> run.conditions().forEach(conditions::putIfAbsent));
    boolean whole = runs.stream().allMatch(Kept::whole);
    new RelationTable(out, whole)
        .print("What the paper says about one scenario against another", across, conditions);
  }

  /** What cannot be right in the paper, after a run that is held against it. */
  void printContradictions(PrintStream out) {
    boolean jobsPublished =
        scenario.jobs().stream().anyMatch(job -> job.published().matches("S[12]/.*"));
    if (jobsPublished) {
      contradictions(out);
    }
  }

  static void contradictions(PrintStream out) {
    out.printf("%nWhat contradicts itself in the paper, or no mechanism explains%n");
    for (Relations.Contradiction each : Relations.bundled().contradictions()) {
      out.printf("  %-30s %s%n", each.where(), each.what());
    }
  }
}
