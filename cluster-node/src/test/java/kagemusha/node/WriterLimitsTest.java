package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssPhase;
import kagemusha.config.BackupJob;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every limit, by making the step too slow; whatever fails, nothing stays held or behind. */
class WriterLimitsTest {
  private static final String SET = SnapshotWorld.SET;

  private static VssNotice.Failed failed(SnapshotWorld world, VssPhase phase, VssError error) {
    VssNotice.Failed failed = world.failed(SET).orElseThrow();
    assertThat(failed.phase()).as(failed.why()).isEqualTo(phase);
    assertThat(failed.code()).as(failed.why()).isEqualTo(error.code());
    assertThat(failed.dpmError()).isEqualTo(error.dpmError());
    assertThat(world.notices()).as("nothing comes after Failed").endsWith(failed);
    nothingIsLeft(world);
    return failed;
  }

  private static void nothingIsLeft(SnapshotWorld world) {
    assertThat(world.held()).isEmpty();
    assertThat(world.snapshots()).isEmpty();
  }

  /** Too slow by a second; just below the limit the set succeeds. */
  static Stream<Arguments> slow() {
    return Stream.of(
        arguments("AskState", 59.5, VssPhase.GATHER_WRITER_METADATA, VssError.WRITER_TIMEOUT),
        arguments("HoldWrites@HYPR1", 10.5, VssPhase.HOLD_WRITES, VssError.FLUSH_WRITES_TIMEOUT),
        arguments(
            "Create@backup.lu1", 9.8, VssPhase.COMMIT_SNAPSHOTS, VssError.HOLD_WRITES_TIMEOUT),
        arguments("Revert", 1_800, VssPhase.POST_SNAPSHOT, VssError.WRITER_TIMEOUT),
        arguments("Freeze", 60.5, VssPhase.PREPARE_FOR_SNAPSHOT, VssError.WRITER_RETRYABLE),
        arguments(
            "HoldWrites@GUEST1", 10.5, VssPhase.PREPARE_FOR_SNAPSHOT, VssError.WRITER_RETRYABLE),
        arguments(
            "Create@backup.guest.lu0",
            9.8,
            VssPhase.PREPARE_FOR_SNAPSHOT,
            VssError.WRITER_RETRYABLE));
  }

  @ParameterizedTest
  @MethodSource("slow")
  void aStepThatIsTooSlowFailsTheSet(String what, double seconds, VssPhase phase, VssError error) {
    failed(new SnapshotWorld().slow(what, seconds).run(), phase, error);
  }

  @ParameterizedTest
  @MethodSource("slow")
  void aStepThatIsJustFastEnoughDoesNot(
      String what, double seconds, VssPhase phase, VssError error) {
    double margin = what.equals("Revert") ? 10 : 2;
    SnapshotWorld world =
        new SnapshotWorld().slow(what, seconds - margin).quantum(400_000_000).run();
    assertThat(world.failed(SET)).isEmpty();
    assertThat(world.ready(SET)).isPresent();
    nothingIsLeft(world);
  }

  /** An answer that comes while the watchdog still allows for padding is late all the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 400})
  void lateIsWhatIsLateWithoutPadding(long quantumMs) {
    SnapshotWorld late =
        new SnapshotWorld().slow("Create@backup.lu0", 9.51).quantum(quantumMs * 1_000_000).run();
    failed(late, VssPhase.COMMIT_SNAPSHOTS, VssError.HOLD_WRITES_TIMEOUT);
    assertThat(late.failedSeconds()).isCloseTo(7.5 + 0.5 + 9.51, within(0.01));
    SnapshotWorld inTime =
        new SnapshotWorld().slow("Create@backup.lu0", 9.49).quantum(quantumMs * 1_000_000).run();
    assertThat(inTime.ready(SET)).isPresent();
  }

  /** Freeze to Thaw: no step of it is too slow by itself. */
  @Test
  void aGuestMayBeFrozenForAMinuteOnly() {
    SnapshotWorld world =
        new SnapshotWorld()
            .slow("Freeze", 45)
            .slow("HoldWrites@GUEST1", 8)
            .slow("Create@backup.guest.lu0", 8)
            .run();
    VssNotice.Failed failed =
        failed(world, VssPhase.PREPARE_FOR_SNAPSHOT, VssError.WRITER_RETRYABLE);
    assertThat(failed.why()).contains("from Freeze to Thaw it takes longer than 60 s");
  }

