package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kagemusha.config.PublishedNumbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of runs that were made up, line by line. */
class RunReportTest {
  @TempDir private Path folder;

  @Test
  void everyJobHasALine() throws Exception {
    assertThat(print(RecordedRun.scenario1(folder).report()))
        .containsPattern(
            "replica +replica-creation +network +GUEST1 +2:05:07 to 4:20:07 +135.0 +239298 +239298"
                + " +61\n")
        .containsPattern("recovery +recovery +network +GUEST1 +8:10:07 to 8:53:07 +43.0 +239298");
  }

  @Test
  void everyConditionHasItsTableWithVerdicts() throws Exception {
    String report = print(RecordedRun.scenario1(folder).report());

    assertThat(table(report, "S1/replica_creation: job replica of GUEST1, 2:05:07 to 4:20:07"))
        .containsPattern("Job duration min +135 +135.0 +1.000 +within 10 %")
        .containsPattern("Transferred data MB +239298 +239298 +1.000 +within 2 %")
        .containsPattern("Send mail, mean ms +703 +880.0 +1.252 +residual\n")
        .contains("2 of 2 verdicts within tolerance.");
    assertThat(table(report, "S1/restore: job recovery"))
        .containsPattern("Transferred data MB +214356 +239298 +1.116 +input, OUTSIDE 2 %");
    assertThat(table(report, "Means from 2:00:00 to 7:00:00, outside the windows of jobs"))
        .containsPattern("HYPR1 disk queue, SYS&DB +6.02 +6.000 +0.997 +within 5 %");
  }

  @Test
  void changesAreHeldAgainstWhatThePaperSays() throws Exception {
    String changes =
        table(print(RecordedRun.scenario1(folder).report()), "What the paper says about this");

    assertThat(changes)
        .containsPattern(
            "R042 +GUEST3 disk queue, database +1.500 +2.700 +1.80 x +1.5 to 2 x +within 1.5 to 2\n")
        .containsPattern(
            "R043 +GUEST3 disk queue, database +1.500 +2.700 +1.80 x +1.5 x +OUTSIDE 1.35 to 1.65\n")
        .containsPattern(
            "R044 +HYPR1 disk queue, SYS&DB +6.000 +9.000 +1.50 x +1.5 x +within at least")
        .containsPattern(
            "R033 +GUEST1 processor, % +60.000 +61.000 +[+]1.00 +[+]10 to 15 +residual: ")
        .containsPattern(
            "R049 +GUEST1 RPC averaged latency, ms +16.000 +24.000 +1.50 x .*residual: ")
        .containsPattern(
            "R054 +Job duration, min +135.0 +86.000 +0.64 x +shorter .*within at most 1\n")
        .containsSubsequence("\nS1/replica_creation\n", "R042", "\nS1/express_full\n", "R043")
        .doesNotContain("R066", "S2/", "S0/");
  }

  @Test
  void withoutJobsTheSteadyStateItselfIsHeldAgainstWhatThePaperSays() throws Exception {
    String changes =
        table(print(RecordedRun.baseline(folder).report()), "What the paper says about this");

    assertThat(changes)
        .contains("\nS0/baseline\n")
        .containsPattern("R022 +GUEST2 disk queue, database +1.500 +below 6 +within at most 6\n")
        .doesNotContain("R042", "NaN");
  }

  @Test
  void countersStandBesideEachOther() throws Exception {
    String counters =
        table(print(RecordedRun.scenario1(folder).report()), "Means in the steady state outside");

    assertThat(counters)
        .containsPattern("reference +replica +express-full +recovery\n")
        .containsPattern("HYPR1 disk queue, SYS&DB +6.000 +9.000 +9.000 +0.500\n")
        .containsPattern("Send mail, mean ms +850.0 +880.0 +880.0 *\n")
        .containsPattern("Copy-on-Write/sec +0.000 +80.000 +80.000 +0.500\n");
  }

