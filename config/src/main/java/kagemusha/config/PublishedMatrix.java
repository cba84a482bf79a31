package kagemusha.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.MatrixRow.When;

/** Reads the published matrix of irregular patterns. [WP Table 13-1] */
public final class PublishedMatrix {
  private static final String FILE = "matrix.csv";
  private static final List<String> HEADER =
      List.of(
          "number",
          "method",
          "category",
          "operation",
          "when",
          "jobs",
          "backup",
          "restore",
          "note",
          "standing");

  private PublishedMatrix() {}

  /** The matrix that comes with the product, in the order of its numbers. */
  public static List<MatrixRow> bundled() {
    return read(FILE, HoconDocument.resourceText(FILE));
  }

  static List<MatrixRow> read(String file, String text) {
    List<CsvRows.CsvRow> lines = CsvRows.parse(file, text);
    if (lines.isEmpty() || !lines.get(0).fields().equals(HEADER)) {
      throw new Position(file, 1)
          .fault("found another header; allowed: " + String.join(",", HEADER));
    }
    List<MatrixRow> rows = new ArrayList<>();
    for (CsvRows.CsvRow line : lines.subList(1, lines.size())) {
      rows.add(row(new Line(new Position(file, line.line()), line.fields()), rows.size() + 1));
    }
    return rows;
  }

  private static MatrixRow row(Line line, int number) {
    line.is("number", String.valueOf(number));
    List<Kind> jobs =
        Arrays.stream(line.text("jobs").split(" "))
            .map(key -> line.choice("jobs", key, Kind.values(), Kind::key))
            .toList();
    return new MatrixRow(
        number,
        line.choice("method", line.text("method"), Method.values(), Method::key),
        line.text("category"),
        line.text("operation"),
        line.choice("when", line.text("when"), When.values(), When::key),
        jobs,
        line.fails("backup"),
        line.fails("restore"),
        Integer.parseInt(line.oneOf("note", List.of("1", "2", "3"))),
        line.oneOf("standing", List.of("", "hypothesis")).equals("hypothesis"));
  }

  /** A record of the file, by its columns. */
  private record Line(Position position, List<String> fields) {
    Line {
      if (fields.size() != HEADER.size()) {
        throw position.fault("found " + fields.size() + " columns; allowed: " + HEADER.size());
      }
    }

    String text(String column) {
      return fields.get(HEADER.indexOf(column));
    }

    void is(String column, String value) {
      oneOf(column, List.of(value));
    }

    String oneOf(String column, List<String> allowed) {
      if (!allowed.contains(text(column))) {
        String rule = "; allowed: " + String.join(", ", allowed);
        throw position.fault(column + ": found '" + text(column) + "'" + rule);
      }
      return text(column);
    }

    boolean fails(String column) {
      return oneOf(column, List.of("x", "o")).equals("x");
    }

    <T> T choice(String column, String key, T[] values, Function<T, String> keyOf) {
      return Arrays.stream(values)
          .filter(value -> keyOf.apply(value).equals(key))
          .findFirst()
          .orElseThrow(
              () -> {
                List<String> allowed = Arrays.stream(values).map(keyOf).toList();
                String rule = "; allowed: " + String.join(", ", allowed);
                return position.fault(column + ": found '" + key + "'" + rule);
              });
    }
  }
}
