package kagemusha.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time goes: every latency of the steady state and of each job, taken apart by cause. The
 * terminal shows the disks of all guests together; the summary has each of them, the hosts' and the
 * array's volumes too.
 */
final class LatencyTable {
  private LatencyTable() {}

  /** Prints nothing of a run that has recorded no latencies. */
  static void print(PrintStream out, List<LatencyWindow> windows) {
    if (windows.stream().allMatch(window -> window.totals().isEmpty())) {
      return;
    }
    out.printf("%nWhere the time goes: means in ms, and what they are made of%n");
    for (LatencyWindow window : windows) {
      List<LatencyTotal> lines = window.compact();
      if (!lines.isEmpty()) {
        out.println(window.title());
        lines.forEach(line -> out.println(line(line)));
      }
    }
  }

  private static String line(LatencyTotal total) {
    List<String> causes = new ArrayList<>();
    for (String cause : total.causesMs().keySet()) {
      double ms = total.meanMs(cause);
      if (ms >= 0.0005) {
        causes.add(cause + " " + ReportTable.number(ms));
      }
    }
    return String.format(
        Locale.ROOT,
        "  %-32s %9s = %s",
        total.name(),
        ReportTable.number(total.meanMs()),
        String.join(" + ", causes));
  }

  /** By window and latency: how many, the mean, and the mean of each cause that had any. */
  static Map<String, Object> summary(List<LatencyWindow> windows) {
    Map<String, Object> summary = new LinkedHashMap<>();
    for (LatencyWindow window : windows) {
      Map<String, Object> latencies = new LinkedHashMap<>();
      for (LatencyTotal total : window.totals()) {
        Map<String, String> figures = new LinkedHashMap<>();
        if (total.count() != LatencyTotal.OF_A_MEAN) {
          figures.put("count", Decimal.of(total.count()));
        }
        figures.put("ms", Decimal.of(total.meanMs()));
        total
            .causesMs()
            .keySet()
            .forEach(cause -> figures.put(cause, Decimal.of(total.meanMs(cause))));
        latencies.put(total.name(), figures);
      }
      summary.put(window.title(), latencies);
    }
    return summary;
  }
}
