package kagemusha.console.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.MatrixRow;
import kagemusha.config.MatrixRow.When;
import kagemusha.config.PublishedMatrix;
import kagemusha.console.matrix.RowResult.NotTried;
import kagemusha.console.matrix.RowResult.Tried;
import org.junit.jupiter.api.Test;

/** Some rows of the matrix, with few instants, in small worlds. */
class MatrixRunTest {
  private static final int SAVED_BEFORE = 7;
  private static final int TURNED_OFF = 23;

  private static MatrixRow row(int number) {
    return PublishedMatrix.bundled().get(number - 1);
  }

  private static List<RowResult> run(int processors, MatrixSetup setup, MatrixRow... rows)
      throws InterruptedException {
    try (MatrixRun run = new MatrixRun(setup, processors, () -> {})) {
      return run.run(Arrays.asList(rows), result -> {});
    }
  }

  private static String text(MatrixSetup setup, List<RowResult> results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MatrixText text = new MatrixText(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
    text.begin(setup);
    results.forEach(text::row);
    text.end(results);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void turningOffFailsTheBackupWhileTheSnapshotsAreMade() throws InterruptedException {
    MatrixSetup setup = MatrixSetup.small(3, 1);
    List<RowResult> results = run(2, setup, row(TURNED_OFF));
    Tried tried = (Tried) results.get(0);
    assertThat(tried.agrees()).as(text(setup, results)).isTrue();
    assertThat(tried.instants()).isGreaterThan(40);
    assertThat(tried.windows()).hasSize(1);
    Windows.Window window = tried.windows().get(0);
    assertThat(tried.timeline().phase(window.fromNanos())).isEqualTo("vss.gather-writer-metadata");
    assertThat(tried.timeline().phase(window.untilNanos())).isEqualTo("guest-vss.backup-complete");
    assertThat(tried.spans())
        .as("the guest's part, between the snapshots, the revert")
        .extracting(span -> span.events().contains(10009) ? 30112 : 30111)
        .containsExactly(30112, 30111, 30112);
    assertThat(tried.spans())
        .allMatch(span -> span.events().contains(3106), "the replica is inconsistent");
  }

  @Test
  void theSameBytesOnAnyNumberOfProcessors() throws InterruptedException {
    MatrixSetup setup = MatrixSetup.small(1, 3);
    List<RowResult> one = run(1, setup, row(SAVED_BEFORE), row(6));
    List<RowResult> two = run(2, setup, row(SAVED_BEFORE), row(6));
    assertThat(one).allMatch(RowResult::agrees, text(setup, one));
    assertThat(text(setup, two)).isEqualTo(text(setup, one));
    assertThat(MatrixJson.of(setup, two)).isEqualTo(MatrixJson.of(setup, one));
  }

  @Test
  void whatDiffersFromThePaperIsTold() throws InterruptedException {
    MatrixRow row = row(SAVED_BEFORE);
    MatrixRow other =
        new MatrixRow(
            row.number(),
            row.method(),
            "",
            row.verb(),
            row.when(),
            row.jobs(),
            true,
            true,
            1,
            false);
    MatrixSetup setup = MatrixSetup.small(1, 2);
    List<RowResult> results = run(2, setup, other);
    assertThat(results.get(0).agrees()).isFalse();
    assertThat(text(setup, results)).contains("NO", "DOES NOT HOLD HERE", "0 of 1 rows agree");
  }

  @Test
  void anOperationThatThereIsNotIsNotPassedOver() throws InterruptedException {
    MatrixRow row =
        new MatrixRow(
            1,
            Method.NETWORK,
            "",
            "teleport",
            When.DURING,
            List.of(Kind.REPLICA_CREATION),
            false,
            false,
            1,
            false);
    MatrixSetup setup = MatrixSetup.small(1, 2);
    List<RowResult> results = run(1, setup, row);
    assertThat(results).singleElement().isInstanceOf(NotTried.class);
    assertThat(results.get(0).agrees()).isFalse();
    assertThat(text(setup, results)).contains("NOT TRIED", "teleport", "1 WERE NOT TRIED");
    assertThat(MatrixJson.of(setup, results)).contains("\"agrees\" : false", "teleport");
  }
}
