package kagemusha.console;

import java.io.PrintStream;
import java.util.Locale;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.node.RunPlan;

/** The table of {@code kagemusha bench}. */
final class BenchReport {
  private static final double START_GOAL_SECONDS = 15;
  private static final double SPEED_GOAL = 200;
  private static final double SPEED_AIM = 500;
  private static final double MEMORY_GOAL_MB = 400;
  private static final double MEGABYTE = 1024.0 * 1024.0;

  private final PrintStream out;
  private final BenchFigures figures;

  BenchReport(PrintStream out, BenchFigures figures) {
    this.out = out;
    this.figures = figures;
  }

  void print(RunPlan plan) {
    line("");
    line(
        "Bench: %s of %s, seed %d, %d processes on %d cores, Java %s",
        VirtualClock.elapsed(plan.endNanos()),
        plan.scenario(),
        plan.seed(),
        plan.processes().size(),
        figures.cores(),
        System.getProperty("java.version"));
    line("");
    goals();
    line("");
    machines();
    line("");
    ticks();
    line("");
    obstacle();
  }

  private void goals() {
    if (!figures.startSeconds().isEmpty()) {
      row(
          "start to first tick",
          "%.1f s (median of %d; %.1f to %.1f)"
              .formatted(
                  figures.medianStartSeconds(),
                  figures.startSeconds().size(),
                  figures.startSeconds().get(0),
                  figures.startSeconds().get(figures.startSeconds().size() - 1)),
          goal(figures.medianStartSeconds() <= START_GOAL_SECONDS, "at most 15 s"));
    }
    row(
        "speed",
        "%.0fx real time (%.1f s), %.0f ticks/s"
            .formatted(figures.speed(), figures.wallSeconds(), figures.ticksPerSecond()),
        goal(figures.speed() >= SPEED_GOAL, "at least 200x")
            + (figures.speed() >= SPEED_AIM ? ", aim 500x: met" : ", aim 500x: missed"));
    row(
        "memory",
        "%.0f MB resident at most in one process".formatted(figures.maxMemoryBytes() / MEGABYTE),
        goal(figures.maxMemoryBytes() / MEGABYTE < MEMORY_GOAL_MB, "under 400 MB"));
    row(
        "bare loop",
        "%.1f s in one thread; the cluster takes %.2f times as long"
            .formatted(figures.bareSeconds(), figures.ratio()),
        figures.sameBytes() ? "same bytes: yes" : "same bytes: NO");
  }

  private void row(String what, String value, String verdict) {
    line("%-20s %-52s %s", what, value, verdict);
  }

  private static String goal(boolean met, String what) {
    return "goal " + what + ": " + (met ? "met" : "missed");
  }

  private void machines() {
    line(
        "%-10s %8s %8s %10s %8s %10s %10s",
        "machine", "work s", "wait s", "memory MB", "CPU s", "messages", "MB sent");
    for (MachineReport.Summary summary : figures.run().summaries()) {
      MachineReport.WireTotal wire = summary.wire();
      ProcessMeter.Usage usage = usage(summary.machine());
      line(
          "%-10s %8.1f %8.1f %10.0f %8.1f %10d %10.1f",
          summary.machine(),
          wire.workNanos() / 1e9,
          wire.waitNanos() / 1e9,
          usage.memoryBytes() / MEGABYTE,
          usage.cpuNanos() / 1e9,
          wire.messages(),
          wire.bytes() / MEGABYTE);
    }
    ProcessMeter.Usage launcher = usage(ProcessMeter.LAUNCHER);
    line(
        "%-10s %8s %8s %10.0f %8.1f",
        ProcessMeter.LAUNCHER,
        "",
        "",
        launcher.memoryBytes() / MEGABYTE,
        launcher.cpuNanos() / 1e9);
    line(
        "%-10s %8.1f %8s %10s %8s %10d %10.1f",
        "all",
        figures.sumWorkSeconds(),
        "",
        "",
        "",
        figures.messages(),
        figures.bytes() / MEGABYTE);
  }

  private ProcessMeter.Usage usage(String machine) {
    return figures.usages().getOrDefault(machine, new ProcessMeter.Usage(0, 0));
  }

  private void ticks() {
    double tick = figures.perTickMillis(figures.wallSeconds());
    double busiest = figures.perTickMillis(figures.maxWorkSeconds());
    line(
        "A tick takes %.3f ms: %.3f ms of work on the busiest machine, %.3f ms of waiting there;",
        tick, busiest, tick - busiest);
    line(
        "%.3f ms of work on all machines together; %.1f messages and %.1f KB on the wire.",
        figures.perTickMillis(figures.sumWorkSeconds()),
        figures.messages() / (double) Math.max(1, figures.run().ticks()),
        figures.bytes() / 1024.0 / Math.max(1, figures.run().ticks()));
  }

  private void obstacle() {
    BenchFigures.Shares shares = figures.shares();
    line("Time of all cores while the run went on:");
    line("  %5.1f %%  the emulation itself (what the bare loop takes)", 100 * shares.emulation());
    line(
        "  %5.1f %%  being distributed: actors, wire, compilers and collectors",
        100 * shares.distribution());
    line("  %5.1f %%  idle: machines waiting for each other and for mail", 100 * shares.idle());
    line("What stands most in the way of more speed: %s.", largest(shares));
  }

  private static String largest(BenchFigures.Shares shares) {
    double most = Math.max(shares.emulation(), Math.max(shares.distribution(), shares.idle()));
    if (most == shares.emulation()) {
      return "the emulation itself";
    }
    return most == shares.idle() ? "waiting between machines" : "the cost of being distributed";
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }
}
