package kagemusha.node;

import java.util.List;
import kagemusha.kernel.image.ImageTypes;

/** What a virtual machine is made of. */
public final class NodeImageTypes implements ImageTypes {
  private static final String NAMES =
      """
      kagemusha.node.ChangeFilter
      kagemusha.node.ChangeFilters
      kagemusha.node.ConfigurationResource
      kagemusha.node.DiskSurvey
      kagemusha.node.DiskSurvey$State
      kagemusha.node.Flights
      kagemusha.node.GuestLatency
      kagemusha.node.GuestSystem
      kagemusha.node.GuestWriteHold
      kagemusha.node.GuestWriteHold$Answers
      kagemusha.node.Standing
      kagemusha.node.VhdLayout
      kagemusha.node.VhdLayout$Key
      kagemusha.node.VhdLayout$Place
      kagemusha.node.VirtualDisk
      kagemusha.node.VirtualDisks
      kagemusha.node.VirtualDisks$Write
      kagemusha.node.VmCommand$AskState
      kagemusha.node.VmCommand$Asked
      kagemusha.node.VmCommand$Drained
      kagemusha.node.VmCommand$ForAuditor
      kagemusha.node.VmCommand$ForDisks
      kagemusha.node.VmCommand$ForFilter
      kagemusha.node.VmCommand$ForLogs
      kagemusha.node.VmCommand$ForResource
      kagemusha.node.VmCommand$ForStore
      kagemusha.node.VmCommand$FromAgent
      kagemusha.node.VmCommand$FromArray
      kagemusha.node.VmCommand$FromCluster
      kagemusha.node.VmCommand$FromMigration
      kagemusha.node.VmCommand$FromOwnAgent
      kagemusha.node.VmCommand$HoldTooLong
      kagemusha.node.VmCommand$LastWord
      kagemusha.node.VmCommand$LifeGoesOn
      kagemusha.node.VmCommand$Off
      kagemusha.node.VmCommand$ReportUsage
      kagemusha.node.VmLife$Arriving
      kagemusha.node.VmLife$Deleted
      kagemusha.node.VmLife$Deleting
      kagemusha.node.VmLife$Leaving
      kagemusha.node.VmLife$Migrating
      kagemusha.node.VmLife$Off
      kagemusha.node.VmLife$Order
      kagemusha.node.VmLife$Paused
      kagemusha.node.VmLife$PausedCritical
      kagemusha.node.VmLife$Pausing
      kagemusha.node.VmLife$Restoring
      kagemusha.node.VmLife$Resuming
      kagemusha.node.VmLife$Running
      kagemusha.node.VmLife$Saved
      kagemusha.node.VmLife$Saving
      kagemusha.node.VmLife$ShuttingDown
      kagemusha.node.VmLife$Starting
      kagemusha.node.VmLife$TurningOff
      kagemusha.node.VmRequest
      kagemusha.node.migration.Journey
      kagemusha.node.migration.MigrationNotice$Copying
      kagemusha.node.migration.MigrationNotice$StandStill
      kagemusha.node.migration.MigrationNotice$Stays
      """;

  @Override
  public List<String> names() {
    return NAMES.lines().toList();
  }
}
