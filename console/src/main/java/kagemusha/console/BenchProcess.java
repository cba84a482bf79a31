package kagemusha.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of this program in a process of its own, ended with this one. */
final class BenchProcess implements AutoCloseable {
  private final Process process;
  private final OnSignal onSignal;

  /** With the JVM flags that this process was started with. */
  static BenchProcess likeThis(List<String> arguments) throws IOException {
    return new BenchProcess(ManagementFactory.getRuntimeMXBean().getInputArguments(), arguments);
  }

  /** With the JVM flags of a process that runs so many machines. */
  static BenchProcess likeANode(int machines, List<String> arguments) throws IOException {
    return new BenchProcess(NodeProcesses.jvmFlags(machines, false), arguments);
  }

  private BenchProcess(List<String> flags, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    onSignal = new OnSignal("bench-child", process::destroyForcibly);
  }

  /** Its standard output, line by line. */
  BufferedReader output() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @return its exit code
   */
  int await() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    onSignal.close();
  }
}
