package kagemusha.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.wall.WallClock;
import kagemusha.node.NodeMain;

/**
 * The processes that run the machines. Each holds the other end of a pipe from this one and ends
 * when the pipe does, so none outlives the launcher even if that is killed.
 */
final class NodeProcesses implements RunListener, AutoCloseable {
  /** A process and the machines it runs. */
  record Node(List<String> machines, Process process) {
    boolean runs(String machine) {
      return machines.contains(machine);
    }

    /** Kills it and waits until it is gone. */
    void kill() {
      process.destroyForcibly().onExit().join();
    }

    /** Its machines, for people. */
    String title() {
      return String.join(",", machines);
    }
  }

  private static final String TEMPORARY = "tmp";
  private static final long END_NANOS = 2_000_000_000L;

  /** Environment variable with flags that come after all others, divided by spaces. */
  private static final String OPTIONS = "KAGEMUSHA_NODE_OPTS";

  private final Path folder;
  private final String seedNode;
  private final String array;
  private final Consumer<Node> exited;
  private final List<Node> nodes = new CopyOnWriteArrayList<>();

  /** Processes that the cluster has given up, by machine. */
  private final Map<String, Process> givenUp = new TreeMap<>();

  /**
   * @param array name of the machine whose memory is mostly block versions
   * @param exited hears of each process that ends, but for those that others have replaced
   */
  NodeProcesses(Path folder, String seedNode, String array, Consumer<Node> exited) {
    this.folder = folder;
    this.seedNode = seedNode;
    this.array = array;
    this.exited = exited;
  }

  /**
   * @throws UncheckedIOException if a process cannot be started
   */
  void start(List<List<String>> machinesOfProcesses) {
    for (List<String> machines : machinesOfProcesses) {
      Node node = start(machines, false);
      nodes.add(node);
      watch(node);
    }
  }

  private void watch(Node node) {
    node.process()
        .onExit()
        .thenRun(
            () -> {
              if (nodes.contains(node)) {
                exited.accept(node);
              }
            });
  }

  @Override
  public void lost(String machine, long tick, long startNanos, boolean comesBack) {
    givenUp.put(machine, nodes.get(indexOf(machine)).process());
  }

  /**
   * Starts the process of a machine that was lost again, with all its machines, unless that has
   * been done for another of them. One that only seemed dead is ended then.
   */
  @Override
  public void expected(String machine) {
    int index = indexOf(machine);
    Node node = nodes.get(index);
    if (node.process() == givenUp.get(machine)) {
      Node next = start(node.machines(), true);
      nodes.set(index, next);
      node.process().destroyForcibly();
      watch(next);
    }
  }

  private int indexOf(String machine) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).runs(machine)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no process of " + machine);
  }

  /** Kills the process that runs a machine, and waits until it is gone. */
  void kill(String machine) {
    nodes.get(indexOf(machine)).kill();
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  private Node start(List<String> machines, boolean rejoining) {
    Path logs = folder.resolve("logs");
    Path log = logs.resolve(String.join("+", machines) + ".log");
    Path temporary = folder.resolve(TEMPORARY);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags(machines.size(), machines.equals(List.of(array))));
    // The SQLite driver unpacks its library into a file that a process that is killed leaves
    // behind.
    command.add("-Dorg.sqlite.tmpdir=" + temporary);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(NodeMain.class.getName());
    command.addAll(List.of("--machines", String.join(",", machines)));
    command.addAll(List.of("--run", folder.toString()));
    command.addAll(List.of("--seed-node", seedNode));
    if (rejoining) {
      command.add("--rejoin");
    }
    try {
      Files.createDirectories(logs);
      Files.createDirectories(temporary);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .redirectError(Redirect.appendTo(log.toFile()));
      // Fewer arenas of the C library: each keeps memory that it no longer uses.
      builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "1");
      Process process = builder.start();
      return new Node(machines, process);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start the process of " + String.join(",", machines), e);
    }
  }

  /**
   * Measured on two cores over a whole day of five processes: both compilers run the day a third
   * faster than the first alone, which in turn keeps the array 30 MB smaller; so only the array,
   * whose block versions fill its memory, does without the second. A young generation left to
   * itself would grow with those versions, which live for ever, and take up to 100 MB for nothing.
   */
  static List<String> jvmFlags(int machines, boolean small) {
    List<String> flags = new ArrayList<>();
    flags.add("-Xms96m");
    flags.add("-Xmx" + (256 + 128 * machines) + "m");
    flags.add("-Xmn" + 16 * machines + "m");
    flags.add("-Xss512k");
    flags.add("-XX:+UseSerialGC");
    if (small) {
      flags.add("-XX:TieredStopAtLevel=1");
    }
    flags.add("-XX:ReservedCodeCacheSize=64m");
    flags.add("-XX:MaxMetaspaceSize=128m");
    flags.add("-Xshare:auto");
    String archive = System.getProperty("kagemusha.archive", "");
    if (!archive.isEmpty() && Files.isReadable(Path.of(archive))) {
      flags.add("-XX:SharedArchiveFile=" + archive);
    }
    String own = System.getenv().getOrDefault(OPTIONS, "");
    Stream.of(own.split(" ")).filter(each -> !each.isBlank()).forEach(flags::add);
    return flags;
  }

  /** Ends all processes: first by closing their pipes, then by force. */
  @Override
  public void close() {
    for (Node node : nodes) {
      try {
        node.process().getOutputStream().close();
      } catch (IOException e) {
        // The process is gone already, and its pipe with it.
      }
    }
    long deadline = WallClock.nanos() + END_NANOS;
    for (Node node : nodes) {
      try {
        long left = Math.max(0, deadline - WallClock.nanos());
        if (!node.process().waitFor(left, TimeUnit.NANOSECONDS)) {
          node.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        node.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    deleteTemporary();
  }

  private void deleteTemporary() {
    try {
      Folders.delete(folder.resolve(TEMPORARY));
    } catch (IOException | UncheckedIOException e) {
      // What is left there is small and lies in the run's own folder.
    }
  }
}
