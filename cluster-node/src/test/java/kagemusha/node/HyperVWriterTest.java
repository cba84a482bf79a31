package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Online sets with the software provider from beginning to end, host and guest together. */
class HyperVWriterTest {
  private static final String SET = SnapshotWorld.SET;

  @Test
  void aSetGoesThroughAllItsPhases() {
    SnapshotWorld world = new SnapshotWorld().run();
    assertThat(world.phases(SET)).containsExactly(VssPhase.values());
    assertThat(world.notices()).endsWith(new VssNotice.Deleted(SET));
    assertThat(world.failed(SET)).isEmpty();
    assertThat(world.held()).isEmpty();
    assertThat(world.snapshots()).isEmpty();
    assertThat(world.events().stream().filter(id -> id >= 9200 && id < 9220).sorted())
        .as("each phase of the host's and of the guest's set is an event")
        .containsExactlyElementsOf(
            Arrays.stream(VssPhase.values())
                .flatMap(
                    phase ->
                        java.util.stream.Stream.of(9200 + phase.ordinal(), 9200 + phase.ordinal()))
                .toList());
  }

  /** The guest's snapshot is there before the host's, the revert goes from the one to the other. */
  @Test
  void whatHappensInWhichOrder() {
    SnapshotWorld world = new SnapshotWorld().run();
    assertThat(world.log())
        .containsExactly(
            "AskState",
            "Describe",
            "Freeze",
            "HoldWrites",
            "Describe",
            "Create backup.guest.lu0",
            "Create backup.guest.lu1",
            "ReleaseWrites",
            "Thaw",
            "HoldWrites 0",
            "HoldWrites 1",
            "Create backup.lu0",
            "Create backup.lu1",
            "ReleaseWrites 0",
            "ReleaseWrites 1",
            "Revert backup.lu0 to backup.guest.lu0",
            "Revert backup.lu1 to backup.guest.lu1",
            "Delete backup.guest.lu0",
            "Delete backup.guest.lu1",
            "Delete backup.lu0",
            "Delete backup.lu1");
  }

  @Test
  void theRequesterLearnsWhatToReadAndWhatTheStoreNoted() {
    SnapshotWorld world = new SnapshotWorld().run();
    assertThat(world.ready(SET))
        .contains(
            new VssNotice.Ready(
                SET,
                List.of(
                    new VssNotice.Image(0, new EntityId("AMS2300.CTL0"), "backup.lu0"),
                    new VssNotice.Image(1, new EntityId("AMS2300.CTL1"), "backup.lu1")),
                SnapshotWorld.DISKS,
                Optional.of(SnapshotWorld.DOCUMENT),
                true));
  }

  /** The guest's snapshot and the revert cover the guest's disks, the host's all of the LU. */
  @Test
  void whichBlocksAreCovered() {
    List<Extent> onData = List.of(new Extent(256, 128), new Extent(1024, 256), new Extent(2048, 1));
    SnapshotWorld world = new SnapshotWorld().run();
    EntityId guests = new EntityId("GUEST1.volsnap");
    EntityId hosts = new EntityId("HYPR1.volsnap");
    assertThat(world.toArray())
        .contains(
            new ControllerCommand.CreateSnapshot("backup.guest.lu0", 0, onData, guests),
            new ControllerCommand.CreateSnapshot("backup.lu0", 0, List.of(), hosts),
            new ControllerCommand.Revert(
                "backup.lu0", "backup.guest.lu0", onData, new EntityId("HYPR1.vmms")));
  }

  /**
   * 8 s to the host's snapshot and 1.5 s for each disk; the distance of the machines is no time.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 50, 500})
  void theTimeItTakesHasNoPaddingInIt(long quantumMs) {
    SnapshotWorld world = new SnapshotWorld().quantum(quantumMs * 1_000_000).run();
    assertThat(world.readySeconds()).isCloseTo(8 + 3 * 1.5, within(0.001));
  }

  /** Also if the answers come on ways of different length: what is slowest counts. */
  @ParameterizedTest
  @ValueSource(longs = {1, 500})
  void slowPartsAddUp(long quantumMs) {
    SnapshotWorld world =
        new SnapshotWorld()
            .quantum(quantumMs * 1_000_000)
            .slow("HoldWrites@HYPR1", 3)
            .slow("HoldWrites@GUEST1", 2)
            .slow("Create@backup.guest.lu1", 4)
            .slow("Revert@backup.lu0", 20)
            .run();
    assertThat(world.readySeconds()).isCloseTo(8 + 3 * 1.5 + 3 + 2 + 4 + 20, within(0.001));
  }

  @Test
  void oneMachineDoesTheSameInTheSameTime() {
    SnapshotWorld two = new SnapshotWorld().run();
    SnapshotWorld one = new SnapshotWorld().onOneMachine().run();
    assertThat(one.notices()).isEqualTo(two.notices());
    assertThat(one.log()).isEqualTo(two.log());
    assertThat(one.readySeconds()).isCloseTo(two.readySeconds(), within(0.001));
  }

  @Test
  void withoutTheRevertTheHostsSnapshotStaysAsItIs() {
    SnapshotWorld world = new SnapshotWorld().with(Topologies.withoutRevert()).run();
    assertThat(world.ready(SET)).isPresent();
    assertThat(world.log()).noneMatch(line -> line.startsWith("Revert"));
    assertThat(world.snapshots()).isEmpty();
  }

  /** Its disks are copied, nobody in the guest is asked. */
  @Test
  void aMachineThatDoesNotRunIsCopiedWithoutItsGuest() {
    SnapshotWorld world = new SnapshotWorld().vm(VmState.SAVED).run();
    VssNotice.Ready ready = world.ready(SET).orElseThrow();
    assertThat(ready.online()).isFalse();
    assertThat(ready.document()).isEmpty();
    assertThat(ready.disks()).isEqualTo(SnapshotWorld.DISKS);
    assertThat(world.log()).doesNotContain("Freeze").noneMatch(line -> line.startsWith("Revert"));
    assertThat(world.log()).contains("AskState", "Describe", "Create backup.lu0");
    assertThat(world.snapshots()).isEmpty();
  }
}
