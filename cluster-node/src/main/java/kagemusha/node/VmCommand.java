package kagemusha.node;

import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.csv.membership.ClusterMember;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.store.StoreCommand;
import kagemusha.node.audit.Auditor;
import kagemusha.node.migration.MigrationNotice;

/** What a virtual machine accepts; most of it wraps what others declare. */
public sealed interface VmCommand extends Message {
  /** Time to tell the host how busy the virtual processors were. */
  record ReportUsage() implements VmCommand {}

  /** From the Hyper-V writer: what state are you in? Answered with {@link StateIs}. */
  record AskState(String set, EntityId replyTo) implements VmCommand {}

  /**
   * The answer to {@link AskState}.
   *
   * @param integration whether the guest takes part in backups by itself
   */
  record StateIs(String set, String vm, VmState state, boolean integration) implements Message {}

  /** To the Hyper-V writer: the machine is in another state. */
  record StateChanged(String vm, VmState state) implements Message {}

  record Asked(VmLife.Order order) implements VmCommand {}

  /** A state that passes by itself has lasted as long as it usually does. */
  record LifeGoesOn() implements VmCommand {}

  record FromAgent(VmDisks.Describe describe) implements VmCommand {}

  record ForFilter(VmDisks.ForFilter command) implements VmCommand {}

  record ForLogs(VmDisks.DescribeLogs ask) implements VmCommand {}

  record Off(VmDisks.TurnOff order) implements VmCommand {}

  record ForDisks(VmDisks.ForWrites command) implements VmCommand {}

  record ForResource(VmDisks.ForResource command) implements VmCommand {}

  record FromMigration(MigrationNotice notice) implements VmCommand {}

  /** It stands still for a migration, and its last I/O is back. */
  record Drained() implements VmCommand {}

  /** It is about to be packed. */
  record LastWord() implements VmCommand {}

  record FromCluster(ClusterMember.Order order) implements VmCommand {}

  record ForAuditor(Auditor.Ask ask) implements VmCommand {}

  record FromArray(ControllerNotice notice) implements VmCommand {}

  record FromOwnAgent(DpmAgent.ProcessorUsed used) implements VmCommand {}

  record ForStore(StoreCommand command) implements VmCommand {}

  record HoldTooLong(HoldCommand.Limit limit) implements VmCommand {}

  /**
   * A message in this protocol.
   *
   * @throws ClassCastException if a virtual machine accepts no such message
   */
  static VmCommand of(Message message) {
    if (message instanceof VmDisks.Describe describe) {
      return new FromAgent(describe);
    } else if (message instanceof VmDisks.ForFilter command) {
      return new ForFilter(command);
    } else if (message instanceof VmDisks.DescribeLogs ask) {
      return new ForLogs(ask);
    } else if (message instanceof VmDisks.TurnOff off) {
      return new Off(off);
    } else if (message instanceof VmRequest request) {
      return new Asked(
          new VmLife.Order(request.verb(), request.by(), request.replyTo(), false, request.to()));
    } else if (message instanceof VmDisks.ForWrites command) {
      return new ForDisks(command);
    } else if (message instanceof VmDisks.ForResource command) {
      return new ForResource(command);
    } else if (message instanceof ClusterMember.Order order) {
      return new FromCluster(order);
    } else if (message instanceof Auditor.Ask ask) {
      return new ForAuditor(ask);
    } else if (message instanceof ControllerNotice notice) {
      return new FromArray(notice);
    } else if (message instanceof MigrationNotice notice) {
      return new FromMigration(notice);
    } else if (message instanceof DpmAgent.ProcessorUsed used) {
      return new FromOwnAgent(used);
    } else if (message instanceof StoreCommand command) {
      return new ForStore(command);
    } else if (message instanceof HoldCommand.Limit limit) {
      return new HoldTooLong(limit);
    }
    return (VmCommand) message;
  }
}
