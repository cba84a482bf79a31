package kagemusha.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs the command line in this process, its machines in others, and keeps what it prints. */
final class Command {
  /** What came of it. */
  record Result(int exitCode, String out, String err) {}

  private Command() {}

  static synchronized Result run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int code = Main.execute(arguments);
      return new Result(
          code,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** A run that must succeed; returns its folder. */
  static Path runInto(Path runs, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--runs", runs.toString()));
    Result result = run(all.toArray(String[]::new));
    if (result.exitCode() != ExitCode.OK) {
      throw new AssertionError(
          "exit code " + result.exitCode() + "\n" + result.out() + result.err());
    }
    return onlyFolder(runs);
  }

  static Path onlyFolder(Path runs) throws Exception {
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.reduce((one, other) -> other).orElseThrow();
    }
  }

  /** Processes of machines that this process has started and that are alive. */
  static List<ProcessHandle> machineProcesses() {
    return machineProcesses(ProcessHandle.current());
  }

  /** Processes of machines below another process. */
  static List<ProcessHandle> machineProcesses(ProcessHandle launcher) {
    return launcher.descendants().filter(each -> commandLine(each).contains("NodeMain")).toList();
  }

  /** The process that has only this machine. */
  static ProcessHandle process(String machine) {
    return machineProcesses().stream()
        .filter(each -> commandLine(each).contains("--machines " + machine + " "))
        .findFirst()
        .orElseThrow();
  }

  /** Kills the process that has only this machine. */
  static void kill(String machine) {
    process(machine).destroyForcibly();
  }

  /** The whole command line; the JDK cuts it off behind a long class path. */
  static String commandLine(ProcessHandle process) {
    try {
      Process ps =
          new ProcessBuilder("ps", "-ww", "-o", "command=", "-p", Long.toString(process.pid()))
              .start();
      return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
