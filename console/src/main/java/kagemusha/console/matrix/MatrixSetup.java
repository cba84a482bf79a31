package kagemusha.console.matrix;

import java.time.Duration;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;

/**
 * What all trials have in common.
 *
 * @param quantum of each trial
 * @param instants how many are spread over the transfer of a job, or over the time before it
 */
public record MatrixSetup(Topology topology, Duration quantum, long seed, int instants) {
  /** Instants that lie closer together than this are not told apart. */
  static final long PRECISION_NANOS = 100_000_000L;

  /** The machine that is backed up, on the first host. */
  static final String VM = "GUEST1";

  /** The other host. */
  static final String TARGET = "HYPR2";

  public MatrixSetup {
    if (instants < 1) {
      throw new IllegalArgumentException("no instants");
    }
  }

  /** Small disks, so that a trial costs a fraction of a second. */
  public static MatrixSetup small(long seed, int instants) {
    return new MatrixSetup(TopologyReader.bundled("matrix"), Duration.ofMillis(50), seed, instants);
  }

  /** The sizes of the paper. */
  public static MatrixSetup fullSize(long seed, int instants) {
    return new MatrixSetup(TopologyReader.bundled("paper"), Duration.ofMillis(250), seed, instants);
  }
}
