package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedNumbersTest {
  private static final String HEADER =
      "scenario,condition,counter,instance,unit,statistic,value,where\n";

  @TempDir Path directory;
  private final PublishedNumbers bundled = PublishedNumbers.bundled();

  @Test
  void allRowsAreThere() {
    assertThat(bundled.size()).isEqualTo(228);
    assertThat(bundled.all()).hasSize(228);
    assertThat(bundled.all().stream().filter(n -> n.key().group().equals("S0/baseline")).count())
        .isEqualTo(54);
    assertThat(bundled.all().stream().filter(n -> n.key().scenario().equals("S2")).count())
        .isEqualTo(29);
  }

  @Test
  void looksUpByKey() {
    PublishedNumber mail =
        bundled.find("S0", "baseline", "LoadGen Send Mail latency", "all", "p95").orElseThrow();

    assertThat(mail.number()).hasValue(1624);
    assertThat(mail.unit()).isEqualTo("ms");
    assertThat(mail.where()).isEqualTo("Table 8-1");
    assertThat(bundled.find("S0", "baseline", "LoadGen Send Mail latency", "all", "p99")).isEmpty();
  }

  @Test
  void quotedFieldsKeepTheirCommas() {
    assertThat(
            bundled.find(
                "S0", "threshold", "Available memory observed bound", "HYPR1-2,DPMSV", "threshold"))
        .map(PublishedNumber::value)
        .contains(">=20");
  }

  @Test
  void wordsAreNotNumbers() {
    PublishedNumber words =
        bundled
            .find("S1", "express_full", "Array IOPS", "DB/read", "ratio_vs_baseline")
            .orElseThrow();

    assertThat(words.value()).isEqualTo("just under 2");
    assertThat(words.number()).isEmpty();
    assertThat(words.rounding()).isZero();
  }

  @Test
  void roundingIsHalfAUnitOfTheLastDigit() {
    assertThat(rounding("6.02")).isCloseTo(0.005, within(1e-12));
    assertThat(rounding("852")).isCloseTo(0.5, within(1e-12));
  }

  private static double rounding(String value) {
    return new PublishedNumber(new PublishedKey("", "", "", "", ""), "", value, "").rounding();
  }

  @Test
  void anotherFileAddsItsRows() throws IOException {
    Path csv =
        Files.writeString(
            directory.resolve("more.csv"),
            HEADER + "S4,c3,job duration,1 VM,min,value,99,here\r\n");

    PublishedNumbers more = bundled.with(csv);

    assertThat(more.size()).isEqualTo(229);
    assertThat(more.find("S4", "c3", "job duration", "1 VM", "value"))
        .map(PublishedNumber::value)
        .contains("99");
    assertThat(bundled.size()).isEqualTo(228);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a,b,c,i,u,mean,1         | x.csv:3: found 7 columns; allowed: 8 (scenario,condition,
          a,b,c,i,u,mean,1,w,extra | x.csv:3: found 9 columns; allowed: 8 (scenario,condition,
          a,,c,i,u,mean,1,w        | x.csv:3: condition: found nothing; allowed: a text
          a,b,c,i,u,mean,,w        | x.csv:3: value: found nothing; allowed: a text
          k,k,k,k,u,mean,2,w       | x.csv:3: found the key (k, k, k, k, mean) again in the same unit; allowed: once
          a,b,"c,i,u,mean,1,w      | x.csv:3: found a quote that is never closed; allowed: fields
          a,b,"c"d,i,u,mean,1,w    | x.csv:3: found 'd' after a closing quote; allowed: a comma
          a,b,c"d,i,u,mean,1,w     | x.csv:3: found a quote inside a field without quotes; allowed:
          """)
  void faultsNameTheirLine(String row, String message) {
    String text = HEADER + "k,k,k,k,u,mean,1,w\n" + row + "\n";

    assertThatThrownBy(() -> bundled.with("x.csv", text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void headerMustBeTheKnownOne() {
    assertThatThrownBy(() -> bundled.with("x.csv", "a,b\n"))
        .hasMessage("x.csv:1: found another header; allowed: " + HEADER.strip());
  }

  @Test
  void missingFile() {
    assertThatThrownBy(() -> bundled.with(directory.resolve("none.csv")))
        .hasMessageEndingWith("none.csv: cannot be read; expected a CSV file in UTF-8");
  }
}
