package kagemusha.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.PublishedNumbers;
import kagemusha.config.Scenario;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.node.RunPlan;

/**
 * A whole day as a run would leave it behind, with round figures: counters in their file,
 * statistics of jobs and mail. Inside the windows of jobs every figure differs from that outside;
 * in a sample that a window cuts it is absurd.
 */
record RecordedRun(Path folder, RunRequest request, RunResult result) {
  private static final long SECOND = 1_000_000_000L;
  private static final double ABSURD = 1e3;

  /** Job, its start and end in seconds, MB moved. */
  private record Job(String name, double start, double end, double megabytes) {
    boolean contains(double from, double until) {
      return from >= start && until <= end;
    }

    boolean overlaps(double from, double until) {
      return from < end && until > start;
    }
  }

  static RecordedRun baseline(Path folder) throws IOException {
    return of(folder, "baseline", Optional.empty(), List.of());
  }

  static RecordedRun scenario1(Path folder) throws IOException {
    return of(
        folder,
        "scenario-1",
        Optional.empty(),
        List.of(
            new Job("replica", 7507, 15_607, 239_298),
            new Job("express-full", 18_007, 23_167, 7_503),
            new Job("recovery", 29_407, 31_987, 239_298)));
  }

  static RecordedRun scenario2(Path folder) throws IOException {
    return of(
        folder,
        "scenario-2",
        Optional.empty(),
        List.of(
            new Job("replica", 7507, 10_207, 239_298),
            new Job("express-full", 18_007, 20_407, 5_495),
            new Job("recovery", 29_407, 31_987, 239_298)));
  }

  static RecordedRun scenario4(Path folder) throws IOException {
    return of(
        folder,
        "scenario-4",
        Optional.of(1),
        List.of(new Job("replica", 7507, 11_107, 2 * 164_358)));
  }

