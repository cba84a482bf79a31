package kagemusha.console.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.random.RandomStream;

/**
 * A chaos script that a seed has made: backups over the network and by ShadowImage under load, and
 * a few incidents at random instants while they run. All that ends by itself has ended when a third
 * of the run is over; in the rest everything must come to its end.
 */
public record RandomScript(long seed, List<Incident> incidents) {
  private static final String TOPOLOGY = "chaos";
  private static final List<String> AWAY = List.of("GUEST3", "GUEST4");
  private static final String AWAY_HOST = "HYPR2";
  private static final int MOST = 6;
  private static final long FROM_MILLIS = 15_000;
  private static final long UNTIL_MILLIS = 240_000;

  public RandomScript {
    incidents = List.copyOf(incidents);
  }

  /** The script of a seed. */
  public static RandomScript of(long seed) {
    Topology topology = TopologyReader.bundled(TOPOLOGY);
    Vocabulary vocabulary = new Vocabulary(topology, homes(topology));
    RandomStream dice = RandomStream.of(seed, "chaos", "script");
    List<Incident> incidents = new ArrayList<>();
    for (long left = 1 + dice.below(MOST); left > 0; left--) {
      incidents.add(vocabulary.draw(dice, FROM_MILLIS, UNTIL_MILLIS));
    }
    incidents.sort(Comparator.comparingLong(Incident::atMillis));
    return new RandomScript(seed, incidents);
  }

  /** Where each virtual machine is at the start. */
  static Map<String, String> homes(Topology topology) {
    Map<String, String> homes = new TreeMap<>();
    topology.vms().forEach(vm -> homes.put(vm.name(), vm.host()));
    AWAY.forEach(vm -> homes.put(vm, AWAY_HOST));
    return homes;
  }

  /** The same backups with other incidents. */
  RandomScript with(List<Incident> others) {
    return new RandomScript(seed, others);
  }

  /** The script's text. */
  public String text() {
    String list =
        incidents.stream().map(each -> "  " + each.text() + "\n").collect(Collectors.joining());
    String injections = incidents.isEmpty() ? "" : "injections = [\n" + list + "]\n";
    return """
        title = "random script of seed %d"
        topology = %s
        start = "2010-11-01T09:00"
        length = 22 min
        load = 7 min
        quantum = 250 ms
        steady-state { skip-head = 0 s, skip-tail = 0 s }
        placement { %s }
        jobs = [
          { name = network, kind = replica-creation, method = network, vms = [GUEST1], at = 20 s }
          { name = image, kind = replica-creation, method = shadow-image, vms = [GUEST3], at = 60 s }
          { name = again, kind = express-full, method = network, vms = [GUEST1], at = 150 s }
        ]
        """
            .formatted(seed, TOPOLOGY, placement())
        + injections;
  }

  private static String placement() {
    return AWAY.stream().map(vm -> vm + " = " + AWAY_HOST).collect(Collectors.joining(", "));
  }

  /** Writes it into a folder, under a name of its seed. */
  public Path write(Path folder) throws IOException {
    return Files.writeString(folder.resolve("random-" + seed + ".conf"), text());
  }
}
