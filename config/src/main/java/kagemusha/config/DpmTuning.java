package kagemusha.config;

import java.util.Optional;

/**
 * What a DPM server may be given beside the usual.
 *
 * @param parallelJobs so many jobs run at once at most; on a host and on a cluster shared volume it
 *     is one in any case
 * @param compression empty if no protection group may ask for it
 * @param growth empty if the replica volumes keep their size
 */
public record DpmTuning(
    int parallelJobs,
    Optional<CompressionSpec> compression,
    Optional<GrowthSpec> growth,
    AgentWatch agents) {
  /** Nothing beside the usual. */
  public static final DpmTuning NONE =
      new DpmTuning(Integer.MAX_VALUE, Optional.empty(), Optional.empty());

  /** With the usual watch over agents. */
  public DpmTuning(
      int parallelJobs, Optional<CompressionSpec> compression, Optional<GrowthSpec> growth) {
    this(parallelJobs, compression, growth, AgentWatch.USUAL);
  }
}
