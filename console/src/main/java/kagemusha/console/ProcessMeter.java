package kagemusha.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kagemusha.kernel.wall.WallClock;

/**
 * Watches the memory and processor time of this process and of all that it starts, from outside,
 * every quarter of a second until it is closed.
 */
final class ProcessMeter implements AutoCloseable {
  /** How this process is called among the others. */
  static final String LAUNCHER = "launcher";

  private static final long PERIOD_MILLIS = 250;

  /**
   * What a process has used.
   *
   * @param memoryBytes the most resident memory at any time
   * @param cpuNanos processor time in user and kernel mode
   */
  record Usage(long memoryBytes, long cpuNanos) {}

  private record Sample(long wallNanos, long cpuNanos) {}

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(ProcessMeter::daemon);
  private final Map<Long, String> names = new LinkedHashMap<>();
  private final Map<Long, Usage> usages = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  ProcessMeter() {
    executor.scheduleAtFixedRate(this::sample, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "process-meter");
    thread.setDaemon(true);
    return thread;
  }

  private synchronized void sample() {
    measure(ProcessHandle.current(), LAUNCHER);
    ProcessHandle.current().descendants().forEach(each -> measure(each, nameOf(each)));
    long cpuNanos = usages.values().stream().mapToLong(Usage::cpuNanos).sum();
    samples.add(new Sample(WallClock.nanos(), cpuNanos));
  }

  private void measure(ProcessHandle process, String name) {
    names.put(process.pid(), name);
    Usage before = usages.getOrDefault(process.pid(), new Usage(0, 0));
    long cpuNanos = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    usages.put(
        process.pid(),
        new Usage(
            Math.max(before.memoryBytes(), residentBytes(process.pid())),
            Math.max(before.cpuNanos(), cpuNanos)));
  }

  /** Asked again as long as it is empty: a process has its arguments a moment after its birth. */
  private String nameOf(ProcessHandle process) {
    String known = names.getOrDefault(process.pid(), "");
    return known.isEmpty() ? machines(process) : known;
  }

  /** The machines that a process runs, empty for a helper such as {@code ps}. */
  private static String machines(ProcessHandle process) {
    List<String> arguments = Arrays.asList(process.info().arguments().orElse(new String[0]));
    int at = arguments.indexOf("--machines");
    return at < 0 || at + 1 == arguments.size() ? "" : arguments.get(at + 1);
  }

  private static long residentBytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      if (Files.exists(Path.of("/proc/self/status"))) {
        return peakBytes(Files.readAllLines(status));
      }
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return kilobytes.isBlank() ? 0 : Long.parseLong(kilobytes.strip()) * 1024;
    } catch (IOException e) {
      return 0; // It has ended meanwhile.
    }
  }

  /** The high-water mark in Linux's description of a process. */
  static long peakBytes(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  /** What each process that runs machines has used, and this one, by the names of its machines. */
  synchronized Map<String, Usage> usages() {
    Map<String, Usage> byName = new LinkedHashMap<>();
    usages.forEach(
        (pid, usage) -> {
          if (!names.get(pid).isEmpty()) {
            byName.put(names.get(pid), usage);
          }
        });
    return byName;
  }

  /** Processor time of all processes in the last so many nanoseconds before the last sample. */
  synchronized long cpuNanosOfLast(long wallNanos) {
    Sample last = samples.get(samples.size() - 1);
    for (Sample each : samples) {
      if (each.wallNanos() >= last.wallNanos() - wallNanos) {
        return last.cpuNanos() - each.cpuNanos();
      }
    }
    return 0;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
