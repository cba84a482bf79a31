package kagemusha.node.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kagemusha.config.TopologyReader;
import kagemusha.node.RunPlan;

/**
 * Says what a cluster is to be, step by step, and starts it. It can start several; each is what has
 * been said until then.
 */
public final class ClusterBuilder {
  private static final String USUAL =
      """
      title = "a test"
      start = "2010-11-01T09:00"
      length = 1 h
      quantum = 100 ms
      steady-state { skip-head = 1 min, skip-tail = 1 min }
      """;

  private static final String LITTLE = "vm-data = 1 GB\n";

  /** Makes a cluster of a folder with topology and scenario. */
  interface Opener {
    TestCluster open(Path folder, long seed, ClusterMaker maker);
  }

  private final Function<String, Path> folders;
  private final Opener opener;
  private ClusterMaker maker;
  private String data = LITTLE;
  private String topology;
  private final List<String> scenario = new ArrayList<>();
  private final List<String> jobs = new ArrayList<>();
  private final List<String> injections = new ArrayList<>();
  private long seed = 1;

  /**
   * @param folders makes a new folder for a run
   */
  ClusterBuilder(Function<String, Path> folders, Opener opener, ClusterMaker maker) {
    this.folders = folders;
    this.opener = opener;
    this.maker = maker;
    topology("small");
  }

  /** Who starts the cluster. */
  public ClusterBuilder by(ClusterMaker other) {
    maker = other;
    return this;
  }

  /** A bundled topology, or the path of a file. What has been changed before is forgotten. */
  public ClusterBuilder topology(String nameOrPath) {
    topology =
        TopologyReader.names().contains(nameOrPath)
            ? bundled(nameOrPath)
            : text(Path.of(nameOrPath));
    return this;
  }

  private static String bundled(String name) {
    String resource = "/kagemusha/topologies/" + name + ".conf";
    try (InputStream in = TopologyReader.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a part of the topology's text wherever it stands. */
  public ClusterBuilder with(String part, String other) {
    if (!topology.contains(part)) {
      throw new IllegalArgumentException("not in the topology: " + part);
    }
    topology = topology.replace(part, other);
    return this;
  }

  /** The virtual machines have as much data as the topology says, instead of 1 GB each. */
  public ClusterBuilder allData() {
    data = "";
    return this;
  }

  /** More of the scenario, as in its file; what has been said before is overruled. */
  public ClusterBuilder scenario(String text) {
    scenario.add(text);
    return this;
  }

  /** More jobs, each as in a scenario's list. */
  public ClusterBuilder jobs(String... each) {
    jobs.addAll(List.of(each));
    return this;
  }

  /** What is done to the cluster at a time, each as in a scenario's list. */
  public ClusterBuilder injections(String... each) {
    injections.addAll(List.of(each));
    return this;
  }

  public ClusterBuilder seed(long number) {
    seed = number;
    return this;
  }

  /** Starts a cluster, which stands before its first tick; it is closed behind the test. */
  public TestCluster start() {
    Path folder = folders.apply("cluster");
    try {
      Files.writeString(folder.resolve(RunPlan.TOPOLOGY_FILE), topology);
      Files.writeString(folder.resolve(RunPlan.SCENARIO_FILE), scenarioText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return opener.open(folder, seed, maker);
  }

  private String scenarioText() {
    return USUAL
        + data
        + String.join("\n", scenario)
        + more("jobs", jobs)
        + more("injections", injections);
  }

  private static String more(String list, List<String> elements) {
    return elements.isEmpty()
        ? "\n"
        : "\n%s = ${?%s} [\n  %s\n]\n".formatted(list, list, String.join("\n  ", elements));
  }
}
