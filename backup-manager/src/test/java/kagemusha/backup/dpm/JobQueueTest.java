package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import kagemusha.config.BackupJob;
import kagemusha.config.RestoreSpec;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private static final Map<String, Set<String>> NEEDS =
      Map.of(
          "A", Set.of("host 1", "volume 1"),
          "B", Set.of("host 2", "volume 1"),
          "C", Set.of("host 2", "volume 2"),
          "D", Set.of("host 3", "volume 3"));

  private final JobQueue queue = new JobQueue(run -> NEEDS.get(run.vm()), 10);

  private static Run run(String vm) {
    return new Run(
        "run." + vm,
        "run",
        BackupJob.Kind.EXPRESS_FULL,
        BackupJob.Method.NETWORK,
        vm,
        Long.MAX_VALUE,
        RestoreSpec.ORIGINAL,
        1);
  }

  @Test
  void noMoreThanTheLimitRunAtOnce() {
    JobQueue narrow = new JobQueue(run -> NEEDS.get(run.vm()), 1);
    narrow.add(run("A"));
    assertThat(narrow.add(run("D"))).as("it shares nothing but the limit").contains(run("A"));
    assertThat(narrow.next()).contains(run("A"));
    assertThat(narrow.next()).isEmpty();
    narrow.ended(run("A"));
    assertThat(narrow.next()).contains(run("D"));
  }

  @Test
  void whatSharesNothingRunsTogetherAndTheRestInOrder() {
    assertThat(queue.add(run("A"))).isEmpty();
    assertThat(queue.add(run("B"))).as("the same volume").contains(run("A"));
    assertThat(queue.add(run("C"))).as("the host that B waits for").contains(run("B"));
    assertThat(queue.add(run("D"))).isEmpty();
    assertThat(queue.next()).contains(run("A"));
    assertThat(queue.next()).as("nobody overtakes B on its host").contains(run("D"));
    assertThat(queue.next()).isEmpty();
    queue.ended(run("D"));
    assertThat(queue.next()).isEmpty();
    queue.ended(run("A"));
    assertThat(queue.next()).contains(run("B"));
    assertThat(queue.next()).isEmpty();
    queue.ended(run("B"));
    assertThat(queue.next()).contains(run("C"));
  }
}
