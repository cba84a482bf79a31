package kagemusha.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a bench has measured.
 *
 * @param startSeconds from start to first tick, in order of size
 * @param run the run on the cluster
 * @param usages memory and processor time by machine, and of the launcher
 * @param cpuSeconds of all processes while the run went on
 * @param bareSeconds the same run in one thread without a cluster
 * @param sameBytes whether both have recorded the same
 */
record BenchFigures(
    List<Double> startSeconds,
    RunResult run,
    Map<String, ProcessMeter.Usage> usages,
    int cores,
    double cpuSeconds,
    double bareSeconds,
    boolean sameBytes) {
  /** Real seconds of the run on the cluster. */
  double wallSeconds() {
    return run.wallNanos() / 1e9;
  }

  /** Virtual over real time. */
  double speed() {
    return run.virtualNanos() / 1e9 / wallSeconds();
  }

  double ticksPerSecond() {
    return run.ticks() / wallSeconds();
  }

  /** The middle of all starts; the upper one of the middle two. */
  double medianStartSeconds() {
    return startSeconds.get(startSeconds.size() / 2);
  }

  /** How much longer the cluster takes than one thread. */
  double ratio() {
    return wallSeconds() / bareSeconds;
  }

  /** Working time of the machine that works most. */
  double maxWorkSeconds() {
    return run.summaries().stream().mapToLong(s -> s.wire().workNanos()).max().orElse(0) / 1e9;
  }

  double sumWorkSeconds() {
    return run.summaries().stream().mapToLong(s -> s.wire().workNanos()).sum() / 1e9;
  }

  long messages() {
    return run.summaries().stream().mapToLong(s -> s.wire().messages()).sum();
  }

  long bytes() {
    return run.summaries().stream().mapToLong(s -> s.wire().bytes()).sum();
  }

  long maxMemoryBytes() {
    return usages.values().stream().mapToLong(ProcessMeter.Usage::memoryBytes).max().orElse(0);
  }

  /** A quantity of seconds per tick, in milliseconds. */
  double perTickMillis(double seconds) {
    return seconds * 1000 / Math.max(1, run.ticks());
  }

  /**
   * Where the time of all cores went while the run went on, in parts of one.
   *
   * @param emulation as much as the bare loop takes
   * @param distribution all other processor time: actors, wire, compilers and collectors
   * @param idle machines waiting for each other, or other programs running
   */
  record Shares(double emulation, double distribution, double idle) {}

  Shares shares() {
    double all = cores * wallSeconds();
    double emulation = Math.min(bareSeconds, cpuSeconds);
    return new Shares(
        emulation / all, (cpuSeconds - emulation) / all, Math.max(0, all - cpuSeconds) / all);
  }

  /** The figures for a file. */
  Map<String, Object> asJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("startSeconds", startSeconds);
    json.put("wallSeconds", wallSeconds());
    json.put("speed", speed());
    json.put("ticksPerSecond", ticksPerSecond());
    json.put("processes", usages);
    json.put("cores", cores);
    json.put("cpuSeconds", cpuSeconds);
    json.put("messages", messages());
    json.put("bytes", bytes());
    json.put("maxWorkSeconds", maxWorkSeconds());
    json.put("sumWorkSeconds", sumWorkSeconds());
    json.put("bareSeconds", bareSeconds);
    json.put("ratio", ratio());
    json.put("sameBytes", sameBytes);
    return json;
  }
}