  /** Nothing of it is on file but the size of the data set. */
  @Test
  void withheldNumbersLeaveTheirColumnEmptyUntilTheyAreGiven() throws Exception {
    RecordedRun run = RecordedRun.scenario4(folder);
    String title = "S4/c1: ShadowImage replica of 2 VMs: job replica of GUEST3, GUEST4";
    assertThat(table(print(run.report()), title))
        .containsPattern("Job duration min +60.000 *\n")
        .containsPattern(
            "Transferred data per VM MB +164357.94 +164358 +1.000 +input, within 2 %\n");

    Path csv = folder.resolve("more.csv");
    Files.writeString(
        csv,
        """
        scenario,condition,counter,instance,unit,statistic,value,where
        S4,c1: ShadowImage replica of 2 VMs,job duration,2 VMs,min,value,50,own
        """);
    assertThat(table(print(run.report(PublishedNumbers.bundled().with(csv))), title))
        .containsPattern("Job duration min +50 +60.000 +1.200 +OUTSIDE 10 %\n");
  }

  /** Whatever is added under the names of the published numbers finds its figure. */
  @Test
  void numbersThatAreAddedStandBesideTheirFigures() throws Exception {
    RecordedRun run = RecordedRun.scenario4(folder);
    Path csv = folder.resolve("more.csv");
    Files.writeString(
        csv,
        """
        scenario,condition,counter,instance,unit,statistic,value,where
        S4,c1: ShadowImage replica of 2 VMs,Processor % Processor Time,GUEST1-2,points,increase_vs_baseline,2,own 1
        S4,c1: ShadowImage replica of 2 VMs,PhysicalDisk Avg. Disk Queue Length,GUEST/DB,x,ratio_vs_baseline,2,own 2
        S4,c1: ShadowImage replica of 2 VMs,RPC Averaged Latency,GUEST1,ms,mean,30,own 3
        S4,c1: ShadowImage replica of 2 VMs,Array IOPS,DB/read,IOPS,mean,900,own 4
        S4,c1: ShadowImage replica of 2 VMs,LoadGen Send Mail latency,redirected,ms,mean,901,own 5
        S4,c1: ShadowImage replica of 2 VMs,LoadGen Send Mail latency,GUEST2,x,ratio_vs_baseline,1.1,own 6
        S4,c1: ShadowImage replica of 2 VMs,time under redirection,HYPR1,min,value,1,own 7
        S4,c1: ShadowImage replica of 2 VMs,LoadGen Send Mail latency,direct,ms,p95,1700,own 8
        S4,c1: ShadowImage replica of 2 VMs,colour of the cabinet,AMS2300,,value,grey,own 9
        S4,baseline,RPC Averaged Latency,GUEST1,ms,mean,15,own 10
        S4,baseline,Network Bytes Total/sec business,GUEST1,KB/s,max,15,own 11
        """);
    String report = print(run.report(PublishedNumbers.bundled().with(csv)));

    assertThat(table(report, "S4/c1: ShadowImage replica of 2 VMs: job"))
        .containsPattern("GUEST1-2, increase vs baseline points +2 +1.000 +own 1\n")
        .containsPattern("GUEST/DB, ratio vs baseline x +2 +1.800 +own 2\n")
        .containsPattern("RPC Averaged Latency, GUEST1, mean ms +30 +24.000 +own 3\n")
        .containsPattern("Array IOPS, DB/read, mean IOPS +900 +1050.0 +own 4\n")
        .containsPattern("redirected, mean ms +901 +880.0 +own 5\n")
        .containsPattern("GUEST2, ratio vs baseline x +1.1 +1.035 +own 6\n")
        .containsPattern("time under redirection, HYPR1, value min +1 +1.017 +own 7\n")
        .containsPattern("direct, p95 ms +1700 +own 8\n")
        .containsPattern("colour of the cabinet, AMS2300, value +grey +own 9\n");
    assertThat(table(report, "Means from 2:00:00"))
        .containsPattern("GUEST1 RPC averaged latency ms +15 +16.000 +1.067")
        .containsPattern("GUEST1, max KB/s +15 +own 11\n");
    assertThat(print(run.report())).doesNotContain("other published numbers");
  }

