package kagemusha.load.server;

import java.util.List;
import kagemusha.kernel.image.ImageTypes;

/** What a mail server is made of. */
public final class LoadImageTypes implements ImageTypes {
  private static final String NAMES =
      """
      kagemusha.load.columns.SlotPool
      kagemusha.load.hold.HoldCommand$Kind
      kagemusha.load.hold.HoldCommand$Limit
      kagemusha.load.hold.HoldRules
      kagemusha.load.hold.HoldState$Draining
      kagemusha.load.hold.HoldState$Held
      kagemusha.load.hold.HoldState$Open
      kagemusha.load.hold.Standstill
      kagemusha.load.profile.MailCosts
      kagemusha.load.profile.MailSite
      kagemusha.load.profile.MailSite$Server
      kagemusha.load.profile.MailTraffic
      kagemusha.load.protocol.CauseColumns
      kagemusha.load.protocol.MailReplies$Builder
      [Lkagemusha.load.protocol.MailReplies$Builder;
      kagemusha.load.protocol.SmtpRows$Builder
      [Lkagemusha.load.protocol.SmtpRows$Builder;
      kagemusha.load.server.CallPlan
      kagemusha.load.server.CallStatistics
      kagemusha.load.server.Calls
      kagemusha.load.server.Checkpoint
      kagemusha.load.server.CommitTable
      kagemusha.load.server.DatabaseFile
      kagemusha.load.server.DirtyPages
      kagemusha.load.server.LogFiles
      kagemusha.load.server.LogSequence
      kagemusha.load.server.MailServer
      kagemusha.load.server.MailServer$Service
      kagemusha.load.server.Outbox
      kagemusha.load.server.Storage
      kagemusha.load.server.StoreFreeze
      kagemusha.load.server.StoreFreeze$Answers
      kagemusha.load.server.StoreMount
      kagemusha.load.server.StoreMount$Closing
      kagemusha.load.server.StoreMount$Dismounted
      kagemusha.load.server.StoreMount$Flushing
      kagemusha.load.server.StoreMount$Mounted
      kagemusha.load.server.StoreMount$Replaying
      kagemusha.load.server.StoreMount$Sealing
      kagemusha.load.server.StoreRecovery
      kagemusha.load.server.StoreRecovery$Need
      kagemusha.load.server.StoreRecovery$Phase
      kagemusha.load.server.StoreWrites
      kagemusha.load.server.StoreWrites$Held
      kagemusha.load.server.TaskTable
      kagemusha.load.server.Transport
      kagemusha.load.store.LogRange$Which
      kagemusha.load.store.StoreCommand$Dismount
      kagemusha.load.store.StoreCommand$Freeze
      kagemusha.load.store.StoreCommand$Recover
      kagemusha.load.store.StoreCommand$Thaw
      kagemusha.load.store.StoreCommand$Truncate
      kagemusha.load.store.StoreDocument
      kagemusha.load.store.StoreNotice$Dismounted
      kagemusha.load.store.StoreNotice$FreezeExpired
      kagemusha.load.store.StoreNotice$Frozen
      kagemusha.load.store.StoreNotice$Recovered
      """;

  @Override
  public List<String> names() {
    return NAMES.lines().toList();
  }
}
