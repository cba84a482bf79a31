package kagemusha.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.dpm.DpmServer;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.conductor.BareLoop;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.node.testkit.ClusterBuilder;

/**
 * The bundled small topology with ShadowImage pairs, disks of 2 GB and half an hour of mail and
 * backup jobs of MAIL1: what takes the paper's cluster a day takes a second.
 */
final class SmallSite {
  private static final String POOLS = "  pools = [\n";
  private static final String POOL =
      POOLS
          + "    { name = SECOND, raid-groups = [COPIES], page = 32 MiB, page-allocation = 2 ms }\n";
  private static final String GROUPS = "  raid-groups = [\n";
  private static final String GROUP =
      GROUPS
          + "    { name = COPIES, level = RAID10, data-disks = 4, drive = 10k, stripe = 64 KiB }\n";
  private static final String LUS = "  lus = [\n";
  private static final String PAIRS =
      """
        pairs = [
          { name = DATA, primary = DATA, secondary = DATA-S, initial = PSUS, pace = 100 MB/s }
          { name = LOGS, primary = LOGS, secondary = LOGS-S, initial = PSUS, pace = 100 MB/s }
        ]
        lus = [
          { name = DATA-S, pool = SECOND, capacity = 70 GB, controller = CTL0, csv = false }
          { name = LOGS-S, pool = SECOND, capacity = 60 GB, controller = CTL0, csv = false }
      """;

  private final TreeMap<String, String> changes = new TreeMap<>();
  private final List<Due> due = new ArrayList<>();
  private final TreeMap<String, Long> losses = new TreeMap<>();
  private String quantum = "500 ms";
  private List<String> jobs = List.of();
  private List<String> injections = List.of();
  private long seed = 1;
  private int loadMinutes = 25;

  private record Due(long atNanos, Message command) {}

  /** Replica, express full under load; the restore when the load is over. */
  SmallSite scenario1(String method) {
    return jobs(
        job("replica", "replica-creation", method, "MAIL1", 5),
        job("express-full", "express-full", method, "MAIL1", 15),
        job("recovery", "recovery", method, "MAIL1", 27));
  }

  static String job(String name, String kind, String method, String vm, int atMinute) {
    return "  { name = %s, kind = %s, method = %s, vms = [%s], at = %d min }\n"
        .formatted(name, kind, method, vm, atMinute);
  }

  SmallSite jobs(String... each) {
    jobs = List.of(each);
    return this;
  }

  /** What happens to virtual machines and others. */
  SmallSite doing(String... each) {
    injections = List.of(each);
    return this;
  }

  SmallSite seed(long number) {
    seed = number;
    return this;
  }

  /** How long the users work, from the start. */
  SmallSite load(int minutes) {
    loadMinutes = minutes;
    return this;
  }

  /** Replaces a line of the topology's file. */
  SmallSite with(String line, String other) {
    changes.put(line, other);
    return this;
  }

  /** A bit of the replica of MAIL1 flips. */
  SmallSite damage(int atMinute, VhdRole role, long block) {
    due.add(new Due(atMinute * 60_000_000_000L, new DpmServer.DamageBlock("MAIL1", role, block)));
    return this;
  }

  /** The process of a machine dies. */
  SmallSite losing(String machine, double atSecond) {
    losses.put(machine, (long) (atSecond * 1e9));
    return this;
  }

  SmallSite quantum(String text) {
    quantum = text;
    return this;
  }

  /** The same site for a test that goes step by step. */
  static ClusterBuilder halfAnHour(ClusterBuilder builder) {
    return builder
        .with(POOLS, POOL)
        .with(GROUPS, GROUP)
        .with(LUS, PAIRS)
        .scenario("length = 30 min, load = 25 min, quantum = 500 ms, vm-data = 2 GB");
  }

  String topologyText() {
    String text = replaced(bundled(), POOLS, POOL);
    text = replaced(text, GROUPS, GROUP);
    text = replaced(text, LUS, PAIRS);
    for (String line : changes.keySet()) {
      text = replaced(text, line, changes.get(line));
    }
    return text;
  }

