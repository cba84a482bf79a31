package kagemusha.backup;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.store.LogRange;

/** What an agent and a virtual machine on the same host say to each other. */
public final class VmDisks {
  private VmDisks() {}

  /** Asks a virtual machine which blocks of which LUs its virtual disks occupy now. */
  public record Describe(String job, EntityId replyTo) implements Message {}

  /**
   * One virtual disk: its allocated blocks, in order of address.
   *
   * @param firstBlock block of the LU at offset 0 of the virtual disk
   */
  public record Disk(VhdRole role, int lu, long firstBlock, List<Extent> extents) {}

  /**
   * Turns the virtual machine off, because its disks are to be restored; answered with {@link
   * Described} when none of its I/O is in flight any more, or at once with {@link Refused}.
   *
   * @param outsideCluster whether it is to be restored to its host alone
   */
  public record TurnOff(String job, boolean outsideCluster, EntityId replyTo) implements Message {}

  /** The answer to {@link TurnOff} if nothing can be restored in this way; nothing has changed. */
  public record Refused(String vm, String job, String why) implements Message {}

  /** What its resource in the cluster has to know of a restore. */
  public sealed interface ForResource extends Message permits Restored, BringOnline {}

  /**
   * The virtual machine's files have been replaced and it has been registered again outside the
   * cluster, whose configuration resource so fails. Not answered.
   */
  public record Restored(String job) implements ForResource {}

  /**
   * The operator brings the configuration resource online, or registers in the cluster again a
   * machine that has none. Not answered.
   */
  public record BringOnline(String job) implements ForResource {}

  /** The answer. */
  public record Described(String vm, String job, List<Disk> disks) implements Message {}

  /**
   * From the agent in the guest: where is the store's log?
   *
   * @param first number of the first log write that is wanted
   * @param last of the last one
   */
  public record DescribeLogs(
      String job, int first, int last, LogRange.Which which, EntityId replyTo) implements Message {}

  /**
   * The answer.
   *
   * @param disk the blocks of the log disk that hold the log writes
   * @param last number of the last log write in them; {@code first - 1} if there are none
   */
  public record Logs(String job, Disk disk, int last) implements Message {}

  /** What an agent says to the filter that tracks the changed blocks of a VM for it. */
  public sealed interface ForFilter extends Message permits Track, DescribeChanges, Confirm {
    EntityId agent();
  }

  /**
   * An agent is about to have a snapshot set made: the blocks that are written from its moment on
   * are told apart from those before. Answered with {@link Tracked}.
   *
   * @param set of the guest, in which its writes are held
   */
  public record Track(String set, EntityId agent) implements ForFilter {}

  /**
   * The answer.
   *
   * @param running whether the guest runs
   */
  public record Tracked(String set, boolean running) implements Message {}

  /** Which blocks had changed at the moment of the set? Answered with {@link Changes}. */
  public record DescribeChanges(String set, EntityId agent) implements ForFilter {}

  /**
   * The blocks that have been written, or added to a disk, since the last set that was confirmed.
   *
   * @param known false if the filter cannot tell, because there is no such set or it has lost track
   */
  public record Changes(String set, boolean known, List<Disk> disks) implements Message {}

  /** The replica is what the set was: from now on changes count from there. Not answered. */
  public record Confirm(String set, EntityId agent) implements ForFilter {}

  /**
   * To everybody on a host who has to do with its virtual machines: this one has come, or is about
   * to leave.
   */
  public record Presence(String vm, long memoryMb, boolean here) implements Message {}

  /** The virtual machine is turned off; told to the agents that had blocks tracked in it. */
  public record GuestOff(String vm) implements Message {}

  /** What is asked of all its disks while a snapshot is taken. */
  public sealed interface ForWrites extends Message permits HoldWrites, ReleaseWrites {}

  /**
   * Hold all writes of the virtual machine, reads pass; answered with {@link WritesHeld} when none
   * is in flight. A hold ends by itself after ten seconds.
   */
  public record HoldWrites(String set, EntityId replyTo) implements ForWrites {}

  /** Let the writes go. Not answered. */
  public record ReleaseWrites(String set) implements ForWrites {}

  /** No write is in flight, and new ones wait. */
  public record WritesHeld(String set, String guest) implements Message {}

  /** The hold has lasted ten seconds and has been given up. */
  public record HoldExpired(String set, String guest) implements Message {}
}
