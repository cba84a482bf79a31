package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class BackupWindowTest {
  private static Duration outside(String opens, String closes, String from, String until) {
    return new BackupWindow(LocalTime.parse(opens), LocalTime.parse(closes))
        .outside(LocalDateTime.parse(from), LocalDateTime.parse(until));
  }

  @Test
  void aJobWithinItKeepsIt() {
    assertThat(outside("09:00", "17:00", "2010-11-01T11:05", "2010-11-01T13:20")).isZero();
    assertThat(outside("22:00", "06:00", "2010-11-01T23:00", "2010-11-02T05:59")).isZero();
    assertThat(outside("22:00", "06:00", "2010-11-02T01:00", "2010-11-02T02:00")).isZero();
    assertThat(outside("00:00", "00:00", "2010-11-01T23:00", "2010-11-03T05:00")).isZero();
  }

  @Test
  void whatLiesBeforeAndBehindItIsOutside() {
    assertThat(outside("09:00", "17:00", "2010-11-01T16:40", "2010-11-01T17:25"))
        .isEqualTo(Duration.ofMinutes(25));
    assertThat(outside("22:00", "06:00", "2010-11-01T21:30", "2010-11-02T06:10"))
        .isEqualTo(Duration.ofMinutes(40));
    assertThat(outside("22:00", "23:00", "2010-11-01T12:00", "2010-11-02T12:00"))
        .isEqualTo(Duration.ofHours(23));
  }
}
