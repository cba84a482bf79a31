package kagemusha.array.protocol;

import java.util.List;
import kagemusha.kernel.image.ImageTypes;

/** What a guest knows of I/O that is not on the wire. */
public final class ArrayImageTypes implements ImageTypes {
  private static final String NAMES =
      """
      kagemusha.array.protocol.IoBatch$Builder
      kagemusha.array.protocol.IoLatencies
      kagemusha.array.protocol.IoParts
      """;

  @Override
  public List<String> names() {
    return NAMES.lines().toList();
  }
}
