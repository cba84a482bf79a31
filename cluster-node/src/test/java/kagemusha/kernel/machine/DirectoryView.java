package kagemusha.kernel.machine;

import kagemusha.kernel.entity.EntityId;

/** Lets tests of the machines look into the directory. */
public final class DirectoryView {
  private DirectoryView() {}

  public static String machineOf(Directory directory, EntityId entity) {
    return directory.machineOf(entity, 0);
  }
}
