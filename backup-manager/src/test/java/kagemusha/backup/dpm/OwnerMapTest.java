package kagemusha.backup.dpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kagemusha.backup.BackupWiring;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.testkit.RecordingContext;
import kagemusha.kernel.testkit.RecordingContext.Logged;
import kagemusha.kernel.testkit.RecordingContext.Sent;
import org.junit.jupiter.api.Test;

class OwnerMapTest {
  private static final long QUARTER_NANOS = 900_000_000_000L;

  private final BackupWiring wiring =
      new BackupWiring(
          TopologyReader.bundled("paper"),
          Map.of("GUEST1", "HYPR1", "GUEST2", "HYPR1", "GUEST3", "HYPR2", "GUEST4", "HYPR2"));
  private final OwnerMap owners = new OwnerMap(wiring);
  private final RecordingContext context = new RecordingContext(1);

  @Test
  void itKnowsTheStartAndAsksAfterAWhile() {
    owners.start(context);
    assertThat(context.drainSent()).isEmpty();
    assertThat(context.drainTimers())
        .containsExactly(
            new RecordingContext.Timer("owners", QUARTER_NANOS, new DpmServer.AskOwners()));
    assertThat(owners.hostOf("GUEST3")).isEqualTo("HYPR2");
  }

  @Test
  void eachHostIsAsked() {
    owners.ask(context);
    assertThat(context.drainSent())
        .extracting(Sent::to)
        .containsExactly(BackupWiring.agentOf("HYPR1"), BackupWiring.agentOf("HYPR2"));
    assertThat(context.drainTimers()).as("and again").hasSize(1);
  }

  @Test
  void whoHasMovedIsKnownFromTheAnswerOn() {
    owners.are(new DpmServer.GuestsAre("HYPR2", List.of("GUEST1", "GUEST3")), context);
    assertThat(owners.hostOf("GUEST1")).isEqualTo("HYPR2");
    assertThat(owners.hostOf("GUEST2")).isEqualTo("HYPR1");
    assertThat(context.drainLogged())
        .extracting(Logged::text)
        .containsExactly("GUEST1 is on HYPR2 now; jobs for it go there and no longer to HYPR1.");
  }

  /** On its way a machine is on no host; it stays where it was known to be. */
  @Test
  void whoIsNowhereStays() {
    owners.are(new DpmServer.GuestsAre("HYPR1", List.of("GUEST2")), context);
    assertThat(owners.hostOf("GUEST1")).isEqualTo("HYPR1");
    assertThat(context.drainLogged()).isEmpty();
  }
}
