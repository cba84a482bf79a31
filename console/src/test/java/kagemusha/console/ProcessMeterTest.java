package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessMeterTest {
  @Test
  void readsTheHighWaterMarkOfLinux() {
    List<String> status = List.of("Name:\tjava", "VmHWM:\t  123456 kB", "VmRSS:\t  100 kB");

    assertThat(ProcessMeter.peakBytes(status)).isEqualTo(123456L * 1024);
    assertThat(ProcessMeter.peakBytes(List.of("Name:\tjava"))).isZero();
  }

  @Test
  void measuresThisProcessAndItsChildrenByTheirMachines(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("Sleeper.java");
    Files.writeString(
        source,
        "class Sleeper { public static void main(String[] a) throws Exception { System.in.read(); } }");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString(),
                "--machines",
                "HYPR1")
            .start();
    try (ProcessMeter meter = new ProcessMeter()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(meter.usages()).containsKeys(ProcessMeter.LAUNCHER, "HYPR1"));
      assertThat(meter.usages().get(ProcessMeter.LAUNCHER).memoryBytes()).isGreaterThan(10_000_000);
      assertThat(meter.usages().get("HYPR1").memoryBytes()).isPositive();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