  /** The store gives its freeze up by itself after 20 s. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 30})
  void theStoresOwnLimit(double freezeSeconds) {
    SnapshotWorld world =
        new SnapshotWorld()
            .slow("Freeze", freezeSeconds)
            .slow("HoldWrites@GUEST1", 9)
            .slow("Create@backup.guest.lu0", 9)
            .slow("FreezeExpired", freezeSeconds == 0 ? 15 : 20)
            .run();
    VssNotice.Failed failed =
        failed(world, VssPhase.PREPARE_FOR_SNAPSHOT, VssError.WRITER_RETRYABLE);
    assertThat(failed.why()).contains("FAILED_AT_FREEZE").contains("freeze has expired");
  }

  /** Who holds writes gives up by itself, while they are flushed or while the provider commits. */
  @Test
  void aHoldThatIsGivenUp() {
    failed(
        new SnapshotWorld().slow("HoldWrites@HYPR1", 9).slow("HoldExpired@HYPR1", 5).run(),
        VssPhase.HOLD_WRITES,
        VssError.FLUSH_WRITES_TIMEOUT);
    failed(
        new SnapshotWorld().slow("Create@backup.lu0", 9).slow("HoldExpired@HYPR1", 5).run(),
        VssPhase.COMMIT_SNAPSHOTS,
        VssError.HOLD_WRITES_TIMEOUT);
    failed(
        new SnapshotWorld().slow("HoldWrites@GUEST1", 9).slow("HoldExpired", 5).run(),
        VssPhase.PREPARE_FOR_SNAPSHOT,
        VssError.WRITER_RETRYABLE);
  }

  /** The holder measures at the release that it has held for too long. */
  @Test
  void aHoldThatTurnsOutTooLongAtTheRelease() {
    failed(
        new SnapshotWorld().slow("HoldExpired@HYPR1", 2).run(),
        VssPhase.POST_SNAPSHOT,
        VssError.HOLD_WRITES_TIMEOUT);
  }

  static Stream<Arguments> silent() {
    return Stream.of(
        arguments("AskState", VssPhase.GATHER_WRITER_METADATA),
        arguments("HoldWrites@HYPR1", VssPhase.HOLD_WRITES),
        arguments("Create@backup.lu1", VssPhase.COMMIT_SNAPSHOTS),
        arguments("Revert@backup.lu1", VssPhase.POST_SNAPSHOT),
        arguments("Freeze", VssPhase.PREPARE_FOR_SNAPSHOT),
        arguments("HoldWrites@GUEST1", VssPhase.PREPARE_FOR_SNAPSHOT),
        arguments("Create@backup.guest.lu1", VssPhase.PREPARE_FOR_SNAPSHOT));
  }

  /** Whoever never answers is given up; the rest is undone. */
  @ParameterizedTest
  @MethodSource("silent")
  void whoNeverAnswersIsGivenUp(String what, VssPhase phase) {
    SnapshotWorld world = new SnapshotWorld().silent(what).run();
    assertThat(world.failed(SET).orElseThrow().phase()).isEqualTo(phase);
    nothingIsLeft(world);
  }

  /**
   * A guest whose part takes longer than 15 minutes: its service would wait for its provider for
   * half an hour, the host does not.
   */
  @Test
  void aGuestThatDoesNotAnswer() {
    SnapshotWorld world =
        new SnapshotWorld().with(Topologies.withPatientGuest()).slow("Freeze", 1_000).run();
    VssNotice.Failed failed =
        failed(world, VssPhase.PREPARE_FOR_SNAPSHOT, VssError.WRITER_RETRYABLE);
    assertThat(failed.dpmError()).isEqualTo(30112);
    assertThat(failed.why()).contains("FAILED_AT_PREPARE_SNAPSHOT");
    assertThat(world.events()).contains(10009);
    assertThat(world.failedSeconds()).isBetween(900.0, 910.0);
  }

  /** The guest cannot delete its snapshot: it does not answer within 10 s, then again not. */
  @Test
  void aGuestThatFallsSilentAfterwards() {
    SnapshotWorld world = new SnapshotWorld().silent("Delete@backup.guest.lu0").run();
    VssNotice.Failed failed = failed(world, VssPhase.POST_SNAPSHOT, VssError.WRITER_RETRYABLE);
    assertThat(failed.why()).contains("FAILED_AT_POST_SNAPSHOT");
    assertThat(world.events().stream().filter(id -> id == 10009)).hasSize(2);
  }

