package kagemusha.array;

import kagemusha.array.volume.Snapshot;

/** A snapshot and the LU whose it is. */
record SnapshotAt(ManagedLu lu, Snapshot snapshot) {
  /** Whether it has been deleted or lost meanwhile. */
  boolean isGone() {
    return lu.volume().snapshot(snapshot.name()).filter(now -> now == snapshot).isEmpty();
  }
}
