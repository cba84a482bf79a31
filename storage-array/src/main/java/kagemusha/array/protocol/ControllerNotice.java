package kagemusha.array.protocol;

import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * What a controller answers. It is sent as control to {@code replyTo}; the asker adapts it by
 * accepting {@link ControllerNotice} in its own sealed protocol.
 */
public interface ControllerNotice extends Message {
  /** The snapshot exists from this moment on. */
  record SnapshotCreated(String snapshot, int lu, EntityId controller)
      implements ControllerNotice {}

  /** The snapshot is gone; {@code copiedBlocks} were saved by copy-on-write while it lived. */
  record SnapshotDeleted(String snapshot, int lu, long copiedBlocks) implements ControllerNotice {}

  /**
   * All extents of a stream have been read. {@code digest} is the digest of the versions read, made
   * by {@link VersionDigest}.
   */
  record StreamEnded(String stream, long bytes, long digest) implements ControllerNotice {}

  /** The digest of extents of a snapshot. */
  record Digested(String stream, long digest) implements ControllerNotice {}

  /**
   * What an extent of an LU holds.
   *
   * @param firstBlocks of the pieces in which anything was written, in order of place
   * @param versions of the blocks of each piece
   */
  record Surveyed(String survey, int lu, long[] firstBlocks, int[][] versions)
      implements ControllerNotice {}

  /** The snapshot now holds what the other held, in so many blocks that had differed. */
  record Reverted(String snapshot, int lu, long blocks) implements ControllerNotice {}

  /** A snapshot has been dropped against its owner's will: its diff area could not grow. */
  record SnapshotLost(String snapshot, int lu, String why) implements ControllerNotice {}

  /** The command could not be carried out. */
  record Refused(String what, String why) implements ControllerNotice {}
}
