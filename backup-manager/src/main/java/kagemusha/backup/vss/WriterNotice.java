package kagemusha.backup.vss;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.store.StoreDocument;

/** What a writer answers the service. */
public sealed interface WriterNotice extends Message {
  String set();

  EntityId writer();

  /** The LUs that hold what the writer wants to be in the snapshot; none if it does not know. */
  record Identified(String set, EntityId writer, Set<Integer> lus) implements WriterNotice {
    public Identified {
      lus = new TreeSet<>(lus);
    }
  }

  /** The step is done; the state says which. */
  record Done(String set, EntityId writer, WriterState state) implements WriterNotice {}

  /**
   * The snapshot is right: the answer to PostSnapshot.
   *
   * @param disks what is in it; empty if the writer does not know
   */
  record Recovered(
      String set,
      EntityId writer,
      List<VmDisks.Disk> disks,
      Optional<StoreDocument> document,
      boolean online)
      implements WriterNotice {
    public Recovered {
      disks = List.copyOf(disks);
    }
  }

  /** The writer cannot go on; the state says where it failed. */
  record Failed(String set, EntityId writer, WriterState state, VssError error, String why)
      implements WriterNotice {}

  /** Nothing of the set is left with the writer. */
  record Aborted(String set, EntityId writer) implements WriterNotice {}
}
