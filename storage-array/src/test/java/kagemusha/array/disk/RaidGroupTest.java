package kagemusha.array.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import kagemusha.config.ArraySpec.RaidLevel;
import org.junit.jupiter.api.Test;

class RaidGroupTest {
  private final DiskLog log = new DiskLog();

  private RaidGroup group(RaidLevel level, int dataDisks) {
    RaidGroup group = new RaidGroup("RG0", new RaidGeometry(level, dataDisks, 4));
    log.attach(group);
    return group;
  }

  @Test
  void aReadAcrossStripeUnitsIsSplitAndDoneWithItsLastPart() {
    RaidGroup group = group(RaidLevel.RAID5, 4);
    group.readUnit(0, 20, 0, 0, 1);
    log.operations().clear();

    // Row 10 has its parity on disk 4, so its first units lie on the disks 0 and 1.
    long done = group.read(0, 10, 3, 2);

    assertThat(log.operations()).containsExactly("read RG0.0 688+16", "read RG0.1 640+16");
    assertThat(done).as("disk 0 was busy with row 20").isEqualTo(2 * DiskLog.SERVICE_NANOS);
  }

  @Test
  void ofTwoCopiesEveryOtherRowIsReadFromTheMirror() {
    RaidGroup group = group(RaidLevel.RAID10, 2);
    group.read(0, 100, 0, 1);
    group.read(0, 101, 0, 1);
    group.read(0, 102, 4, 1);
    assertThat(log.operations())
        .containsExactly("read RG0.0 6400+16", "read RG0.2 6464+16", "read RG0.1 6528+16");
  }

  @Test
  void aMirroredWriteGoesToBothCopies() {
    RaidGroup group = group(RaidLevel.RAID10, 2);
    group.writeUnit(0, 3, 1, 2, 2);
    assertThat(log.operations()).containsExactly("write RG0.1 224+32", "write RG0.3 224+32");
  }

  @Test
  void wholeRowsAreOneWriteForEachDisk() {
    group(RaidLevel.RAID5, 2).writeRows(0, 7, 3);
    assertThat(log.operations())
        .containsExactly("write RG0.0 448+192", "write RG0.1 448+192", "write RG0.2 448+192");
  }

  @Test
  void nothingIsWrittenToADriveThatHasFailed() {
    RaidGroup group = group(RaidLevel.RAID5, 2);
    group.fail(OptionalInt.of(1));
    group.writeRows(0, 7, 3);
    assertThat(log.operations()).containsExactly("write RG0.0 448+192", "write RG0.2 448+192");
  }

  @Test
  void aRunIsOneOperationForEachDiskOfOneCopy() {
    RaidGroup group = group(RaidLevel.RAID10, 2);
    group.readRun(0, 100, 0, 16);
    group.readRun(0, 100, 16, 16);
    group.readRun(0, 104, 2, 4);
    assertThat(log.operations())
        .containsExactly(
            "read RG0.0 6400+128",
            "read RG0.1 6400+128",
            "read RG0.2 6528+128",
            "read RG0.3 6528+128",
            "read RG0.0 6688+32",
            "read RG0.1 6656+32");
  }

  /** Rows 10 to 13 of five disks: parity on the disks 4, 3, 2 and 1. */
  @Test
  void aRunIsReadThroughTheParityInItsWay() {
    RaidGroup group = group(RaidLevel.RAID5, 4);
    group.readRun(0, 10, 0, 64);
    assertThat(log.operations())
        .containsExactly(
            "read RG0.0 640+256",
            "read RG0.1 640+192",
            "read RG0.2 640+256",
            "read RG0.3 640+256",
            "read RG0.4 704+192");
  }
}
