package kagemusha.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the emulation's figure for a published number by the names under which it was published, so
 * that numbers which are added later need no row of their own in the comparisons.
 *
 * <p>An instance names machines one by one or as {@code GUEST1-4}, {@code GUEST} for all virtual
 * machines, several with commas between, a disk behind a slash; of mail also {@code all}, {@code
 * direct} and {@code redirected}. A statistic is a value, or how it changes from the reference.
 */
public final class PublishedMeasures {
  /**
   * @param measures one for each machine that is named
   * @param kind what of the figure was published
   * @param factor from the emulation's unit to the published one
   */
  public record Match(List<Measure> measures, Relation.Kind kind, double factor) {
    public Match {
      measures = List.copyOf(measures);
    }

    /** In the published unit. */
    public double value(double figure, double reference) {
      double value =
          switch (kind) {
            case RATIO -> figure / reference;
            case DIFFERENCE -> figure - reference;
            default -> figure;
          };
      return factor * value;
    }
  }

  private static final Pattern RANGE = Pattern.compile("(\\D+)(\\d+)-(\\d+)");

  /** How the counters of a machine are called here, by their published names. */
  private static final Map<String, Measure.CounterMean> OF_MACHINES =
      Map.of(
          "Processor % Processor Time", counter("Processor", "_Total", "% Processor Time"),
          "HV Logical Processor % Total Run Time",
              counter("Hyper-V Hypervisor Logical Processor", "_Total", "% Total Run Time"),
          "HV Root Virtual Processor % Total Run Time",
              counter("Hyper-V Hypervisor Root Virtual Processor", "_Total", "% Total Run Time"),
          "Memory Available MBytes", counter("Memory", "", "Available MBytes"),
          "RPC Averaged Latency", counter("MSExchangeIS Mailbox", "_Total", "RPC Averaged Latency"),
          "Network Bytes Total/sec business",
              counter("Network Interface", "business", "Bytes Total/sec"),
          "Network Bytes Total/sec management",
              counter("Network Interface", "management", "Bytes Total/sec"));

  private static final Map<String, Measure.JobStatistic> OF_JOBS =
      Map.of(
          "job duration", new Measure.JobStatistic("job duration", "minutes", false),
          "transferred data", new Measure.JobStatistic("transferred data", "MB", false),
          "read data", new Measure.JobStatistic("read data", "MB", false),
          "time under redirection", new Measure.JobStatistic("redirection", "seconds", false));

  private static final Map<String, String> DISKS =
      Map.of("DB", "DATABASE", "LOG", "LOG", "SYSTEM", "SYSTEM");

  private static final String QUEUE = "PhysicalDisk Avg. Disk Queue Length";
  private static final String ARRAY = "Array IOPS";
  private static final String MAIL = "LoadGen Send Mail latency";

  private final Topology topology;

  public PublishedMeasures(Topology topology) {
    this.topology = topology;
  }

  private static Measure.CounterMean counter(String object, String instance, String counter) {
    return new Measure.CounterMean("", object, instance, counter);
  }

  /** Empty if the emulation has no such figure. */
  public Optional<Match> of(PublishedNumber number) {
    PublishedKey key = number.key();
    Optional<Relation.Kind> kind = kind(key.statistic());
    List<Measure> measures = measures(key);
    Optional<Double> factor = factor(key, number.unit());
    if (kind.isEmpty() || measures.isEmpty() || factor.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Match(measures, kind.get(), factor.get()));
  }

  private static Optional<Relation.Kind> kind(String statistic) {
    if (statistic.startsWith("ratio_vs_baseline")) {
      return Optional.of(Relation.Kind.RATIO);
    } else if (statistic.startsWith("increase_vs_baseline")
        || statistic.startsWith("decrease_vs_baseline")) {
      return Optional.of(Relation.Kind.DIFFERENCE);
    }
    return List.of("mean", "p95", "value", "upper_bound", "lower_bound").contains(statistic)
        ? Optional.of(Relation.Kind.VALUE)
        : Optional.empty();
  }

