package kagemusha.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.wall.WallClock;
import kagemusha.node.RunPlan;

/**
 * The line that shows how far a run is: virtual time, phase, speed over real time, ticks per
 * second, time left. On a terminal it is rewritten in place, elsewhere it is printed every ten
 * seconds.
 */
final class Progress {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long LOG_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final RunPlan plan;
  private final boolean terminal;
  private String job = "";
  private long begunAt;
  private long shownAt;

  Progress(PrintStream out, RunPlan plan, boolean terminal) {
    this.out = out;
    this.plan = plan;
    this.terminal = terminal;
  }

  /** For a run that nobody watches. */
  static Progress silent(RunPlan plan) {
    return new Progress(new PrintStream(OutputStream.nullOutputStream()), plan, false);
  }

  void begun(int machines) {
    begunAt = WallClock.nanos();
    shownAt = begunAt - LOG_NANOS;
    out.printf("%d machines are up; the first tick begins.%n", machines);
  }

  void tick(long virtualNanos, long ticks, List<EventRecord> events) {
    for (EventRecord event : events) {
      if (!event.correlation().isEmpty()) {
        job = event.text();
      }
    }
    long now = WallClock.nanos();
    if (now - shownAt < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
      return;
    }
    shownAt = now;
    double seconds = Math.max(1e-3, (now - begunAt) / 1e9);
    double speed = virtualNanos / 1e9 / seconds;
    long leftNanos = (long) ((plan.endNanos() - virtualNanos) / Math.max(speed, 1e-9));
    String line =
        "%s of %s  %-14s %6.0fx  %6.0f ticks/s  %s left  %s"
            .formatted(
                VirtualClock.elapsed(virtualNanos),
                VirtualClock.elapsed(plan.endNanos()),
                phase(virtualNanos),
                speed,
                ticks / seconds,
                VirtualClock.elapsed(leftNanos),
                job);
    if (terminal) {
      out.print("\r" + cut(line) + "\u001b[K");
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** A line of its own, above the one that is rewritten. */
  void say(String line) {
    out.println((terminal ? "\r\u001b[K" : "") + line);
  }

  void ended() {
    if (terminal) {
      out.println();
    }
  }

  private static String cut(String line) {
    return line.length() > 118 ? line.substring(0, 118) : line;
  }

  private String phase(long virtualNanos) {
    if (!plan.wholeDay()) {
      return "part of a day";
    } else if (virtualNanos < plan.steadyFromNanos()) {
      return "log-in storm";
    }
    return virtualNanos < plan.steadyUntilNanos() ? "steady state" : "last hour";
  }
}