  private static String replaced(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new IllegalArgumentException("not in the topology: " + what);
    }
    return text.replace(what, by);
  }

  private static String bundled() {
    try (InputStream in =
        TopologyReader.class.getResourceAsStream("/kagemusha/topologies/small.conf")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String scenarioText() {
    return """
        title = "Scenario 1 in short"
        start = "2010-11-01T09:00"
        length = 30 min
        quantum = QUANTUM
        steady-state { skip-head = 1 min, skip-tail = 1 min }
        vm-data = 2 GB
        """
            .replace("QUANTUM", quantum)
        + "load = %d min%n".formatted(loadMinutes)
        + (jobs.isEmpty() ? "" : "jobs = [\n" + String.join("", jobs) + "]\n")
        + (injections.isEmpty() ? "" : "injections = [\n" + String.join("\n", injections) + "]\n");
  }

  /** Runs it in one thread. */
  Outcome run() throws IOException {
    Path folder = Files.createTempDirectory("small");
    Path topologyFile = Files.writeString(folder.resolve("small.conf"), topologyText());
    Path scenarioFile = Files.writeString(folder.resolve("short.conf"), scenarioText());
    Topology topology = TopologyReader.file(topologyFile);
    Scenario scenario = ScenarioReader.file(scenarioFile, topology);
    Files.delete(topologyFile);
    Files.delete(scenarioFile);
    Files.delete(folder);
    World world = new World(topology, scenario);
    long end = scenario.length().toNanos();
    var settings = new RunSettings(seed, scenario.quantum().toNanos(), end, 0, end);
    List<MachineBlueprint> machines =
        world.machines().stream().map(name -> machine(world, topology, name)).toList();
    Outcome outcome = new Outcome();
    BareLoop loop = new BareLoop(machines, settings, world.directory(), outcome);
    losses.forEach(loop::losing);
    loop.run();
    return outcome;
  }

  private MachineBlueprint machine(World world, Topology topology, String name) {
    MachineBlueprint plain = world.blueprint(name);
    if (!name.equals(topology.backupServer().name()) || due.isEmpty()) {
      return plain;
    }
    List<Entity<?>> entities = new ArrayList<>(plain.entities());
    entities.add(new Outside(new EntityId("outside"), BackupWiring.serverOf(topology), due));
    return new MachineBlueprint(name, entities, plain.pipeline(), plain.nics());
  }

  /** Says things from outside at their times. */
  private record Outside(EntityId id, EntityId to, List<Due> due) implements Entity<Message> {
    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      due.forEach(each -> context.timer("at " + each.atNanos(), each.atNanos(), each.command()));
    }

    @Override
    public void on(Message message, Context context) {
      context.tell(to, message);
    }
  }

  /** What a run has left. */
  static final class Outcome implements RunListener {
    private final List<EventRecord> events = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private final TreeMap<Long, TreeMap<Integer, Double>> samples = new TreeMap<>();
    private final List<Statistic> statistics = new ArrayList<>();

    @Override
    public void begun(List<String> machines, List<List<CounterColumn>> ofMachines) {
      for (List<CounterColumn> own : ofMachines) {
        offsets.add(columns.size());
        own.forEach(column -> columns.add(column.name()));
      }
    }

    @Override
    public void committed(
        long tick,
        long startNanos,
        long endNanos,
        List<List<SampleRow>> ofMachines,
        List<EventRecord> happened) {
      events.addAll(happened);
      for (int machine = 0; machine < ofMachines.size(); machine++) {
        for (SampleRow row : ofMachines.get(machine)) {
          var into = samples.computeIfAbsent(row.timeNanos(), time -> new TreeMap<>());
          for (int i = 0; i < row.values().length; i++) {
            if (!Double.isNaN(row.values()[i])) {
              into.put(offsets.get(machine) + i, row.values()[i]);
            }
          }
        }
      }
    }

    @Override
    public void ended(RunOutcome how, List<MachineReport.Summary> summaries) {
      summaries.forEach(summary -> statistics.addAll(summary.statistics()));
    }

    /** Sum of a figure over all that report it. */
    double sum(String statistic) {
      return statistics.stream()
          .filter(each -> each.statistic().equals(statistic) || each.counter().equals(statistic))
          .mapToDouble(Statistic::value)
          .sum();
    }

    List<String> texts(int id) {
      return events.stream()
          .filter(event -> event.source().equals("DPM") && event.id() == id)
          .map(EventRecord::text)
          .toList();
    }

    /** Errors of the backup server. */
    List<String> errors() {
      return events.stream()
          .filter(event -> event.level() == Level.ERROR && event.source().equals("DPM"))
          .map(EventRecord::text)
          .toList();
    }

    List<EventRecord> events() {
      return events;
    }

    /** When an event was logged first, in seconds. */
    double seconds(int id) {
      return events.stream().filter(event -> event.id() == id).findFirst().orElseThrow().timeNanos()
          / 1e9;
    }

    /** Mean of the samples of a counter that lie in a span of seconds. */
    double mean(String counter, double from, double until) {
      if (!columns.contains(counter)) {
        throw new IllegalArgumentException("no counter " + counter + " in " + columns);
      }
      OptionalDouble mean =
          samples.subMap((long) (from * 1e9), false, (long) (until * 1e9), true).values().stream()
              .flatMap(row -> row.entrySet().stream())
              .filter(cell -> columns.get(cell.getKey()).equals(counter))
              .mapToDouble(Map.Entry::getValue)
              .average();
      return mean.orElseThrow();
    }
  }
}
