package kagemusha.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a scenario and checks it against the topology on which it is to run. */
public final class ScenarioReader {
  private static final String FOLDER = "scenarios";

  private ScenarioReader() {}

  /** The scenarios that come with the product, in the order in which they are listed. */
  public static List<String> names() {
    return BundledNames.of(FOLDER);
  }

  /** One line that says what a scenario shows. It needs no topology. */
  public static String title(String name) {
    return checked(BundledNames.open(FOLDER, "scenario", name)).text("title");
  }

  /** A scenario of the product by its name, such as {@code baseline}. */
  public static Scenario bundled(String name, Topology topology) {
    return read(name, BundledNames.open(FOLDER, "scenario", name), topology);
  }

  /** A user's own scenario; it is named after its file. */
  public static Scenario file(Path file, Topology topology) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    return read(name, HoconDocument.file(file), topology);
  }

  /** A scenario that is in no file. */
  public static Scenario text(String name, String text, Topology topology) {
    return read(name, HoconDocument.text(name, text), topology);
  }

  /** A quantum that takes the place of the scenario's; {@code option} names where it was given. */
  public static Duration quantum(String option, String text) {
    return quantum(option, HoconDocument.value(option, text));
  }

  private static Duration quantum(String key, ConfigReader reader) {
    return reader.duration(key, "1 ms", "10 s");
  }

  /** How many conditions a scenario of the product has; each is a run of its own. 0 for none. */
  public static int conditions(String name) {
    return conditions(BundledNames.open(FOLDER, "scenario", name));
  }

  /** The same of a user's own scenario. */
  public static int conditions(Path file) {
    return conditions(HoconDocument.file(file));
  }

  private static int conditions(ConfigReader document) {
    ConfigReader root = checked(document);
    return root.optionalObjects("conditions").size();
  }

  private static ConfigReader checked(ConfigReader document) {
    return document.allowing(
        "title",
        "published",
        "start",
        "length",
        "load",
        "quantum",
        "steady-state",
        "placement",
        "csv-owners",
        "vm-data",
        "data-set",
        "jobs",
        "protection-groups",
        "injections",
        "backup-window",
        "conditions",
        "condition",
        "topology",
        "expect");
  }

  /** The object with the jobs: the chosen condition, or the root of a scenario without any. */
  private static ConfigReader condition(ConfigReader root) {
    if (!root.has("conditions")) {
      if (root.has("condition")) {
        throw root.fault("condition", "found one in a scenario without conditions");
      }
      return root;
    }
    List<ConfigReader> conditions = root.objects("conditions");
    int number = root.integer("condition", 1, conditions.size());
    return conditions
        .get(number - 1)
        .allowing("title", "vm-data", "jobs", "protection-groups", "injections");
  }

  private static Scenario read(String name, ConfigReader document, Topology topology) {
    ConfigReader root = checked(document);
    ConfigReader part = condition(root);
    ConfigReader steady = root.object("steady-state").allowing("skip-head", "skip-tail");
    OptionalLong vmData = vmData(part, topology);
    Topology filled = vmData.isPresent() ? topology.withVmData(vmData.getAsLong()) : topology;
    LocalDateTime start = root.dateTime("start");
    Duration length = root.duration("length", "1 min", "30 d");
    Duration load = root.duration("load", "1 min", "30 d", length);
    JobParts jobParts = new JobParts(root, part, filled, start, length);
    Map<String, String> placement = placement(root, topology);
    Map<String, String> csvOwners = csvOwners(root, topology);
    List<BackupJob> jobs = jobParts.all();
    var scenario =
        new Scenario(
            name,
            part.text("title"),
            root.optional("published", root::text).orElse(""),
            start,
            length,
            load,
            quantum("quantum", root),
            steady.duration("skip-head", "0 s", "30 d"),
            steady.duration("skip-tail", "0 s", "30 d"),
            placement,
            csvOwners,
            vmData,
            jobs,
            jobParts.groups(),
            backupWindow(root, start, load),
            new InjectionParts(filled, jobs, length).all(part));
    checkTimes(scenario, root, steady);
    checkRoom(scenario, root, topology);
    var hosts = new LinkedHashMap<String, String>();
    topology.vms().forEach(vm -> hosts.put(vm.name(), scenario.hostOf(vm)));
    MigrationParts.check(scenario.injections(), hosts);
    return scenario;
  }

  /**
   * Reads something that is to be done during a run of this scenario.
   *
   * @param origin where it was written, for messages
   * @param text one object in the form of the scenario's {@code injections}
   * @param number it counts on from the scenario's
   */
  public static Injection order(
      String origin, String text, int number, Topology topology, Scenario scenario) {
    ConfigReader element = HoconDocument.textAlone(origin, text);
    return new InjectionParts(scenario.appliedTo(topology), scenario.jobs(), scenario.length())
        .order(number, element);
  }

  /** [EE] Without one it is as long as the load, because the paper's backups run under it. */
  private static BackupWindow backupWindow(ConfigReader root, LocalDateTime start, Duration load) {
    Optional<ConfigReader> given = root.optional("backup-window", root::object);
    if (given.isPresent()) {
      ConfigReader window = given.get().allowing("opens", "closes");
      return new BackupWindow(window.timeOfDay("opens"), window.timeOfDay("closes"));
    }
    boolean always = load.compareTo(Duration.ofDays(1)) >= 0;
    LocalTime opens = start.toLocalTime();
    return new BackupWindow(opens, always ? opens : opens.plus(load));
  }

  /** Only the VMs that the scenario names, in the order of the topology. */
  private static Map<String, String> placement(ConfigReader root, Topology topology) {
    var hosts = new LinkedHashMap<String, String>();
    Optional<ConfigReader> placement = root.optional("placement", root::object);
    if (placement.isPresent()) {
      ConfigReader named = known(placement.get(), "VM", topology, topology.vmNames());
      for (String vm : topology.vmNames()) {
        if (named.has(vm)) {
          hosts.put(vm, named.oneOf(vm, "host", topology.hostNames()));
        }
      }
    }
    return hosts;
  }

  /** All CSVs in the order of the topology; the first host owns those that are not named. */
  private static Map<String, String> csvOwners(ConfigReader root, Topology topology) {
    List<String> csvs = topology.array().csvNames();
    var owners = new LinkedHashMap<String, String>();
    csvs.forEach(csv -> owners.put(csv, topology.hostNames().get(0)));
    root.optional("csv-owners", root::object)
        .map(object -> known(object, "cluster shared volume", topology, csvs))
        .ifPresent(
            object ->
                csvs.stream()
                    .filter(object::has)
                    .forEach(
                        csv -> owners.put(csv, object.oneOf(csv, "host", topology.hostNames()))));
    return owners;
  }

  private static ConfigReader known(
      ConfigReader object, String what, Topology topology, List<String> names) {
    for (String key : object.keys()) {
      if (!names.contains(key)) {
        String where = " in topology '" + topology.name() + "'";
        String hint = Nearest.hint(key, names, "Allowed");
        throw object.fault(key, "there is no such " + what + where + hint);
      }
    }
    return object;
  }

  /** The disks of every VM must be able to hold it. */
  private static OptionalLong vmData(ConfigReader part, Topology topology) {
    if (!part.has("vm-data")) {
      return OptionalLong.empty();
    }
    long bytes = part.bytes("vm-data", "1 MB", "1 PB");
    for (Topology.VmSpec vm : topology.vms()) {
      if (bytes > vm.usedBytes()) {
        String rule =
            "; allowed: at most what the disks of " + vm.name() + " use in the topology, ";
        String found = "found " + Units.bytes(bytes) + rule + Units.bytes(vm.usedBytes());
        throw part.fault("vm-data", found);
      }
    }
    return OptionalLong.of(bytes);
  }

  private static void checkTimes(Scenario scenario, ConfigReader root, ConfigReader steady) {
    Duration cut = scenario.steadyHead().plus(scenario.steadyTail());
    if (cut.compareTo(scenario.load()) >= 0) {
      String found =
          "found " + steady.text("skip-head") + " and skip-tail " + steady.text("skip-tail");
      String rule =
          "; allowed: together less than "
              + (root.has("load")
                  ? "load, " + root.text("load")
                  : "length, " + root.text("length"));
      throw steady.fault("skip-head", found + rule);
    }
    if (scenario.load().compareTo(scenario.length()) > 0) {
      String rule = "; allowed: at most length, " + root.text("length");
      throw root.fault("load", "found " + root.text("load") + rule);
    }
  }

  private static void checkRoom(Scenario scenario, ConfigReader root, Topology topology) {
    for (Topology.VmSpec vm : topology.vms()) {
      Optional<String> problem = HostRoom.memoryProblem(topology, vm, scenario::hostOf);
      if (problem.isPresent()) {
        String found = "found " + scenario.hostOf(vm) + " for a VM of " + vm.memoryMb() + " MiB; ";
        throw root.object("placement").fault(vm.name(), found + problem.get());
      }
    }
  }
}
