package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "TIME, 5.8 ms, 5800000",
    "TIME, 100us, 100000",
    "TIME, 105 min, 6300000000000",
    "TIME, 2 h, 7200000000000",
    "SIZE, 800 GB, 800000000000",
    "SIZE, 62.298 GB, 62298000000",
    "SIZE, 32 MiB, 33554432",
    "SIZE, 0 B, 0",
    "BYTE_RATE, 90 MB/s, 90000000",
    "BIT_RATE, 1 Gbit/s, 1000000000",
    "PERCENT, 66.9 %, 66.9"
  })
  void parses(Units units, String text, BigDecimal value) {
    assertThat(units.parse(text).orElseThrow()).isEqualByComparingTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "TIME, 5",
    "TIME, ms",
    "TIME, 5 m",
    "TIME, 5 ms 3 us",
    "TIME, 1e3 ms",
    "SIZE, 5 gb",
    "SIZE, 5 GB/s",
    "BIT_RATE, 5 MB/s",
    "PERCENT, 0.7",
    "PERCENT, 1 000 %"
  })
  void refuses(Units units, String text) {
    assertThat(units.parse(text)).isEmpty();
  }

  /** What a message shows can be pasted back into the file. */
  @Property
  void printedSizeReadsBack(@ForAll @LongRange(min = 0, max = 1L << 50) long bytes) {
    assertThat(Units.SIZE.limit(Units.bytes(bytes)).longValueExact()).isEqualTo(bytes);
  }

  @Test
  void printsInTheLargestUnit() {
    assertThat(Units.bytes(62_298_000_000L)).isEqualTo("62.298 GB");
    assertThat(Units.bytes(999)).isEqualTo("999 B");
  }
}
