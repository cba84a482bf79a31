package kagemusha.node.migration;

import kagemusha.kernel.entity.Message;

/** What a virtual machine is told about its live migration by the service of its host. */
public sealed interface MigrationNotice extends Message {
  /** Its memory is being copied from now on, which takes from it what it can do. */
  record Copying() implements MigrationNotice {}

  /** Stand still, and leave when the last I/O has come back. */
  record StandStill(Journey journey) implements MigrationNotice {}

  /** It stays where it is. */
  record Stays(String why) implements MigrationNotice {}
}
