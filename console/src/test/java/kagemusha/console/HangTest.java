package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kagemusha.console.testkit.RealProcesses;
import kagemusha.node.RunLog;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes stand still, by SIGSTOP. Three seconds of real time are nothing to the emulated
 * cluster, which waits; for a minute it does not, and the host is dead. The process that wakes then
 * ends by itself and does no harm.
 *
 * <p>By default it is woken as soon as it has been given up; {@code -Dkagemusha.hang-seconds=60}
 * takes the whole minute.
 */
@Tag("multijvm")
@EmulatedCluster(
    by = RealProcesses.class,
    scenario = "length = 12 min, load = 11 min, quantum = 500 ms")
class HangTest {
  private static final Duration WHOLE =
      Duration.ofSeconds(Long.getLong("kagemusha.hang-seconds", 0));
  private static final long LEAVES_WITHIN_SECONDS = 120;

  @Test
  void aShortOneIsNothingAndALongOneIsADeath(TestCluster cluster, @TempDir Path again)
      throws Exception {
    cluster.runTo(Duration.ofMinutes(1));
    long from = System.nanoTime();
    cluster.inject("{ do = hang-machine, on = NODE2, real = true, for = 3 s }");
    cluster.runTo(Duration.ofMinutes(3)).vm("MAIL2").isOn("NODE2");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofSeconds(3));
    cluster.events().hasNot("cluster.silent", "cluster.removed");
    assertThat(RunLog.read(cluster.folder()))
        .extracting(RunLog.Entry::what)
        .as("what came from outside")
        .containsExactly(RunLog.What.ORDER);

    ProcessHandle host = Command.process("NODE1");
    from = System.nanoTime();
    cluster.inject("{ do = hang-machine, on = NODE1, real = true, for = 5 min }");
    cluster.runUntil("cluster.removed of NODE1").runUntil("vm.running of MAIL1");
    Thread.sleep(Math.max(0, WHOLE.toMillis() - (System.nanoTime() - from) / 1_000_000));
    itLeavesWithoutHarm(host, cluster.folder());
    assertThat(cluster.vm("MAIL1").host()).isPresent().get().isNotEqualTo("NODE1");
    theHostComesBack(cluster);

    cluster.runToEnd().invariants();
    cluster.close();
    assertThat(RunLog.read(cluster.folder()))
        .extracting(RunLog.Entry::what, RunLog.Entry::machine)
        .containsExactly(
            tuple(RunLog.What.ORDER, null),
            tuple(RunLog.What.ORDER, null),
            tuple(RunLog.What.LOSS, "NODE1"),
            tuple(RunLog.What.ORDER, null),
            tuple(RunLog.What.RETURN, "NODE1"),
            tuple(RunLog.What.ORDER, null),
            tuple(RunLog.What.END, null));
    Repetition.isTheSame(cluster.folder(), again);
  }

  /** All others stand still meanwhile, so that what changes in the folder would be its doing. */
  private static void itLeavesWithoutHarm(ProcessHandle host, Path folder) throws Exception {
    Map<Path, Integer> before = contents(folder);
    new ProcessBuilder("kill", "-CONT", Long.toString(host.pid())).start().waitFor();
    host.onExit().get(LEAVES_WITHIN_SECONDS, TimeUnit.SECONDS);
    assertThat(contents(folder)).isEqualTo(before);
    assertThat(Files.readString(folder.resolve("logs/NODE1.log")))
        .contains("has been given up by the cluster");
    assertThat(Command.machineProcesses()).as("the others").hasSize(5);
  }

  /** Switched on, it has a new process, and machines can go there. */
  private static void theHostComesBack(TestCluster cluster) {
    cluster.inject("{ do = restart-machine, on = NODE1 }").runUntil("1062 of NODE1");
    cluster.inject("{ do = live-migrate, on = MAIL1, to = NODE1 }");
    cluster.runUntil("migration.complete of MAIL1").runFor(Duration.ofSeconds(1));
    cluster.vm("MAIL1").isOn("NODE1");
  }

  /** Of all files but the logs of processes. */
  private static Map<Path, Integer> contents(Path folder) throws Exception {
    Map<Path, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> own =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(folder.resolve("logs")))
              .toList();
      for (Path file : own) {
        contents.put(file, Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
