package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;

/** The times in which a host's I/O to one volume goes through another host. */
final class RedirectedTimes {
  private record Span(long startNanos, long endNanos, long netNanos) {}

  private final List<Span> ended = new ArrayList<>();
  private boolean redirected;
  private long startNanos;
  private long startPadNanos;

  /** The volume's state is known again, at a time and with the padding of the message. */
  void now(boolean isRedirected, long nowNanos, long padNanos) {
    if (isRedirected && !redirected) {
      startNanos = nowNanos;
      startPadNanos = padNanos;
    } else if (!isRedirected && redirected) {
      long padding = Math.max(0, padNanos - startPadNanos);
      ended.add(new Span(startNanos, nowNanos, Math.max(0, nowNanos - startNanos - padding)));
    }
    redirected = isRedirected;
  }

  /**
   * Start and end of each time, and its length without padding; one that lasts has only a start.
   */
  void summarise(String path, Consumer<Statistic> report) {
    int number = 0;
    for (Span span : ended) {
      String instance = path + "/" + ++number;
      report(instance, "start", span.startNanos(), report);
      report(instance, "end", span.endNanos(), report);
      report(instance, "seconds", span.netNanos(), report);
    }
    if (redirected) {
      report(path + "/" + ++number, "start", startNanos, report);
    }
  }

  private static void report(
      String instance, String statistic, long nanos, Consumer<Statistic> report) {
    report.accept(new Statistic(CsvWiring.REDIRECTED_VOLUME, instance, statistic, nanos / 1e9));
  }
}
