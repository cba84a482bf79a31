package kagemusha.array.protocol;

import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Disturbance;

/**
 * What a controller accepts beside I/O. The snapshot belongs to the host that asked for it; its
 * copy-on-write is resolved here because only here the order of service is known.
 */
public sealed interface ControllerCommand extends Message {
  /** A range of an LU in blocks of 16 KiB. */
  record Extent(long firstBlock, long blocks) {}

  /**
   * Freezes the present content of an LU: from now on the first write to a block copies it.
   *
   * @param extents what is frozen, such as the virtual disks of one guest; empty for all of the LU
   */
  record CreateSnapshot(String snapshot, int lu, List<Extent> extents, EntityId replyTo)
      implements ControllerCommand {
    /** A snapshot of all of the LU. */
    public CreateSnapshot(String snapshot, int lu, EntityId replyTo) {
      this(snapshot, lu, List.of(), replyTo);
    }
  }

  /** Forgets a snapshot. */
  record DeleteSnapshot(String snapshot, EntityId replyTo) implements ControllerCommand {}

  /**
   * Gives a snapshot, or the image of a split pair, the content of an older snapshot within the
   * extents, counted in the LU of the older one. It takes the time of reading and writing the
   * blocks that differ; the answer is {@link ControllerNotice.Reverted}.
   */
  record Revert(String snapshot, String to, List<Extent> extents, EntityId replyTo)
      implements ControllerCommand {}

  /**
   * Announces a sequential write to an LU, as a restore makes it: {@link StreamRows} of this name
   * follow and are acknowledged by {@link StreamAcks}.
   */
  record OpenWrite(String stream, int lu, EntityId replyTo) implements ControllerCommand {}

  /**
   * Opens a sequential read of a snapshot. The controller keeps {@code depth} reads of {@code
   * readBytes} outstanding and never more than {@code grantedBytes} in all. It prefetches as it
   * does, but no more than {@code prefetchLimitBytes} at once.
   */
  record OpenStream(
      String stream,
      String snapshot,
      List<Extent> extents,
      int readBytes,
      int depth,
      int prefetchLimitBytes,
      long grantedBytes,
      EntityId replyTo)
      implements ControllerCommand {
    /** With whatever the array prefetches. */
    public OpenStream(
        String stream,
        String snapshot,
        List<Extent> extents,
        int readBytes,
        int depth,
        long grantedBytes,
        EntityId replyTo) {
      this(stream, snapshot, extents, readBytes, depth, Integer.MAX_VALUE, grantedBytes, replyTo);
    }
  }

  /**
   * Asks what a stream of these extents of a snapshot would have as its digest. Nothing is read and
   * no time passes: it is a proof of the emulation, not a command of the emulated array. The answer
   * is {@link ControllerNotice.Digested}.
   */
  record Digest(String stream, String snapshot, List<Extent> extents, EntityId replyTo)
      implements ControllerCommand {}

  /**
   * Asks what an extent of an LU holds, as a machine finds it that starts with nothing but its
   * disks. No time passes: what such a machine reads is part of the duration of its start. The
   * answer is {@link ControllerNotice.Surveyed}.
   */
  record Survey(String survey, int lu, Extent extent, EntityId replyTo)
      implements ControllerCommand {}

  /** Lets the stream go on up to so many bytes in all. */
  record Grant(String stream, long grantedBytes) implements ControllerCommand {}

  /**
   * A host is gone: the snapshots that these askers have had made and the streams that they have
   * opened are dropped. Nobody is answered.
   */
  record Forsake(String host, List<EntityId> askers) implements ControllerCommand {}

  /**
   * A host is no member of its cluster any more: what comes by way of these stops writes nothing
   * from now on. Not answered.
   */
  record Fence(String host, List<EntityId> stops) implements ControllerCommand {}

  /**
   * A host that has been fenced registers again: all that it has sent before is here by now. Not
   * answered.
   */
  record Register(String host) implements ControllerCommand {}

  /** A host is a member again; it may write as soon as it has registered. Not answered. */
  record Admit(String host) implements ControllerCommand {}

  /** Ends a stream early; reads in flight are dropped. */
  record CloseStream(String stream) implements ControllerCommand {}

  /**
   * Takes the next RAID group of its reserve into a pool, as an administrator does. A pool of
   * another controller means nothing here.
   */
  record GrowPool(String pool, Disturbance by) implements ControllerCommand {}

  /** What can be wrong with a part of the array. */
  enum Trouble {
    /** The first drive of a RAID group takes longer for everything. */
    SLOW_DRIVE,
    /** The first drive of a RAID group fails; a spare is rebuilt. */
    FAILED_DRIVE,
    /** Somebody else has all pages of a pool. */
    FULL_POOL,
    /** The diff area of an LU takes nothing more. */
    FULL_DIFF_AREA,
    /** A controller is gone and the other one works alone; both are told. */
    FAILED_CONTROLLER
  }

  /**
   * From outside, on the array's machine: something goes wrong.
   *
   * @param part name of a RAID group, a pool or an LU that is managed here, or of any controller
   * @param factor how many times as long a slow drive takes
   * @param rebuildBytesPerSecond at which a spare is rebuilt
   */
  record Spoil(
      Trouble trouble, String part, double factor, long rebuildBytesPerSecond, Disturbance by)
      implements ControllerCommand {}

  /** From outside: it is well again. */
  record Mend(Trouble trouble, String part) implements ControllerCommand {}

  /**
   * What a ShadowImage pair has its controller do. Both are on the array's machine, so these never
   * travel. The answers are {@link PairCopyNotice}s to the pair.
   */
  sealed interface ForPair extends ControllerCommand {
    String pair();
  }

  /**
   * At the start of the run: takes up a pair in this state, with two equal volumes.
   *
   * @param image name of the secondary volume's content if it is split, else empty
   */
  record AdoptPair(String pair, PairStatus status, String image) implements ForPair {}

  /**
   * Copies what differs, drops the image, and from the end of the copy on copies every write to the
   * primary volume. Answered with {@link PairCopyNotice.CopyDone}.
   *
   * @param back whether it goes from the secondary to the primary volume
   * @param all whether everything allocated counts as different
   */
  record StartCopy(String pair, boolean back, boolean all) implements ForPair {}

  /**
   * Waits until the volumes are equal, keeps the secondary volume's content under a name and notes
   * from then on where they differ. Answered with {@link PairCopyNotice.ImageFrozen}. A quick pair
   * does not wait: the image shows the primary volume's content at once, and when it has all been
   * copied {@link PairCopyNotice.CopyDone} follows.
   */
  record FreezeImage(String pair, String image) implements ForPair {}

  /** Copies no more, drops the image and notes where the volumes differ. */
  record StopCopy(String pair) implements ForPair {}

  /** Forgets the pair with its bitmap and its image. */
  record ForgetPair(String pair) implements ForPair {}

  /** Sends {@link PairNotice.Status} to the asker, with how much differs. */
  record ReportPair(String pair, PairStatus status, String image, EntityId replyTo)
      implements ForPair {}
}
