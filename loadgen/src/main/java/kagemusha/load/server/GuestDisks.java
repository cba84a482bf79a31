package kagemusha.load.server;

import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.IoParts;
import kagemusha.config.Topology.VhdRole;

/** The disks of the guest as the mail server sees them. */
public interface GuestDisks {
  /**
   * Starts an I/O. Calls come in order of time.
   *
   * @param timeNanos when, inside the running segment
   * @param padNanos padding gathered by whatever the I/O is part of
   * @param offsetBytes place on the virtual disk
   * @param version what a write makes the content of its blocks, not 0; 0 for a read
   * @param tag the caller's mark, not negative, returned with the completion
   */
  void issue(
      long timeNanos,
      long padNanos,
      VhdRole disk,
      long offsetBytes,
      int bytes,
      IoKind kind,
      int version,
      long tag);

  /**
   * Adds an I/O to a chain: on the disk of the last {@link #issue}, it starts when the I/O before
   * it has completed and the delay has passed. Only called directly after {@code issue} or {@code
   * link}.
   */
  void link(long offsetBytes, int bytes, IoKind kind, long delayNanos, long tag);

  /**
   * Takes note of a completion; called once for each row, in order of time.
   *
   * @return the latency of the I/O in the guest in nanoseconds, without padding and without the
   *     link delay; negative if the row was the disks' own business
   */
  long completed(IoCompletions batch, int row);

  /** The caller's mark of the I/O that was last reported by {@link #completed}. */
  long completedTag();

  /** What the latency that was last reported by {@link #completed} is made of; good until then. */
  IoParts completedParts();

  /** What was allocated of the virtual disk when the run began; growth does not change it. */
  long usedBytes(VhdRole disk);

  /** The size up to which the virtual disk may grow. */
  long maxBytes(VhdRole disk);
}
