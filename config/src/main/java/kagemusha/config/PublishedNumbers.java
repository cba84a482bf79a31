package kagemusha.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published numbers, by key, in the order of their file. Immutable. A figure that was printed
 * in two units has two rows under one key; the first of them is the one that is found.
 */
public final class PublishedNumbers {
  private static final List<String> HEADER =
      List.of(
          "scenario", "condition", "counter", "instance", "unit", "statistic", "value", "where");

  /** By key and unit. */
  private final Map<List<Object>, PublishedNumber> numbers;

  private final Map<PublishedKey, PublishedNumber> byKey;

  private PublishedNumbers(
      Map<List<Object>, PublishedNumber> numbers, Map<PublishedKey, PublishedNumber> byKey) {
    this.numbers = numbers;
    this.byKey = byKey;
  }

  /** The numbers that come with the product. */
  public static PublishedNumbers bundled() {
    return new PublishedNumbers(Map.of(), Map.of())
        .with("published.csv", HoconDocument.resourceText("published.csv"));
  }

  /** These numbers and those of another file with the same columns; no row may come twice. */
  public PublishedNumbers with(Path csv) {
    try {
      return with(csv.toString(), Files.readString(csv));
    } catch (IOException e) {
      throw new ConfigException(csv + ": cannot be read; expected a CSV file in UTF-8");
    }
  }

  PublishedNumbers with(String file, String text) {
    List<CsvRows.CsvRow> rows = CsvRows.parse(file, text);
    if (rows.isEmpty() || !rows.get(0).fields().equals(HEADER)) {
      throw new Position(file, 1)
          .fault("found another header; allowed: " + String.join(",", HEADER));
    }
    var all = new LinkedHashMap<>(numbers);
    var first = new LinkedHashMap<>(byKey);
    for (CsvRows.CsvRow row : rows.subList(1, rows.size())) {
      PublishedNumber number = number(new Position(file, row.line()), row.fields());
      if (all.put(List.of(number.key(), number.unit()), number) != null) {
        String problem = "found the key (" + number.key() + ") again in the same unit";
        throw new Position(file, row.line()).fault(problem + "; allowed: once");
      }
      first.putIfAbsent(number.key(), number);
    }
    return new PublishedNumbers(all, first);
  }

  private static PublishedNumber number(Position position, List<String> f) {
    if (f.size() != HEADER.size()) {
      String columns = HEADER.size() + " (" + String.join(",", HEADER) + ")";
      throw position.fault("found " + f.size() + " columns; allowed: " + columns);
    }
    for (int column : new int[] {0, 1, 2, 3, 5, 6}) {
      if (f.get(column).isBlank()) {
        throw position.fault(HEADER.get(column) + ": found nothing; allowed: a text");
      }
    }
    var key = new PublishedKey(f.get(0), f.get(1), f.get(2), f.get(3), f.get(5));
    return new PublishedNumber(key, f.get(4), f.get(6), f.get(7));
  }

  public Optional<PublishedNumber> find(PublishedKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  public Optional<PublishedNumber> find(
      String scenario, String condition, String counter, String instance, String statistic) {
    return find(new PublishedKey(scenario, condition, counter, instance, statistic));
  }

  /** All numbers in the order of their files. */
  public List<PublishedNumber> all() {
    return List.copyOf(numbers.values());
  }

  public int size() {
    return numbers.size();
  }
}
