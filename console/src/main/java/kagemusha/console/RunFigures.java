package kagemusha.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.config.Measure;
import kagemusha.config.Scenario;
import kagemusha.config.Topology;
import kagemusha.load.client.SendMailLatency;
import kagemusha.node.RunPlan;

/**
 * The figures of a finished run: over the window of each job, and as reference over the steady
 * state outside all of them. Counters are read back from their file, send-mail latencies come by
 * slices of ten minutes; a sample or slice counts if it lies in the window altogether, and for the
 * reference if it touches none.
 */
final class RunFigures {
  private final RunResult result;
  private final CounterHistory counters;
  private final LatencyHistory latencies;
  private final Window steady;
  private final List<JobRun> jobs;
  private final List<String> guests;
  private final MailLatencies mail;
  private final ProtectionTable protection;

  RunFigures(
      RunPlan plan,
      Topology topology,
      Scenario scenario,
      RunResult result,
      CounterHistory counters,
      LatencyHistory latencies) {
    this.result = result;
    this.counters = counters;
    this.latencies = latencies;
    this.guests = List.copyOf(topology.vmNames());
    this.steady = new Window(plan.steadyFromNanos(), plan.steadyUntilNanos());
    this.jobs = JobRun.of(scenario.jobs(), result.statistics(), endSeconds(plan));
    this.mail =
        new MailLatencies(counters, result.sendMail(), guests, redirected(topology, scenario));
    this.protection = protection(scenario, endSeconds(plan));
  }

  private static double endSeconds(RunPlan plan) {
    return plan.endNanos() / 1e9;
  }

  private ProtectionTable protection(Scenario scenario, double endSeconds) {
    List<Protection> machines =
        scenario.jobs().stream()
            .flatMap(job -> job.vms().stream())
            .distinct()
            .map(vm -> Protection.of(vm, jobs, result.statistics(), counters, endSeconds))
            .toList();
    return new ProtectionTable(
        scenario, machines, jobs, RedirectedVolume.of(result.statistics(), endSeconds));
  }

  ProtectionTable protection() {
    return protection;
  }

  /** Virtual machines on other hosts than those that are backed up. */
  private static Set<String> redirected(Topology topology, Scenario scenario) {
    Set<String> hosts = new TreeSet<>();
    scenario.jobs().stream()
        .flatMap(job -> job.vms().stream())
        .forEach(vm -> hosts.add(scenario.hostOf(topology.vm(vm))));
    Set<String> others = new TreeSet<>();
    topology.vms().stream()
        .filter(vm -> !hosts.isEmpty() && !hosts.contains(scenario.hostOf(vm)))
        .forEach(vm -> others.add(vm.name()));
    return others;
  }

  static RunFigures read(
      Path folder, RunPlan plan, Topology topology, Scenario scenario, RunResult result)
      throws IOException {
    VirtualClock clock = new VirtualClock(scenario.start());
    return new RunFigures(
        plan,
        topology,
        scenario,
        result,
        CounterHistory.read(folder, clock),
        LatencyHistory.read(folder, clock));
  }

  /** The jobs whose windows are known. */
  List<JobRun> jobs() {
    return jobs;
  }

  /** Names of all counters. */
  List<String> counterNames() {
    return counters.names();
  }

  /** Over the steady state outside all jobs; without jobs these are the means of the run. */
  Figures reference() {
    return measure -> {
      OptionalDouble ofRun = jobs.isEmpty() ? result.value(measure) : OptionalDouble.empty();
      return ofRun.isPresent() ? ofRun : value(measure, this::isReference);
    };
  }

  private boolean isReference(long fromNanos, long untilNanos) {
    return steady.contains(fromNanos, untilNanos)
        && jobs.stream().noneMatch(job -> job.window().overlaps(fromNanos, untilNanos));
  }

  /** Over the window of one job, and what the server says about the job. */
  Figures of(JobRun job) {
    return measure ->
        measure instanceof Measure.JobStatistic wanted
            ? jobStatistic(job, wanted)
            : value(measure, job.window()::contains);
  }

  /** Means of one counter by its name: the reference, then over each job. */
  List<OptionalDouble> means(String counter) {
    List<OptionalDouble> means = new ArrayList<>();
    means.add(counters.mean(counter, this::isReference));
    jobs.forEach(job -> means.add(counters.mean(counter, job.window()::contains)));
    return means;
  }

  /** All latencies by cause: of the reference, then of each job. */
  List<LatencyWindow> latencies() {
    List<LatencyWindow> windows = new ArrayList<>();
    windows.add(window("reference", this::isReference));
    jobs.forEach(job -> windows.add(window(job.job().name(), job.window()::contains)));
    return windows;
  }

  private LatencyWindow window(String title, CounterHistory.Span span) {
    List<LatencyTotal> totals = new ArrayList<>(latencies.totals(span).values());
    totals.addAll(mail.totals(span));
    return new LatencyWindow(title, totals, guests);
  }

  private static OptionalDouble jobStatistic(JobRun job, Measure.JobStatistic wanted) {
    OptionalDouble value = job.statistic(wanted.counter(), wanted.statistic());
    return wanted.perVm() && value.isPresent()
        ? OptionalDouble.of(value.getAsDouble() / job.job().vms().size())
        : value;
  }

  private OptionalDouble value(Measure measure, CounterHistory.Span span) {
    if (measure instanceof Measure.CounterMean mean) {
      return counters.mean(mean.toString(), span);
    } else if (measure instanceof Measure.RunStatistic wanted
        && wanted.counter().equals(SendMailLatency.COUNTER)) {
      return wanted.instance().equals(SendMailLatency.ALL)
          ? Figures.find(
              SendMailLatency.combineSlices(result.sendMail(), span::takes),
              wanted.counter(),
              wanted.instance(),
              wanted.statistic())
          : mail.sendMail(wanted.instance(), wanted.statistic(), span);
    }
    return OptionalDouble.empty();
  }

  /** The conditions of published numbers that this run has figures for, by their names. */
  Map<String, ConditionFigures> conditions(Scenario scenario) {
    Map<String, ConditionFigures> conditions = new LinkedHashMap<>();
    if (!scenario.published().isEmpty()) {
      conditions.put(
          scenario.published(), new ConditionFigures(reference(), Optional.empty(), true));
    }
    for (JobRun job : jobs) {
      if (!job.job().published().isEmpty()) {
        boolean whole = job.job().dataSetBytes().isEmpty() && !job.failed();
        conditions.put(
            job.job().published(), new ConditionFigures(of(job), Optional.of(reference()), whole));
      }
    }
    return conditions;
  }
}
