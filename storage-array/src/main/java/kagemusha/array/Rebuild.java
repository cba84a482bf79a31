package kagemusha.array;

import java.util.OptionalInt;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.disk.RaidGroup;

/**
 * A spare takes the place of a failed drive, piece by piece from its beginning to its end, and
 * competes with all else for the drives. Until it is complete nothing is read from it.
 */
final class Rebuild {
  private static final long PIECE_BYTES = 1 << 20;

  private final RaidGroup group;
  private final int number;
  private final long capacityBytes;
  private final long pieceNanos;
  private final Agenda agenda;
  private long position;
  private long pieceSinceNanos;

  Rebuild(RaidGroup group, int number, long capacityBytes, long bytesPerSecond, Agenda agenda) {
    this.group = group;
    this.number = number;
    this.capacityBytes = capacityBytes;
    this.pieceNanos = PIECE_BYTES * 1_000_000_000L / bytesPerSecond;
    this.agenda = agenda;
  }

  RaidGroup group() {
    return group;
  }

  void begin(long nowNanos, int disk) {
    group.fail(OptionalInt.of(disk));
    agenda.add(nowNanos, Work.REBUILD_READ, number, 0);
  }

  void read(long nowNanos) {
    pieceSinceNanos = nowNanos;
    long done = group.readForSpare(nowNanos, position, pieceBytes());
    agenda.add(done, Work.REBUILD_WRITE, number, 0);
  }

  /** Whether that was the last piece. */
  boolean write(long nowNanos) {
    long done = group.writeSpare(nowNanos, position, pieceBytes());
    position += pieceBytes();
    if (position >= capacityBytes) {
      group.fail(OptionalInt.empty());
      return true;
    }
    agenda.add(Math.max(done, pieceSinceNanos + pieceNanos), Work.REBUILD_READ, number, 0);
    return false;
  }

  private long pieceBytes() {
    return Math.min(PIECE_BYTES, capacityBytes - position);
  }
}