  @Test
  void anOperatorReadsWhatWasProtected() throws Exception {
    RecordedRun run = RecordedRun.scenario1(folder);

    // The last point holds what was written before 18,020 s. Until the job ends at 23,167 s there
    // are 10 writes/s, 1,000 in the sample that it cuts, and 0.5 after the load.
    assertThat(table(print(run.report()), "Protection: acknowledged writes"))
        .containsPattern("GUEST1 +2 +4:20:07 +4:29:40 +64100 +0 +4:29:40 +64100 +0 +43.0\n")
        .contains("Backup window 09:00 to 17:00\n")
        .containsPattern("  replica +kept\n +express-full +kept\n")
        .containsPattern("Redirected: HYPR1/LOG +120.0 s\n")
        .containsPattern("Redirected: HYPR1/SYS&DB +183.0 s\n");
    assertThat(run.report().summary().get("protection"))
        .extracting("GUEST1")
        .extracting("worstAgeSeconds", "restoreMinutes", "recoveryPoints")
        .containsExactly("16180", "43", "2");
  }

  @Test
  void withoutJobWindowsThereIsOnlyTheSteadyState() throws Exception {
    String report = print(RecordedRun.scenario1(folder).without("job window").report());

    assertThat(report).contains("Means from 2:00:00 to 7:00:00 (the steady state)");
    assertThat(report).doesNotContain("Backup jobs", "R042");
  }

  @Test
  void everyLatencyIsTakenApart() throws Exception {
    RecordedRun run = RecordedRun.scenario4(folder);
    String parts = table(print(run.report()), "Where the time goes");

    assertThat(parts)
        .containsSubsequence(
            "\nreference\n",
            "  GUEST1 RPC averaged latency         16.000 = queueing 6.000 + processor 10.000\n",
            "\nreplica\n",
            "  GUEST1 RPC averaged latency         24.000 = queueing 12.500 + processor 11.500\n")
        .containsPattern("  all send mail +880.0 = redirection 30.000 [+] client 850.0\n")
        .contains("  redirected send mail ")
        .doesNotContain("GUEST2 send mail");
    assertThat(run.report().summary().get("latencies"))
        .extracting("replica")
        .extracting("GUEST2 send mail")
        .isEqualTo(Map.of("count", "10", "ms", "880", "client", "850", "redirection", "30"));
  }

  @Test
  void oneScenarioIsHeldAgainstAnother() throws Exception {
    RunReport one = RecordedRun.scenario1(Files.createDirectory(folder.resolve("1"))).report();
    RunReport two = RecordedRun.scenario2(Files.createDirectory(folder.resolve("2"))).report();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    RunReport.printAcross(
        new PrintStream(printed, true, StandardCharsets.UTF_8), List.of(one.kept(), two.kept()));

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern(
            "R066 +GUEST1 disk queue, database +1.800 +1.800 +1.00 x +rises less +within")
        .containsPattern("R143 +Job duration, min +45.000 +135.0 +3.00 x +about 2 x +residual: ")
        .doesNotContain("R054", "R077");
  }

  @Test
  void contradictionsAreListedAfterScenariosThatAreHeldAgainstThePaper() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    RecordedRun.scenario4(folder).report().printContradictions(out);
    assertThat(printed.size()).isZero();

    RecordedRun.scenario1(folder).report().printContradictions(out);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("703/1550", "27.2 and 72.3", "14 and 7", "1,624 ms");
  }

  private static String print(RunReport report) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    report.print(new PrintStream(printed, true, StandardCharsets.UTF_8));
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** From a title to the next empty line. */
  private static String table(String report, String title) {
    assertThat(report).contains(title);
    String rest = report.substring(report.indexOf(title));
    int end = rest.indexOf("\n\n");
    return end < 0 ? rest : rest.substring(0, end + 1);
  }
}
