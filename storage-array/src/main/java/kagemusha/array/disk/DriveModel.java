package kagemusha.array.disk;

import kagemusha.config.ArraySpec.DriveSpec;
import kagemusha.kernel.random.RandomStream;

/**
 * A drive's service time: seek by the square root of the distance, a rotational latency uniform
 * over one turn, the transfer, and the settling of the head before a write. An operation that
 * begins where the last one ended needs neither seek nor rotation: the drive's own buffer bridges
 * the gap.
 */
public final class DriveModel implements ServiceTime {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MINUTE = 60e9;

  private final double capacityBytes;
  private final double trackToTrackNanos;
  private final double seekSpanNanos;
  private final double turnNanos;
  private final double nanosPerByte;
  private final long settleNanos;
  private final RandomStream rotation;
  private long headBytes;

  public DriveModel(DriveSpec drive, RandomStream rotation) {
    this.capacityBytes = drive.capacityBytes();
    this.trackToTrackNanos = drive.trackToTrack().toNanos();
    this.seekSpanNanos = drive.fullStroke().toNanos() - trackToTrackNanos;
    this.turnNanos = NANOS_PER_MINUTE / drive.rpm();
    this.nanosPerByte = NANOS_PER_SECOND / drive.bytesPerSecond();
    this.settleNanos = drive.writeSettle().toNanos();
    this.rotation = rotation;
  }

  @Override
  public long nanos(long offsetBytes, long bytes, boolean write) {
    double nanos = bytes * nanosPerByte;
    if (offsetBytes != headBytes) {
      nanos += seekNanos(Math.abs(offsetBytes - headBytes)) + rotation.uniform() * turnNanos;
    }
    headBytes = offsetBytes + bytes;
    return (long) nanos + (write ? settleNanos : 0);
  }

  private double seekNanos(long distanceBytes) {
    return trackToTrackNanos + seekSpanNanos * StrictMath.sqrt(distanceBytes / capacityBytes);
  }
}
