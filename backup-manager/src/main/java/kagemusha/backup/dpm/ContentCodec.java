package kagemusha.backup.dpm;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import kagemusha.array.protocol.ControllerCommand.Extent;

/**
 * Packs the versions of some blocks of a disk: for each run of blocks the distance from the run
 * before, its length and the differences from version to version, as numbers of variable length.
 * Consecutive log writes so take a few bytes a block.
 */
final class ContentCodec {
  private ContentCodec() {}

  static byte[] pack(BitSet blocks, DiskImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long end = 0;
    int before = 0;
    for (Extent run : DiskImage.runs(blocks)) {
      number(out, run.firstBlock() - end);
      number(out, run.blocks());
      end = run.firstBlock() + run.blocks();
      for (long block = run.firstBlock(); block < end; block++) {
        int version = image.version(block);
        long step = (long) version - before;
        number(out, step << 1 ^ step >> 63);
        before = version;
      }
    }
    return out.toByteArray();
  }

  static void unpack(byte[] packed, DiskImage image) {
    Reader in = new Reader(packed);
    long block = 0;
    long version = 0;
    while (in.more()) {
      block += in.number();
      int length = (int) in.number();
      int[] versions = new int[length];
      for (int i = 0; i < length; i++) {
        long zigzag = in.number();
        version += zigzag >>> 1 ^ -(zigzag & 1);
        versions[i] = (int) version;
      }
      image.write(block, length, versions);
      block += length;
    }
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean more() {
      return at < bytes.length;
    }

    long number() {
      long value = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      return value;
    }
  }
}
