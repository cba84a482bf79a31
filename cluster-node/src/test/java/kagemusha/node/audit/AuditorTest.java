package kagemusha.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.Survey;
import kagemusha.array.protocol.ControllerNotice.Surveyed;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.testkit.RecordingContext;
import kagemusha.load.store.ContentVersion;
import org.junit.jupiter.api.Test;

/** What the auditor makes of what a machine says and the array holds. */
class AuditorTest {
  private static final EntityId CONTROLLER = new EntityId("ARRAY.CTL0");
  private static final long PLACE = 700;

  private final RecordingContext context = new RecordingContext(1_000_000);
  private final Auditor auditor = auditor();

  private static Auditor auditor() {
    Map<VhdRole, Auditor.Disk> disks = new EnumMap<>(VhdRole.class);
    for (VhdRole role : VhdRole.values()) {
      disks.put(role, new Auditor.Disk(CONTROLLER, 1, new Extent(role.ordinal() * 1000L, 1000)));
    }
    return new Auditor(
        Map.of("MAIL1", disks), TopologyReader.bundled("small").mail(), 3_600_000_000_000L);
  }

  private void says(boolean settled, int restores, int log) {
    auditor.on(auditor.adapt(new Acknowledged("MAIL1", settled, restores, log, 1, PLACE)), context);
  }

  private List<String> lost() {
    return context.drainLogged().stream()
        .filter(event -> event.id() == Auditor.LOST)
        .map(RecordingContext.Logged::text)
        .toList();
  }

  /** The array's answer to the last question. */
  private void holds(int... version) {
    List<RecordingContext.Sent> sent = context.drainSent();
    Survey asked = (Survey) sent.get(sent.size() - 1).message();
    assertThat(asked.extent()).isEqualTo(new Extent(PLACE, 1));
    long[] places = version.length == 0 ? new long[0] : new long[] {PLACE};
    int[][] versions = version.length == 0 ? new int[0][] : new int[][] {version};
    auditor.on(auditor.adapt(new Surveyed(asked.survey(), asked.lu(), places, versions)), context);
  }

  @Test
  void theLastWriteIsInItsPlace() {
    says(true, 0, 40);
    holds(ContentVersion.log(40));
    says(true, 0, 50);
    holds(ContentVersion.log(60));
    assertThat(lost()).isEmpty();
    says(true, 0, 70);
    holds(ContentVersion.log(69));
    assertThat(lost())
        .containsExactly(
            "MAIL1: log write 70 was acknowledged and is lost: its place holds log write 69.");
    says(true, 0, 80);
    holds();
    assertThat(lost()).hasSize(1);
  }

  @Test
  void aNewLifeKnowsAsMuchUnlessSomethingWasRestored() {
    says(true, 0, 40);
    says(false, 0, 0);
    says(true, 0, 40);
    says(true, 1, 30);
    assertThat(lost()).isEmpty();
    says(false, 0, 0);
    says(true, 1, 29);
    assertThat(lost())
        .containsExactly(
            "MAIL1: log write 30 was acknowledged and is lost: its server knows no later one than 29.");
  }
}
