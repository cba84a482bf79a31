package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import kagemusha.config.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a run that was made up: its counters are recorded, its statistics are reported. */
class RunFiguresTest {
  private static final Measure QUEUE =
      new Measure.CounterMean("HYPR1", "PhysicalDisk", "SYS&DB", "Avg. Disk Queue Length");
  private static final Measure READS =
      new Measure.CounterMean("AMS2300", "Logical Unit", "SYS&DB", "Read IOPS");
  private static final Measure MEAN = new Measure.RunStatistic("Send Mail latency", "all", "mean");

  @TempDir private Path folder;

  @Test
  void aJobIsMeasuredOverItsWindow() throws Exception {
    RunFigures figures = RecordedRun.scenario1(folder).figures();

    JobRun replica = figures.jobs().get(0);
    assertThat(replica.window()).hasToString("2:05:07 to 4:20:07");
    assertThat(figures.of(replica).value(QUEUE)).hasValue(9.0);
    assertThat(figures.of(replica).value(READS)).hasValue(1050.0);
    assertThat(figures.of(replica).value(MEAN)).hasValue(880.0);
    assertThat(
            figures.of(replica).value(new Measure.JobStatistic("job duration", "minutes", false)))
        .hasValue(135.0);
    assertThat(figures.of(replica).value(new Measure.JobStatistic("job duration", "hours", false)))
        .isEmpty();
  }

  /** Samples that a window cuts belong neither to it nor to the reference. */
  @Test
  void theReferenceIsTheSteadyStateOutsideAllWindows() throws Exception {
    RunFigures figures = RecordedRun.scenario1(folder).figures();

    assertThat(figures.reference().value(QUEUE)).hasValue(6.0);
    assertThat(figures.reference().value(READS)).hasValue(525.0);
    assertThat(figures.reference().value(MEAN)).hasValue(850.0);
    assertThat(
            figures.reference().value(new Measure.JobStatistic("job duration", "minutes", false)))
        .isEmpty();
  }

  @Test
  void aRestoreAfterTheLoadHasCountersButNoMail() throws Exception {
    RunFigures figures = RecordedRun.scenario1(folder).figures();

    JobRun recovery = figures.jobs().get(2);
    assertThat(figures.of(recovery).value(QUEUE)).hasValue(0.5);
    assertThat(figures.of(recovery).value(MEAN)).isEmpty();
  }

  @Test
  void aJobOfSeveralMachinesCanBeCountedPerMachine() throws Exception {
    RunFigures figures = RecordedRun.scenario4(folder).figures();

    JobRun replica = figures.jobs().get(0);
    assertThat(replica.job().vms()).hasSize(2);
    assertThat(figures.of(replica).value(new Measure.JobStatistic("transferred data", "MB", true)))
        .hasValue(164_358.0);
  }

  @Test
  void withoutJobsTheReferenceIsTheMeanOfTheRun() throws Exception {
    RunFigures figures = RecordedRun.scenario1(folder).without("job window").figures();

    assertThat(figures.jobs()).isEmpty();
    assertThat(figures.reference().value(QUEUE)).hasValue(7.5);
  }

  @Test
  void conditionsAreThoseOfTheScenarioAndOfItsJobs() throws Exception {
    RecordedRun run = RecordedRun.scenario1(folder);

    assertThat(run.figures().conditions(run.scenario()).keySet())
        .isEqualTo(
            new java.util.LinkedHashSet<>(
                List.of("S0/baseline", "S1/replica_creation", "S1/express_full", "S1/restore")));
  }
}