  @Test
  void aRevertThatFails() {
    SnapshotWorld world = new SnapshotWorld().refuse("Revert").run();
    VssNotice.Failed failed = failed(world, VssPhase.POST_SNAPSHOT, VssError.WRITER_RETRYABLE);
    assertThat(failed.dpmError()).isEqualTo(30112);
    assertThat(world.events()).contains(10103);
  }

  @Test
  void aSnapshotThatIsRefused() {
    failed(
        new SnapshotWorld().refuse("backup.lu1").run(),
        VssPhase.COMMIT_SNAPSHOTS,
        VssError.UNEXPECTED_PROVIDER_ERROR);
    failed(
        new SnapshotWorld().refuse("backup.guest.lu1").run(),
        VssPhase.PREPARE_FOR_SNAPSHOT,
        VssError.WRITER_RETRYABLE);
  }

  /** The diff area of the host's snapshot is full: while it is reverted, or while it is read. */
  @Test
  void aSnapshotThatIsLost() {
    failed(
        new SnapshotWorld().slow("Lost@backup.lu0", 3).run(),
        VssPhase.POST_SNAPSHOT,
        VssError.INSUFFICIENT_STORAGE);
    SnapshotWorld read = new SnapshotWorld().slow("Lost@backup.lu0", 7).run();
    assertThat(read.ready(SET)).isPresent();
    failed(read, VssPhase.READY, VssError.INSUFFICIENT_STORAGE);
  }

  /** One set is made at a time; while the first is being read a second may be made. */
  @Test
  void aSecondSet() {
    SnapshotWorld world = new SnapshotWorld().second("other").run();
    VssNotice.Failed refused = world.failed("other").orElseThrow();
    assertThat(refused.code()).isEqualTo(0x80042316);
    assertThat(world.phases("other")).isEmpty();
    assertThat(world.phases(SET)).containsExactly(VssPhase.values());
    assertThat(world.events()).contains(9221);
  }

  /** From any phase of the host's set the requester can give up. */
  @ParameterizedTest
  @MethodSource("phases")
  void abortFromAnyPhaseLeavesNothing(VssPhase phase) {
    SnapshotWorld world = new SnapshotWorld().abortAt(phase).run();
    failed(world, phase, VssError.CANCELLED);
  }

  static List<VssPhase> phases() {
    return List.of(VssPhase.values()).subList(0, VssPhase.READY.ordinal() + 1);
  }

  /** At any time, in the guest's part too, whatever the distance of the machines. */
  @Property(tries = 150)
  void abortAtAnyTimeLeavesNothing(
      @ForAll @LongRange(max = 20_000) long afterMs,
      @ForAll @LongRange(min = 1, max = 300) long quantumMs,
      @ForAll boolean pairs) {
    SnapshotWorld world =
        new SnapshotWorld()
            .by(pairs ? BackupJob.Method.SHADOW_IMAGE : BackupJob.Method.NETWORK)
            .quantum(quantumMs * 1_000_000)
            .slow("HoldWrites", 0.7)
            .slow("Create", 0.4)
            .slow("Revert", 1.5)
            .slow("Resync", 2)
            .slow("Split", 0.5)
            .slow("Delete", 0.3)
            .abortAfter(afterMs * 1_000_000)
            .run();
    nothingIsLeft(world);
    VssNotice last = world.notices().get(world.notices().size() - 1);
    assertThat(last)
        .isInstanceOfAny(VssNotice.Failed.class, VssNotice.Deleted.class)
        .isEqualTo(world.failed(SET).<VssNotice>map(f -> f).orElse(new VssNotice.Deleted(SET)));
    world.failed(SET).ifPresent(f -> assertThat(f.code()).isEqualTo(VssError.CANCELLED.code()));
    assertThat(world.events()).doesNotContain(10009);
  }

  /** Once the writers have been told of the end, there is nothing to give up. */
  @Test
  void afterBackupCompleteAnAbortComesTooLate() {
    SnapshotWorld world = new SnapshotWorld().abortAt(VssPhase.BACKUP_COMPLETE).run();
    assertThat(world.notices()).endsWith(new VssNotice.Deleted(SET));
    nothingIsLeft(world);
  }
}
