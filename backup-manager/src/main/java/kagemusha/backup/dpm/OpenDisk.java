package kagemusha.backup.dpm;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.entity.EntityId;

/** A disk whose stream is open, as the server sees it. */
final class OpenDisk {
  private final ActiveRun run;
  private final String stream;
  private final VmDisks.Disk disk;
  private final Purpose purpose;
  private final EntityId agent;
  private final DiskImage image;
  private ReplicaReader reader;
  private SurfacedDisk surfaced;
  private long writtenBytes;
  private long digest;

  OpenDisk(
      ActiveRun run,
      String stream,
      VmDisks.Disk disk,
      Purpose purpose,
      EntityId agent,
      DiskImage image) {
    this.run = run;
    this.stream = stream;
    this.disk = disk;
    this.purpose = purpose;
    this.agent = agent;
    this.image = image;
  }

  ActiveRun run() {
    return run;
  }

  String stream() {
    return stream;
  }

  VmDisks.Disk disk() {
    return disk;
  }

  Purpose purpose() {
    return purpose;
  }

  EntityId agent() {
    return agent;
  }

  DiskImage image() {
    return image;
  }

  /** What is being sent of it; null for a plain copy. */
  ReplicaReader reader() {
    return reader;
  }

  void readBy(ReplicaReader newReader) {
    reader = newReader;
  }

  /** The server's own reading of it; null if an agent sends it. */
  SurfacedDisk surfaced() {
    return surfaced;
  }

  void surfacedAs(SurfacedDisk ownReading) {
    surfaced = ownReading;
  }

  /** Counts what has come; returns the total. */
  long wrote(long bytes) {
    writtenBytes += bytes;
    return writtenBytes;
  }

  void digest(long ofSnapshot) {
    digest = ofSnapshot;
  }

  /** Whether an image holds every block of the snapshot with the content it had. */
  boolean agrees(DiskImage other) {
    List<Extent> extents = disk.extents();
    for (Extent extent : extents) {
      if (!other.hasAll(extent.firstBlock() - disk.firstBlock(), extent.blocks())) {
        return false;
      }
    }
    return other.digest(Pieces.of(extents), disk.firstBlock()) == digest;
  }
}