  private static RecordedRun of(
      Path folder, String name, Optional<Integer> condition, List<Job> jobs) throws IOException {
    RunRequest request =
        RunRequest.of(
            ScenarioText.bundled(name, condition, Optional.empty()),
            "paper",
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    List<CounterColumn> columns = new ArrayList<>();
    Map<String, double[]> levels = levels();
    levels.keySet().forEach(counter -> columns.add(new CounterColumn(counter, 10)));
    VirtualClock clock = new VirtualClock(request.scenario().start());
    try (CounterFile file = new CounterFile(folder, clock, List.of(columns))) {
      for (int second = 10; second <= request.scenario().length().toSeconds(); second += 10) {
        double[] row = row(levels, jobs, second);
        file.write(second * SECOND, row);
      }
    }
    return new RecordedRun(folder, request, result(levels, jobs));
  }

  /** Figures without a job, during a backup, after the load. */
  private static Map<String, double[]> levels() {
    Map<String, double[]> levels = new LinkedHashMap<>();
    levels.put(name("HYPR1", "PhysicalDisk", "SYS&DB", "Avg. Disk Queue Length"), queue(6, 9));
    for (int guest = 1; guest <= 4; guest++) {
      String vm = "GUEST" + guest;
      levels.put(name(vm, "PhysicalDisk", "DATABASE", "Avg. Disk Queue Length"), queue(1.5, 2.7));
      levels.put(name(vm, "Processor", "_Total", "% Processor Time"), queue(60, 61));
    }
    levels.put(name("GUEST1", "PhysicalDisk", "_Total", "Disk Writes/sec"), queue(0, 10));
    String store = "MSExchangeIS Mailbox";
    String rpc = "RPC Averaged Latency";
    levels.put(name("GUEST1", store, "_Total", rpc), queue(16, 24));
    levels.put(name("GUEST1", store, "_Total", rpc + ": queueing"), new double[] {6, 12.5, 0.25});
    levels.put(name("GUEST1", store, "_Total", rpc + ": processor"), new double[] {10, 11.5, 0.25});
    levels.put(name("AMS2300", "Logical Unit", "SYS&DB", "Read IOPS"), queue(525, 1050));
    levels.put(name("AMS2300", "Logical Unit", "SYS&DB", "Copy-on-Write/sec"), queue(0, 80));
    return levels;
  }

  private static double[] queue(double without, double during) {
    return new double[] {without, during, 0.5};
  }

  private static String name(String machine, String object, String instance, String counter) {
    return new CounterName(machine, object, instance, counter).toString();
  }

  /** The array is sampled every sixty seconds, the rest every ten. */
  private static double[] row(Map<String, double[]> levels, List<Job> jobs, int second) {
    double[] row = new double[levels.size()];
    int column = 0;
    for (Map.Entry<String, double[]> each : levels.entrySet()) {
      int interval = each.getKey().startsWith("\\\\AMS") ? 60 : 10;
      row[column++] =
          second % interval == 0
              ? level(each.getValue(), jobs, second - interval, second)
              : Double.NaN;
    }
    return row;
  }

  private static double level(double[] levels, List<Job> jobs, double from, double until) {
    if (from >= 8 * 3600) {
      return levels[2];
    } else if (jobs.stream().anyMatch(job -> job.contains(from, until))) {
      return levels[1];
    }
    boolean cut = jobs.stream().anyMatch(job -> job.overlaps(from, until));
    return cut ? ABSURD * Math.max(1, levels[0]) : levels[0];
  }

  private static RunResult result(Map<String, double[]> levels, List<Job> jobs) {
    List<Statistic> statistics = new ArrayList<>();
    for (Job job : jobs) {
      statistics.add(new Statistic("job window", job.name(), "start", job.start()));
      statistics.add(new Statistic("job window", job.name(), "end", job.end()));
      double minutes = (job.end() - job.start()) / 60;
      statistics.add(new Statistic("job duration", job.name(), "minutes", minutes));
      statistics.add(new Statistic("transferred data", job.name(), "MB", job.megabytes()));
      statistics.add(new Statistic("read data", job.name(), "MB", 239_298));
      redirected(statistics, "LOG", job, 40);
      redirected(statistics, "SYS&DB", job, 61);
      if (!job.name().equals("recovery")) {
        String point = "GUEST1/" + job.name();
        statistics.add(new Statistic("recovery point", point, "taken", job.start() + 13));
        statistics.add(new Statistic("recovery point", point, "available", job.end()));
      }
    }
    return new RunResult(
        new RunOutcome.Completed(),
        means(levels, jobs),
        List.copyOf(statistics),
        mail(jobs),
        List.of(),
        List.of(),
        List.of(),
        68_400,
        34_200 * SECOND,
        60 * SECOND);
  }

  private static void redirected(List<Statistic> into, String lu, Job job, double seconds) {
    String instance = "HYPR1/" + lu + "/" + job.name();
    into.add(new Statistic("redirected volume", instance, "start", job.start() + 3));
    into.add(new Statistic("redirected volume", instance, "end", job.start() + 3 + seconds + 2));
    into.add(new Statistic("redirected volume", instance, "seconds", seconds));
  }

  /** What the recorder has added up, jobs or not. */
  private static Map<String, Double> means(Map<String, double[]> levels, List<Job> jobs) {
    Map<String, Double> means = new LinkedHashMap<>();
    levels.forEach((name, each) -> means.put(name, jobs.isEmpty() ? each[0] : 1.25 * each[0]));
    return means;
  }

  /** Two messages of each of two clients in every slice of the eight hours. */
  private static List<Statistic> mail(List<Job> jobs) {
    List<Statistic> mail = new ArrayList<>();
    for (int start = 0; start < 8 * 3600; start += 600) {
      double ms = level(new double[] {850, 880, 0}, jobs, start, start + 600);
      for (String client : List.of("EXCL01/GUEST1/", "EXCL02/GUEST2/")) {
        String counter = "Send Mail latency by slice";
        mail.add(new Statistic(counter, client + start, "sum_ms", 2 * ms));
        mail.add(new Statistic(counter, client + start, "le:" + (long) ms, 2));
        mail.add(new Statistic(counter, client + start, "part:client", 2 * ms - 60));
        mail.add(new Statistic(counter, client + start, "part:redirection", 60));
      }
    }
    return List.copyOf(mail);
  }

  /** The same run, of which one kind of statistic was not reported. */
  RecordedRun without(String counter) {
    List<Statistic> fewer =
        result.statistics().stream().filter(each -> !each.counter().equals(counter)).toList();
    RunResult less =
        new RunResult(
            result.outcome(),
            result.means(),
            fewer,
            result.sendMail(),
            result.links(),
            result.summaries(),
            List.of(),
            result.ticks(),
            result.virtualNanos(),
            result.wallNanos());
    return new RecordedRun(folder, request, less);
  }

  Scenario scenario() {
    return request.scenario();
  }

  RunPlan plan() {
    return request.plan("recorded");
  }

  RunFigures figures() throws IOException {
    return RunFigures.read(folder, plan(), request.topology(), scenario(), result);
  }

  RunReport report() throws IOException {
    return report(PublishedNumbers.bundled());
  }

  RunReport report(PublishedNumbers published) throws IOException {
    return RunReport.of(folder, plan(), request.topology(), scenario(), result, published);
  }
}
