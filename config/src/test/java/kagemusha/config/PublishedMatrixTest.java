package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.MatrixRow.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedMatrixTest {
  private static final String HEADER =
      "number,method,category,operation,when,jobs,backup,restore,note,standing\n";

  @Test
  void twelveOperationsUnderEachOfTwoMethods() {
    List<MatrixRow> rows = PublishedMatrix.bundled();
    assertThat(rows).hasSize(24);
    for (int i = 0; i < 12; i++) {
      assertThat(rows.get(i).method()).isEqualTo(Method.NETWORK);
      assertThat(rows.get(i + 12).method()).isEqualTo(Method.SHADOW_IMAGE);
      assertThat(rows.get(i + 12).operation()).isEqualTo(rows.get(i).operation());
    }
    assertThat(rows.stream().filter(MatrixRow::backupFails).map(MatrixRow::number))
        .containsExactly(1, 2, 3, 9, 10, 11, 12, 13, 14, 15, 21, 22, 23, 24);
    assertThat(rows.stream().filter(MatrixRow::hypothesis).map(MatrixRow::number))
        .containsExactly(3, 15);
    assertThat(rows).allMatch(row -> row.backupFails() == row.restoreFails());
  }

  @Test
  void aRow() {
    assertThat(
            PublishedMatrix.read(
                "m.csv",
                HEADER + "1,network,not running,save,before,replica-creation express-full,o,o,2,"))
        .containsExactly(
            new MatrixRow(
                1,
                Method.NETWORK,
                "not running",
                "save",
                When.BEFORE,
                List.of(Kind.REPLICA_CREATION, Kind.EXPRESS_FULL),
                false,
                false,
                2,
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,network,a,save,before,express-full,o,o,2, | number: found '2'; allowed: 1",
        "1,net,a,save,before,express-full,o,o,2, | method: found 'net'; allowed: network,"
            + " shadow-image, in-guest",
        "1,network,a,save,after,express-full,o,o,2, | when: found 'after'; allowed: before, during",
        "1,network,a,save,before,express-full,y,o,2, | backup: found 'y'; allowed: x, o",
        "1,network,a,save,before,express-full,o,o,2 | found 9 columns; allowed: 10"
      })
  void whatIsWrongIsToldWithItsLine(String row, String message) {
    assertThatThrownBy(() -> PublishedMatrix.read("m.csv", HEADER + row))
        .isInstanceOf(ConfigException.class)
        .hasMessage("m.csv:2: " + message);
  }
}
