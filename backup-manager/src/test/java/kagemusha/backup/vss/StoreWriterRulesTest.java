package kagemusha.backup.vss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.backup.vss.StoreWriterState.Freezing;
import kagemusha.backup.vss.StoreWriterState.None;
import kagemusha.backup.vss.StoreWriterState.Session;
import kagemusha.backup.vss.StoreWriterState.Stable;
import kagemusha.backup.vss.StoreWriterState.WaitingForBackupComplete;
import kagemusha.backup.vss.StoreWriterState.WaitingForFreeze;
import kagemusha.backup.vss.StoreWriterState.WaitingForPostSnapshot;
import kagemusha.backup.vss.StoreWriterState.WaitingForThaw;
import kagemusha.config.BackupJob.Method;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.StoreNotice;
import org.junit.jupiter.api.Test;

class StoreWriterRulesTest {
  private static final EntityId SELF = new EntityId("GUEST1.storewriter");
  private static final EntityId SERVICE = new EntityId("GUEST1.vss");
  private static final EntityId STORE = new EntityId("GUEST1");
  private static final StoreDocument DOCUMENT = new StoreDocument(40, 77);
  private static final Session COPY = new Session("S", false);
  private static final Session FULL = new Session("S", true);

  private final StoreWriterRules rules =
      new StoreWriterRules("GUEST1", TopologyReader.bundled("paper").backup().vss().steps());

  private void decides(
      StoreWriterState state, WriterCommand command, StoreWriterState next, Act... acts) {
    assertThat(rules.on(state, new StoreWriter.FromService(command)))
        .isEqualTo(Decision.to(next, acts));
  }

  private static Tell done(WriterState state) {
    return new Tell(SERVICE, new WriterNotice.Done("S", SELF, state));
  }

  private static Timer after(double seconds, WriterNotice notice) {
    return new Timer("S.step", (long) (seconds * 1e9), new StoreWriter.Answer("S", notice));
  }

  @Test
  void oneStepAfterAnother() {
    decides(
        new None(),
        new WriterCommand.Identify("S", "GUEST1", Method.NETWORK),
        new Stable(COPY),
        after(3, new WriterNotice.Identified("S", SELF, Set.of())));
    decides(
        new Stable(COPY),
        new WriterCommand.PrepareForBackup("S"),
        new Stable(COPY),
        after(3, new WriterNotice.Done("S", SELF, WriterState.STABLE)));
    decides(
        new Stable(COPY),
        new WriterCommand.PrepareForSnapshot("S"),
        new WaitingForFreeze(COPY),
        after(10, new WriterNotice.Done("S", SELF, WriterState.WAITING_FOR_FREEZE)));
    decides(
        new WaitingForFreeze(COPY),
        new WriterCommand.Freeze("S"),
        new Freezing(COPY),
        new Tell(STORE, new StoreCommand.Freeze("S", SELF)));
    StoreNotice.Frozen frozen = new StoreNotice.Frozen("S", "GUEST1", DOCUMENT);
    assertThat(rules.on(new Freezing(COPY), new StoreWriter.Frozen("S", frozen)))
        .isEqualTo(
            Decision.to(new WaitingForThaw(COPY, DOCUMENT), done(WriterState.WAITING_FOR_THAW)));
    decides(
        new WaitingForThaw(COPY, DOCUMENT),
        new WriterCommand.Thaw("S"),
        new WaitingForPostSnapshot(COPY, DOCUMENT),
        new Tell(STORE, new StoreCommand.Thaw("S")),
        done(WriterState.WAITING_FOR_POST_SNAPSHOT));
    decides(
        new WaitingForPostSnapshot(COPY, DOCUMENT),
        new WriterCommand.PostSnapshot("S", List.of()),
        new WaitingForBackupComplete(COPY, DOCUMENT),
        new Tell(
            SERVICE,
            new WriterNotice.Recovered("S", SELF, List.of(), Optional.of(DOCUMENT), true)));
  }

  /** Only a full backup by an agent in the guest that has succeeded lets logs go. */
  @Test
  void logsAreTruncatedByAFullBackup() {
    decides(
        new WaitingForBackupComplete(FULL, DOCUMENT),
        new WriterCommand.BackupComplete("S", true),
        new None(),
        new Tell(STORE, new StoreCommand.Truncate(40)),
        done(WriterState.STABLE));
    decides(
        new WaitingForBackupComplete(FULL, DOCUMENT),
        new WriterCommand.BackupComplete("S", false),
        new None(),
        done(WriterState.STABLE));
    decides(
        new WaitingForBackupComplete(COPY, DOCUMENT),
        new WriterCommand.BackupComplete("S", true),
        new None(),
        done(WriterState.STABLE));
  }

  @Test
  void anAbortThawsWhatIsFrozen() {
    Tell aborted = new Tell(SERVICE, new WriterNotice.Aborted("S", SELF));
    Tell thaw = new Tell(STORE, new StoreCommand.Thaw("S"));
    WriterCommand abort = new WriterCommand.Abort("S");
    decides(new None(), abort, new None(), aborted);
    decides(new Stable(COPY), abort, new None(), aborted);
    decides(new WaitingForFreeze(COPY), abort, new None(), aborted);
    decides(new Freezing(COPY), abort, new None(), thaw, aborted);
    decides(new WaitingForThaw(COPY, DOCUMENT), abort, new None(), thaw, aborted);
    decides(new WaitingForPostSnapshot(COPY, DOCUMENT), abort, new None(), aborted);
    decides(new WaitingForBackupComplete(COPY, DOCUMENT), abort, new None(), aborted);
  }

  @Test
  void aFreezeThatExpires() {
    StoreWriter.Command expired = new StoreWriter.FreezeExpired("S");
    for (StoreWriterState frozen :
        List.of(new Freezing(COPY), new WaitingForThaw(COPY, DOCUMENT))) {
      assertThat(rules.on(frozen, expired))
          .isEqualTo(Decision.to(frozen, failed(WriterState.FAILED_AT_FREEZE)));
    }
    StoreWriterState thawed = new WaitingForPostSnapshot(COPY, DOCUMENT);
    assertThat(rules.on(thawed, expired))
        .isEqualTo(Decision.to(thawed, failed(WriterState.FAILED_AT_THAW)));
    assertThat(rules.on(new None(), expired)).isEqualTo(Decision.to(new None()));
  }

  private static Tell failed(WriterState at) {
    return new Tell(
        SERVICE,
        new WriterNotice.Failed(
            "S", SELF, at, VssError.WRITER_TIMEOUT, "the store's freeze has expired"));
  }

  @Test
  void aStepsAnswerIsNotGivenAfterAnAbort() {
    StoreWriter.Command answer =
        new StoreWriter.Answer("S", new WriterNotice.Done("S", SELF, WriterState.STABLE));
    assertThat(rules.on(new None(), answer)).isEqualTo(Decision.to(new None()));
    assertThat(rules.on(new Stable(COPY), answer))
        .isEqualTo(Decision.to(new Stable(COPY), done(WriterState.STABLE)));
  }
}
