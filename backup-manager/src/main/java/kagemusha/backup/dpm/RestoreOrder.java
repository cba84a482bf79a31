package kagemusha.backup.dpm;

import java.util.List;
import kagemusha.backup.VmDisks;

/**
 * What an agent is to know of a recovery beside what it is sent.
 *
 * @param places where the disks go; empty for where they were
 * @param whole whether they are all disks of the virtual machine
 * @param bringOnlineNanos so long after a good end the operator brings the configuration resource
 *     online; -1 for never
 * @param outsideCluster whether the machine has no cluster resources that it could come back to
 */
public record RestoreOrder(
    List<VmDisks.Disk> places, boolean whole, long bringOnlineNanos, boolean outsideCluster) {
  static final RestoreOrder ORIGINAL = new RestoreOrder(List.of(), true, -1, false);

  public RestoreOrder {
    places = List.copyOf(places);
  }

  boolean toOriginalPlace() {
    return places.isEmpty();
  }
}
