package kagemusha.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.config.Topology;
import kagemusha.node.migration.Migrated;
import kagemusha.node.migration.PreCopy;

/** The live migrations of a run, beside what the formula of pre-copy says they take. */
final class MigrationReport {
  private static final double TOLERANCE = 0.1;

  /** One that is complete. */
  record Row(long nanos, Migrated migrated, PreCopy formula) {
    double brownOutRatio() {
      return migrated.brownOutSeconds() / formula.brownOutSeconds();
    }

    double blackOutRatio() {
      return migrated.blackOutMs() / 1e3 / formula.blackOutSeconds();
    }

    boolean agrees() {
      return Math.abs(brownOutRatio() - 1) <= TOLERANCE
          && Math.abs(blackOutRatio() - 1) <= TOLERANCE;
    }

    private String verdict() {
      return (agrees() ? "within" : "OUTSIDE") + " 10 %";
    }
  }

  private final List<Row> rows;

  private MigrationReport(List<Row> rows) {
    this.rows = rows;
  }

  /** Reads the events that a run has left in its folder. */
  static MigrationReport read(Path folder, Topology topology) throws IOException {
    List<Row> rows = new ArrayList<>();
    EventFile.read(
        folder,
        event -> {
          if (event.get("source").asText().equals(Migrated.SOURCE)
              && event.get("id").asInt() == Migrated.EVENT) {
            rows.add(row(event, topology));
          }
        });
    return new MigrationReport(rows);
  }

  private static Row row(JsonNode event, Topology topology) {
    Migrated migrated = Migrated.parse(event.get("text").asText());
    return new Row(
        event.get("nanos").asLong(),
        migrated,
        PreCopy.of(topology, migrated.vm(), migrated.network()));
  }

  List<Row> rows() {
    return rows;
  }

  /** Nothing if nobody has moved. */
  void print(PrintStream out) {
    if (rows.isEmpty()) {
      return;
    }
    out.printf(
        "%n%-44s %9s %10s %10s %10s %10s%n",
        "Live migrations", "passes", "brown-out", "formula", "black-out", "formula");
    for (Row row : rows) {
      Migrated migrated = row.migrated();
      out.printf(
          "%9s  %-33s %2d (%d) %8.1f s %8.1f s %7.0f ms %7.0f ms  %s%n",
          VirtualClock.elapsed(row.nanos()),
          "%s from %s to %s".formatted(migrated.vm(), migrated.from(), migrated.to()),
          migrated.passes(),
          row.formula().passes(),
          migrated.brownOutSeconds(),
          row.formula().brownOutSeconds(),
          migrated.blackOutMs(),
          row.formula().blackOutSeconds() * 1e3,
          row.verdict());
    }
  }

  /** For the summary of the run. */
  List<Map<String, Object>> summary() {
    return rows.stream().map(MigrationReport::summary).toList();
  }

  private static Map<String, Object> summary(Row row) {
    Migrated migrated = row.migrated();
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("endNanos", row.nanos());
    one.put("vm", migrated.vm());
    one.put("from", migrated.from());
    one.put("to", migrated.to());
    one.put("network", migrated.network());
    one.put("passes", migrated.passes());
    one.put("copiedMb", migrated.copiedMb());
    one.put("lastMb", migrated.lastMb());
    one.put("brownOutSeconds", Decimal.of(migrated.brownOutSeconds()));
    one.put("blackOutMs", Decimal.of(migrated.blackOutMs()));
    one.put("formulaPasses", row.formula().passes());
    one.put("formulaBrownOutSeconds", Decimal.of(row.formula().brownOutSeconds()));
    one.put("formulaBlackOutMs", Decimal.of(row.formula().blackOutSeconds() * 1e3));
    one.put("within10Percent", row.agrees());
    return one;
  }
}
