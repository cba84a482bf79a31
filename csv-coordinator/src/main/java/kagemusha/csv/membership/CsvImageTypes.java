package kagemusha.csv.membership;

import java.util.List;
import kagemusha.kernel.image.ImageTypes;

/** What a host tells a machine of its cluster group. */
public final class CsvImageTypes implements ImageTypes {
  private static final String NAMES =
      """
      kagemusha.csv.membership.ClusterMember$Start
      kagemusha.csv.membership.ClusterMember$Stop
      """;

  @Override
  public List<String> names() {
    return NAMES.lines().toList();
  }
}
