package kagemusha.backup;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What an agent and a virtual machine on the same host say to each other. */
public final class VmDisks {
  private VmDisks() {}

  /** Asks a virtual machine which blocks of which LUs its virtual disks occupy now. */
  public record Describe(String job, EntityId replyTo) implements Message {}

  /** One virtual disk: its allocated blocks, in order of address. */
  public record Disk(VhdRole role, int lu, List<Extent> extents) {}

  /** The answer. */
  public record Described(String vm, String job, List<Disk> disks) implements Message {}
}
