package kagemusha.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** A quantum that takes the place of the scenario's; {@code option} names where it was given. */
  public static Duration quantum(String option, String text) {
    return quantum(option, HoconDocument.value(option, text));
  }

  private static Duration quantum(String key, ConfigReader reader) {
    return reader.duration(key, "1 ms", "10 s");
  }

  private static ConfigReader checked(ConfigReader document) {
    return document.allowing(
        "title",
        "published",
        "start",
        "length",
        "quantum",
        "steady-state",
        "placement",
        "csv-owners",
        "replica-job");
  }

  private static Scenario read(String name, ConfigReader document, Topology topology) {
    ConfigReader root = checked(document);
    ConfigReader steady = root.object("steady-state").allowing("skip-head", "skip-tail");
    var scenario =
        new Scenario(
            name,
            root.text("title"),
            root.has("published") ? root.text("published") : "",
            root.dateTime("start"),
            root.duration("length", "1 min", "30 d"),
            quantum("quantum", root),
            steady.duration("skip-head", "0 s", "30 d"),
            steady.duration("skip-tail", "0 s", "30 d"),
            placement(root, topology),
            csvOwners(root, topology),
            root.optionalObject("replica-job").map(job -> replicaJob(job, topology)));
    checkTimes(scenario, root, steady);
    checkRoom(scenario, root, topology);
    return scenario;
  }

  /** Only the VMs that the scenario names, in the order of the topology. */
  private static Map<String, String> placement(ConfigReader root, Topology topology) {
    var hosts = new LinkedHashMap<String, String>();
    Optional<ConfigReader> placement = root.optionalObject("placement");
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
    root.optionalObject("csv-owners")
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

  private static Scenario.ReplicaJob replicaJob(ConfigReader element, Topology topology) {
    ConfigReader job = element.allowing("vm", "at", "data-set");
    String kind = "VM in topology '" + topology.name() + "'";
    Topology.VmSpec vm = topology.vm(job.oneOf("vm", kind, topology.vmNames()));
    Duration at = job.duration("at", "0 s", "30 d");
    long bytes = job.bytes("data-set", "1 MB", "1 PB");
    String found = "found " + Units.bytes(bytes) + "; allowed: at most ";
    if (bytes > vm.usedBytes()) {
      String used = "what the disks of " + vm.name() + " use, " + Units.bytes(vm.usedBytes());
      throw job.fault("data-set", found + used);
    }
    Topology.BackupServerSpec server = topology.backupServer();
    if (bytes > server.replicaCapacityBytes()) {
      String room = "the replica capacity of " + server.name() + ", ";
      throw job.fault("data-set", found + room + Units.bytes(server.replicaCapacityBytes()));
    }
    return new Scenario.ReplicaJob(vm.name(), at, bytes);
  }

  private static void checkTimes(Scenario scenario, ConfigReader root, ConfigReader steady) {
    Duration cut = scenario.steadyHead().plus(scenario.steadyTail());
    if (cut.compareTo(scenario.length()) >= 0) {
      String found =
          "found " + steady.text("skip-head") + " and skip-tail " + steady.text("skip-tail");
      String rule = "; allowed: together less than length, " + root.text("length");
      throw steady.fault("skip-head", found + rule);
    }
    if (scenario.replicaJob().filter(j -> j.at().compareTo(scenario.length()) >= 0).isPresent()) {
      ConfigReader job = root.object("replica-job");
      String found = "found " + job.text("at");
      throw job.fault("at", found + "; allowed: before the end of the run, " + root.text("length"));
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
