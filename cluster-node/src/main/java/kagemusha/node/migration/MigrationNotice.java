package kagemusha.node.migration;

import kagemusha.kernel.entity.Message;

/** What a virtual machine is told about its live migration. */
public sealed interface MigrationNotice extends Message {
  /** Stand still, and leave when the last I/O has come back. */
  record StandStill(Journey journey) implements MigrationNotice {}
}
