package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup on HYPR2 turns the disk I/O of HYPR1's guests into messages from host to host. */
class RedirectionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SAMPLE_NANOS = 10_000_000_000L;

  @TempDir static Path folder;
  private static CounterTable counters;
  private static JsonNode summary;
  private static int firstInside;
  private static int firstAfter;

  @BeforeAll
  static void run() throws Exception {
    OneThread.run(
        RunRequest.of(
            "redirect",
            "paper",
            3,
            Optional.empty(),
            Optional.of(0.2),
            Optional.empty(),
            Optional.empty(),
            Optional.of(1_000L)),
        folder);
    counters = new CounterTable(folder);
    summary = JSON.readTree(folder.resolve(RunFolder.SUMMARY).toFile());
    List<String> events = Files.readAllLines(folder.resolve(EventFile.NAME));
    // Row i of the counters stands for the ten seconds before (i + 1) * 10 s.
    firstInside = (int) (lastNanos(events, 5121) / SAMPLE_NANOS) + 1;
    firstAfter = (int) (lastNanos(events, 9003) / SAMPLE_NANOS) + 1;
    assertThat(events).noneMatch(line -> line.contains("ERROR"));
    assertThat(events).anyMatch(line -> line.contains("agrees with its snapshot in every block"));
  }

  private static long lastNanos(List<String> events, int id) throws Exception {
    long nanos = -1;
    for (String line : events) {
      JsonNode event = JSON.readTree(line);
      nanos = event.get("id").asInt() == id ? event.get("nanos").asLong() : nanos;
    }
    assertThat(nanos).as("event " + id).isPositive();
    return nanos;
  }

  private static double[] csv(String host, String lu, String counter) {
    return counters.column("\\\\" + host + "\\Cluster Shared Volumes(" + lu + ")\\" + counter);
  }

  @Test
  void whileTheVolumesArePinnedEveryDataIoGoesThroughTheOwner() {
    assertThat(firstAfter - firstInside).as("samples under redirection").isGreaterThan(1);
    for (String lu : List.of("SYS&DB", "LOG")) {
      for (int row = firstInside; row < firstAfter - 1; row++) {
        assertThat(csv("HYPR1", lu, "Direct Reads/sec")[row]).isZero();
        assertThat(csv("HYPR1", lu, "Direct Writes/sec")[row]).isZero();
        assertThat(csv("HYPR1", lu, "Redirected Writes/sec")[row]).isPositive();
        assertThat(csv("HYPR2", lu, "Served for Others/sec")[row]).isPositive();
      }
    }
  }

  @Test
  void beforeAndAfterNothingIsRedirected() {
    double[] redirected = csv("HYPR1", "SYS&DB", "Redirected Reads/sec");
    int firstJobSample = 60;
    assertThat(Arrays.copyOf(redirected, firstJobSample)).containsOnly(0.0);
    assertThat(Arrays.copyOfRange(redirected, firstAfter, redirected.length))
        .isNotEmpty()
        .containsOnly(0.0);
    assertThat(csv("HYPR1", "SYS&DB", "Direct Reads/sec")[firstAfter + 1]).isPositive();
    assertThat(csv("HYPR2", "SYS&DB", "Redirected Reads/sec")).containsOnly(0.0);
  }

  @Test
  void linksAndVolumesCountTheSame() {
    double redirected = 0;
    double bytes = 0;
    for (String lu : List.of("SYS&DB", "LOG")) {
      double sent = statistic("HYPR1/" + lu, "redirected");
      assertThat(sent).as(lu).isPositive().isEqualTo(statistic("HYPR2/" + lu, "served"));
      redirected += sent;
      bytes += statistic("HYPR1/" + lu, "redirected bytes");
      assertThat(statistic("HYPR2/" + lu, "served bytes"))
          .isEqualTo(statistic("HYPR1/" + lu, "redirected bytes"));
    }
    // Every redirected I/O is a command of 64 bytes one way and a status of 64 bytes the other, and
    // its data goes one of the two ways.
    double wire = bytes + redirected * 128;
    double business = linkBytes("HYPR1/business sent") + linkBytes("HYPR1/business received");
    assertThat(business).isGreaterThan(wire);
    double idle = otherTraffic();
    assertThat(business - idle)
        .isCloseTo(wire, org.assertj.core.data.Percentage.withPercentage(25));
  }

  /**
   * What the two hosts' guests and clients exchange beside: measured while nothing is redirected.
   */
  private static double otherTraffic() {
    double[] total = counters.column("\\\\HYPR1\\Network Interface(business)\\Bytes Total/sec");
    double before = Arrays.stream(total).skip(50).limit(9).average().orElseThrow();
    double sum = 0;
    for (int row = 0; row < total.length; row++) {
      boolean redirecting = row >= 60 && row < firstAfter;
      sum += 10 * (redirecting ? before : total[row]);
    }
    return sum;
  }

  private static double statistic(String instance, String statistic) {
    return Double.parseDouble(
        summary.get("statistics").get("CSV data I/O (" + instance + ") " + statistic).asText());
  }

  private static double linkBytes(String name) {
    return summary.get("linkBytes").get(name).asDouble();
  }

  @Test
  void firstWritesBehindTheSnapshotAreCopied() {
    double[] copied = counters.column("\\\\AMS2300\\Logical Unit(SYS&DB)\\Copy-on-Write/sec");
    double[] writes = counters.column("\\\\AMS2300\\Logical Unit(SYS&DB)\\Write IOPS");
    assertThat(Arrays.stream(copied).limit(60).filter(v -> !Double.isNaN(v)).sum()).isZero();
    assertThat(copied[65]).isGreaterThan(20);
    assertThat(writes[65]).isGreaterThan(1.2 * writes[59]);
  }
}