  private List<Measure> measures(PublishedKey key) {
    if (OF_MACHINES.containsKey(key.counter())) {
      Measure.CounterMean known = OF_MACHINES.get(key.counter());
      return each(
          key.instance(),
          name -> new Measure.CounterMean(name, known.object(), known.instance(), known.counter()));
    } else if (OF_JOBS.containsKey(key.counter())) {
      Measure.JobStatistic known = OF_JOBS.get(key.counter());
      boolean perVm = key.instance().equals("per VM");
      return List.of(new Measure.JobStatistic(known.counter(), known.statistic(), perVm));
    }
    return switch (key.counter()) {
      case QUEUE -> queues(key.instance());
      case ARRAY -> array(key.instance());
      case MAIL -> mail(key);
      default -> List.of();
    };
  }

  private List<Measure> queues(String instance) {
    String[] parts = instance.split("/", 2);
    if (parts.length < 2) {
      return List.of();
    }
    return each(
        parts[0],
        name -> {
          boolean guest = topology.vmNames().contains(name);
          String disk = guest ? DISKS.getOrDefault(parts[1], parts[1]) : parts[1];
          return new Measure.CounterMean(name, "PhysicalDisk", disk, "Avg. Disk Queue Length");
        });
  }

  /** The paper calls the volume of systems and databases DB here. */
  private List<Measure> array(String instance) {
    String[] parts = instance.split("/", 2);
    if (parts.length < 2 || !List.of("read", "write").contains(parts[1])) {
      return List.of();
    }
    List<String> csvs = topology.array().csvNames();
    return csvs.stream()
        .filter(lu -> lu.equals(parts[0]) || lu.endsWith("&" + parts[0]))
        .<Measure>map(
            lu ->
                new Measure.CounterMean(
                    topology.array().name(),
                    "Logical Unit",
                    lu,
                    parts[1].equals("read") ? "Read IOPS" : "Write IOPS"))
        .toList();
  }

  private List<Measure> mail(PublishedKey key) {
    String statistic = key.statistic().contains("p95") ? "p95" : "mean";
    Function<String, Measure> of =
        group -> new Measure.RunStatistic("Send Mail latency", group, statistic);
    return List.of("all", "direct", "redirected").contains(key.instance())
        ? List.of(of.apply(key.instance()))
        : each(key.instance(), of);
  }

  private List<Measure> each(String machines, Function<String, Measure> measure) {
    List<String> names = new ArrayList<>();
    for (String part : machines.split(",")) {
      names.addAll(names(part.trim()));
    }
    return names.stream().map(measure).toList();
  }

  private List<String> names(String text) {
    List<String> known = new ArrayList<>(topology.vmNames());
    known.addAll(topology.hostNames());
    known.add(topology.backupServer().name());
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      int first = Integer.parseInt(range.group(2));
      int last = Integer.parseInt(range.group(3));
      return known.stream()
          .filter(name -> name.matches(Pattern.quote(range.group(1)) + "\\d+"))
          .filter(
              name -> {
                int number = Integer.parseInt(name.substring(range.group(1).length()));
                return number >= first && number <= last;
              })
          .toList();
    }
    return known.stream()
        .filter(name -> name.equals(text) || name.matches(Pattern.quote(text) + "\\d+"))
        .toList();
  }

  /** Empty for a unit that is not known for the counter. */
  private static Optional<Double> factor(PublishedKey key, String unit) {
    if (key.statistic().startsWith("ratio")) {
      return Optional.of(1.0);
    }
    double sign = key.statistic().startsWith("decrease") ? -1 : 1;
    return factor(unitOf(key.counter()), unit).map(factor -> sign * factor);
  }

  private static String unitOf(String counter) {
    if (counter.startsWith("Memory") || counter.endsWith(" data")) {
      return "MB";
    } else if (counter.startsWith("Network")) {
      return "B/s";
    } else if (counter.equals("job duration")) {
      return "min";
    } else if (counter.equals("time under redirection")) {
      return "s";
    }
    return counter.contains("Latency") || counter.contains("latency") ? "ms" : "";
  }

  private static Optional<Double> factor(String from, String to) {
    return switch (from + " " + to) {
      case "MB MB", "B/s B/s", "min min", "ms ms", "s s" -> Optional.of(1.0);
      case "MB GB" -> Optional.of(1 / 1024.0);
      case "B/s KB/s" -> Optional.of(1e-3);
      case "B/s MB/s" -> Optional.of(1e-6);
      case "B/s Mbps" -> Optional.of(8e-6);
      case "min s" -> Optional.of(60.0);
      case "min h", "s min" -> Optional.of(1 / 60.0);
      case "ms s" -> Optional.of(1e-3);
      default -> from.isEmpty() ? Optional.of(1.0) : Optional.empty();
    };
  }
}
