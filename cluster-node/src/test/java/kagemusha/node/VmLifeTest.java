package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small cluster under load, and an administrator at work on one of its virtual machines. */
@EmulatedCluster
class VmLifeTest {
  private static final String VM = "MAIL1";

  private record Event(long second, int id) {}

  /** Its own events, not those of its group in the cluster. */
  private static List<Event> events(TestCluster cluster) {
    return cluster.events().all().stream()
        .filter(event -> event.correlation().equals(VM))
        .filter(event -> !event.source().equals("FailoverClustering"))
        .map(event -> new Event(event.timeNanos() / 1_000_000_000, event.id()))
        .toList();
  }

  private static TestCluster asked(TestCluster cluster, int atSecond, String verb) {
    return cluster.runTo(seconds(atSecond)).inject("{ on = MAIL1, do = " + verb + " }");
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100})
  void aPausedGuestStandsStillAndGoesOn(int quantumMs, ClusterBuilder builder) {
    TestCluster cluster = builder.scenario("quantum = %d ms".formatted(quantumMs)).start();
    asked(cluster, 60, "pause").runTo(seconds(100));
    assertThat(events(cluster)).containsExactly(new Event(60, VmLifeRules.PAUSED));
    int paused = cluster.vm(VM).lastLog();
    cluster.runTo(seconds(300));
    assertThat(cluster.vm(VM).lastLog()).as("stands still").isEqualTo(paused);
    asked(cluster, 300, "resume").runTo(seconds(400));
    assertThat(events(cluster)).endsWith(new Event(300, VmLifeRules.RESUMED));
    assertThat(cluster.vm(VM).lastLog()).as("has gone on").isGreaterThan(paused + 20);
  }

  /** 4 GiB at 100 MB/s and at 110 MB/s. */
  @Test
  void aSavedGuestGoesOn(TestCluster cluster) {
    asked(cluster, 60, "save").runTo(seconds(120));
    assertThat(events(cluster)).containsExactly(new Event(102, VmLifeRules.SAVED));
    int saved = cluster.vm(VM).lastLog();
    asked(cluster, 150, "start").runTo(seconds(300));
    assertThat(events(cluster)).endsWith(new Event(189, VmLifeRules.RESTORED));
    assertThat(cluster.vm(VM).lastLog()).isGreaterThan(saved + 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100})
  void aGuestThatIsTurnedOffLeavesADatabaseThatRecovers(int quantumMs, ClusterBuilder builder) {
    TestCluster cluster = builder.scenario("quantum = %d ms".formatted(quantumMs)).start();
    asked(cluster, 120, "turn-off").runTo(seconds(150));
    assertThat(events(cluster)).contains(new Event(122, VmLifeRules.TURNED_OFF));
    DirtyShutdown crashed = (DirtyShutdown) cluster.vm(VM).database();
    assertThat(crashed.firstLog()).isLessThanOrEqualTo(crashed.lastLog());
    asked(cluster, 150, "start").runTo(seconds(400));
    assertThat(events(cluster))
        .extracting(Event::id)
        .containsSubsequence(VmLifeRules.TURNED_OFF, VmLifeRules.STARTED, 300, 302);
    DirtyShutdown later = (DirtyShutdown) cluster.vm(VM).database();
    assertThat(later.firstLog()).as("the checkpoint has gone on").isGreaterThan(crashed.lastLog());
    assertThat(later.lastLog()).isGreaterThan(crashed.lastLog() + 20);
  }

  @Test
  void aGuestThatShutsDownLeavesACleanDatabase(TestCluster cluster) {
    asked(cluster, 60, "shut-down").runTo(seconds(200));
    assertThat(events(cluster)).containsExactly(new Event(180, VmLifeRules.SHUT_DOWN));
    cluster.vm(VM).hasCleanDatabase();
    asked(cluster, 200, "start").runTo(seconds(400));
    assertThat(events(cluster))
        .extracting(Event::id)
        .containsExactly(VmLifeRules.SHUT_DOWN, VmLifeRules.STARTED);
    cluster.vm(VM).hasDirtyDatabase();
  }

  /** Before its store has written a header for the first time. */
  @Test
  void aGuestThatHasJustBegunShutsDownAsWell(TestCluster cluster) {
    asked(cluster, 0, "shut-down").runTo(seconds(200));
    assertThat(events(cluster)).containsExactly(new Event(120, VmLifeRules.SHUT_DOWN));
    cluster.vm(VM).hasCleanDatabase();
  }

  @Test
  void aResetIsACrashAndABoot(TestCluster cluster) {
    asked(cluster, 100, "reset").runTo(seconds(300));
    assertThat(events(cluster))
        .extracting(Event::id)
        .containsSubsequence(VmLifeRules.RESET, VmLifeRules.STARTED, 300, 302);
    cluster.vm(VM).hasDirtyDatabase();
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing(TestCluster cluster) {
    asked(cluster, 30, "resume");
    asked(cluster, 40, "delete-vm");
    asked(cluster, 50, "save");
    asked(cluster, 60, "start");
    asked(cluster, 70, "turn-off");
    asked(cluster, 100, "delete-vm");
    asked(cluster, 150, "start").runTo(seconds(200));
    assertThat(events(cluster))
        .extracting(Event::id)
        .containsExactly(
            VmLifeRules.REFUSED,
            VmLifeRules.REFUSED,
            VmLifeRules.REFUSED,
            VmLifeRules.TURNED_OFF,
            VmLifeRules.DELETED,
            VmLifeRules.REFUSED);
  }
}
