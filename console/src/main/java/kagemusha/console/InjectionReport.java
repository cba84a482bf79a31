package kagemusha.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import kagemusha.config.Injection;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.node.OutsideOrders;
import kagemusha.node.RunLog;
import kagemusha.node.injection.InjectionEvents;

/** What was done to the site in a run, and what of it touched nothing. */
final class InjectionReport {
  private static final String NETWORK_FAULT = "Network fault";

  /** One injection of the scenario, or one that was ordered during the run. */
  private static final class Row {
    String title = "";
    String when = "by order";
    String place = OutsideOrders.FILE;
    boolean mustTouch;
    boolean triggered;
    boolean passedOver;
    final List<Long> begun = new ArrayList<>();
    final List<String> what = new ArrayList<>();

    /** Told in events: so much at least, even if the machine that counted did not live on. */
    long told;

    long counted;

    long touched() {
      return Math.max(told, counted);
    }
  }

  private final Map<Integer, Row> rows = new TreeMap<>();

  private InjectionReport(List<Injection> injections) {
    for (Injection each : injections) {
      Row row = row(Integer.toString(each.number()));
      row.title = each.title();
      row.when = each.trigger().title();
      row.place = placeOf(each);
      row.mustTouch = each.mustTouch();
    }
  }

  private static String placeOf(Injection injection) {
    return injection.file().equals(OutsideOrders.FILE)
        ? injection.file() + " " + injection.number()
        : Path.of(injection.file()).getFileName() + ":" + injection.line();
  }

  /**
   * Reads the events that a run has left in its folder, and what was ordered while it went on.
   *
   * @param statistics the run's
   */
  static InjectionReport read(Path folder, OutsideOrders orders, List<Statistic> statistics)
      throws IOException {
    List<Injection> injections = new ArrayList<>(orders.planned());
    for (RunLog.Entry entry : RunLog.read(folder)) {
      if (entry.what() == RunLog.What.ORDER) {
        injections.add(orders.read(entry.number(), entry.text()));
      }
    }
    InjectionReport report = new InjectionReport(injections);
    EventFile.read(
        folder,
        event -> {
          if (event.get("source").asText().equals(InjectionEvents.SOURCE)) {
            report.add(event);
          }
        });
    statistics.forEach(report::count);
    return report;
  }

  private Row row(String number) {
    return rows.computeIfAbsent(Integer.valueOf(number), each -> new Row());
  }

  private void add(JsonNode event) {
    Row row = row(event.get("correlation").asText());
    String text = event.get("text").asText();
    String what = text.substring(text.indexOf(": ") + 2, text.length() - 1);
    switch (event.get("id").asInt()) {
      case InjectionEvents.TRIGGERED -> row.triggered = true;
      case InjectionEvents.PASSED_OVER -> row.passedOver = true;
      case InjectionEvents.BEGUN -> {
        row.title = row.title.isEmpty() ? what : row.title;
        row.begun.add(event.get("nanos").asLong());
      }
      case InjectionEvents.TOUCHED -> {
        row.told++;
        row.what.add(what.replaceFirst("touched: ", ""));
      }
      case InjectionEvents.REFUSED, InjectionEvents.NOBODY, InjectionEvents.TOO_LATE ->
          row.what.add(what);
      default -> {}
    }
  }

  private void count(Statistic statistic) {
    if (statistic.counter().equals(Disturbance.FIGURE)) {
      row(statistic.instance()).counted += (long) statistic.value();
    } else if (statistic.counter().equals(NETWORK_FAULT)) {
      OptionalInt number = InjectionEvents.ofNetworkFault(statistic.instance());
      if (number.isPresent() && statistic.value() > 0) {
        Row row = row(Integer.toString(number.getAsInt()));
        row.counted += (long) statistic.value();
        row.what.add("%.0f %s".formatted(statistic.value(), statistic.statistic()));
      }
    }
  }

  /** Whether all that had to touch something has done so. */
  boolean good() {
    return failures().isEmpty();
  }

  /** Those that had to touch something and did not. */
  List<String> failures() {
    return idle(true);
  }

  /** Those that need not touch anything, and did not. */
  List<String> remarks() {
    return idle(false);
  }

  private List<String> idle(boolean mustTouch) {
    return rows.values().stream()
        .filter(row -> row.mustTouch == mustTouch && row.touched() == 0)
        .map(row -> row.place + ": " + row.title + " " + verdict(row))
        .toList();
  }

  private static String verdict(Row row) {
    if (row.touched() > 0) {
      return "touched " + row.touched();
    } else if (!row.triggered && row.passedOver) {
      return "was passed over by chance";
    } else if (!row.triggered) {
      return "NEVER CAME";
    }
    return row.begun.isEmpty() ? "REACHED NOBODY" : "TOUCHED NOTHING";
  }

  /** Nothing if nothing was to be done. */
  void print(PrintStream out) {
    if (rows.isEmpty()) {
      return;
    }
    out.printf("%nInjections%n");
    rows.forEach(
        (number, row) -> {
          String begun = row.begun.isEmpty() ? "" : VirtualClock.elapsed(row.begun.get(0));
          String more =
              row.begun.size() > 1 ? " and %d x more".formatted(row.begun.size() - 1) : "";
          out.printf(
              "  %3d  %-34s %-34s %8s%s  %s%n",
              number, row.title, row.when, begun, more, verdict(row));
          row.what.stream().distinct().limit(4).forEach(what -> out.printf("       %s%n", what));
          if (row.touched() == 0) {
            out.printf("       see %s%n", row.place);
          }
        });
  }

  /** For the summary of the run. */
  List<Map<String, Object>> summary() {
    List<Map<String, Object>> all = new ArrayList<>();
    rows.forEach(
        (number, row) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("number", number);
          one.put("place", row.place);
          one.put("what", row.title);
          one.put("when", row.when);
          one.put("begunNanos", row.begun);
          one.put("touched", row.touched());
          one.put("verdict", verdict(row));
          all.add(one);
        });
    return all;
  }
}
