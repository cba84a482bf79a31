package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CsvRowsTest {
  /** Whatever is written with quotes is read back as it was. */
  @Property(tries = 300)
  void roundTrip(@ForAll("tables") List<List<String>> table) {
    String text =
        table.stream()
            .map(row -> row.stream().map(CsvRowsTest::quoted).collect(Collectors.joining(",")))
            .collect(Collectors.joining("\r\n"));

    assertThat(CsvRows.parse("x.csv", text)).extracting(CsvRows.CsvRow::fields).isEqualTo(table);
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> field = Arbitraries.strings().withChars("ab,\"\n\r é").ofMaxLength(6);
    return field.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(5);
  }

  private static String quoted(String field) {
    return '"' + field.replace("\"", "\"\"") + '"';
  }

  @Example
  void linesAreCountedThroughQuotedLineEndsAndEmptyLines() {
    assertThat(CsvRows.parse("x.csv", "a,b\n\r\n\"c\nd\",e\nf,\n"))
        .containsExactly(
            new CsvRows.CsvRow(1, List.of("a", "b")),
            new CsvRows.CsvRow(3, List.of("c\nd", "e")),
            new CsvRows.CsvRow(5, List.of("f", "")));
  }
}
