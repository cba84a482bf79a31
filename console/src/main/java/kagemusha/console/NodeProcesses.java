package kagemusha.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kagemusha.node.NodeMain;

/**
 * The processes that run the machines. Each holds the other end of a pipe from this one and ends
 * when the pipe does, so none outlives the launcher even if that is killed.
 */
final class NodeProcesses implements AutoCloseable {
  /** A process and the machines it runs. */
  record Node(String machines, Process process, Path log) {}

  private final Path folder;
  private final String seedNode;
  private final List<Node> nodes = new ArrayList<>();

  NodeProcesses(Path folder, String seedNode) {
    this.folder = folder;
    this.seedNode = seedNode;
  }

  /**
   * @throws UncheckedIOException if a process cannot be started
   */
  void start(List<List<String>> machinesOfProcesses) {
    for (List<String> machines : machinesOfProcesses) {
      nodes.add(start(String.join(",", machines), machines.size()));
    }
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  private Node start(String machines, int count) {
    Path logs = folder.resolve("logs");
    Path log = logs.resolve(machines.replace(',', '+') + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags(count));
    command.add("-Dkagemusha.log=" + log);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(NodeMain.class.getName());
    command.addAll(List.of("--machines", machines));
    command.addAll(List.of("--run", folder.toString()));
    command.addAll(List.of("--seed-node", seedNode));
    try {
      Files.createDirectories(logs);
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .redirectError(Redirect.appendTo(log.toFile()))
              .start();
      return new Node(machines, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the process of " + machines, e);
    }
  }

  /** Small heaps, one collector thread, classes from the archive that the launcher script made. */
  static List<String> jvmFlags(int machines) {
    List<String> flags = new ArrayList<>();
    flags.add("-Xms32m");
    flags.add("-Xmx" + (machines == 1 ? 288 : 256 + 128 * machines) + "m");
    flags.add("-Xss512k");
    flags.add("-XX:+UseSerialGC");
    flags.add("-XX:ReservedCodeCacheSize=64m");
    flags.add("-XX:MaxMetaspaceSize=128m");
    flags.add("-Xshare:auto");
    String archive = System.getProperty("kagemusha.archive", "");
    if (!archive.isEmpty() && Files.isReadable(Path.of(archive))) {
      flags.add("-XX:SharedArchiveFile=" + archive);
    }
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
    for (Node node : nodes) {
      try {
        if (!node.process().waitFor(2, TimeUnit.SECONDS)) {
          node.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        node.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
