package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.counter.Statistic;
import kagemusha.node.OutsideOrders;
import kagemusha.node.RunLog;
import kagemusha.node.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of what was done in a run, and who had to be touched. */
class InjectionReportTest {
  @TempDir Path folder;

  private OutsideOrders orders() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.conf"),
            """
            title = "three things"
            start = "2010-11-01T09:00"
            length = 1 h
            quantum = 1 s
            steady-state { skip-head = 1 min, skip-tail = 1 min }
            injections = [
              { do = pause, on = MAIL1, at = 1 min }
              { do = loss, on = NODE1, network = lan, loss = 5 %, at = 2 min, must-touch = true }
              { do = save, on = MAIL2, when = cluster.removed, must-touch = true }
            ]
            """);
    Topology small = TopologyReader.bundled("small");
    return new World(small, ScenarioReader.file(file, small)).orders();
  }

  private static String event(int id, int number, String what) {
    return ("{\"nanos\":60000000000,\"source\":\"Injection\",\"id\":%d,\"text\":"
            + "\"Injection %d, line 7: %s.\",\"correlation\":\"%d\"}%n")
        .formatted(id, number, what, number);
  }

  private InjectionReport report(Statistic... statistics) throws IOException {
    Files.writeString(
        folder.resolve(EventFile.NAME),
        event(9300, 1, "triggered, at 1 min")
            + event(9301, 1, "pause on MAIL1")
            + event(9304, 1, "refused: it is off")
            + event(9300, 2, "triggered, at 2 min")
            + event(9301, 2, "loss on NODE1")
            + event(9301, 4, "pause on MAIL2"));
    try (RunLog log = new RunLog(folder)) {
      log.write(RunLog.Entry.order(9, 9, 4, "{ do = pause, on = MAIL2 }"));
      log.write(
          RunLog.Entry.order(9, 9, 5, "{ do = save, on = MAIL1, when = vm.paused, times = 2 }"));
    }
    return InjectionReport.read(folder, orders(), List.of(statistics));
  }

  private static String printed(InjectionReport report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyInjectionHasItsVerdict() throws IOException {
    InjectionReport report =
        report(
            new Statistic("Network fault", "injection 2 on NODE1 on NODE2", "repeated", 12),
            new Statistic("Injection", "4", "touched NODE2", 1));
    String text = printed(report);
    assertThat(text)
        .containsPattern("1  pause on MAIL1 +at 1 min +0:01:00  TOUCHED NOTHING")
        .contains("refused: it is off")
        .containsPattern("2  loss on NODE1 +at 2 min +0:01:00  touched 12")
        .containsPattern("3  save on MAIL2 +cluster.removed +NEVER CAME\\s+see mine.conf:9")
        .containsPattern("4  pause on MAIL2 +by order +0:01:00  touched 1")
        .containsPattern("5  save on MAIL1 +vm.paused +NEVER CAME\\s+see order 5");
    assertThat(report.remarks())
        .containsExactly(
            "mine.conf:7: pause on MAIL1 TOUCHED NOTHING", "order 5: save on MAIL1 NEVER CAME");
    assertThat(report.failures()).containsExactly("mine.conf:9: save on MAIL2 NEVER CAME");
  }

  /** What had to touch something and did not fails the run; what need not does not. */
  @Test
  void whatMustTouchMust() throws IOException {
    InjectionReport report = report();
    assertThat(report.good()).isFalse();
    assertThat(report.failures())
        .containsExactly(
            "mine.conf:8: loss on NODE1 TOUCHED NOTHING", "mine.conf:9: save on MAIL2 NEVER CAME");
    assertThat(report.summary()).hasSize(5);
  }

  /** The machine that was switched off took its figures with it; what it told before counts. */
  @Test
  void whatADeadMachineHasToldCounts() throws IOException {
    Files.writeString(
        folder.resolve(EventFile.NAME),
        event(9301, 2, "loss on NODE1") + event(9303, 2, "touched: NODE1"));
    InjectionReport report = InjectionReport.read(folder, orders(), List.of());
    assertThat(report.failures()).containsExactly("mine.conf:9: save on MAIL2 NEVER CAME");
  }
}
