package kagemusha.backup.vss;

import java.util.List;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.Message;

/** What a provider answers the service. */
public sealed interface ProviderNotice extends Message {
  String set();

  /** The step of this phase is done. */
  record Done(String set, VssPhase phase) implements ProviderNotice {}

  /**
   * The snapshots exist.
   *
   * @param disks of a guest's provider: what is in them; of a host's empty
   */
  record Committed(String set, List<VssNotice.Image> images, List<VmDisks.Disk> disks)
      implements ProviderNotice {
    public Committed {
      images = List.copyOf(images);
      disks = List.copyOf(disks);
    }
  }

  /** The provider cannot go on; {@link ProviderCommand.Abort} is expected. */
  record Failed(String set, VssError error, String why) implements ProviderNotice {}

  /** A snapshot has been lost after it had been made; Abort is expected. */
  record Lost(String set, String why) implements ProviderNotice {}

  /** Nothing of the set is left with the provider. */
  record Gone(String set) implements ProviderNotice {}
}
