package kagemusha.config;

import java.time.Duration;
import java.util.List;

/**
 * Live migration by pre-copy: memory is copied while the virtual machine runs, then what has
 * changed meanwhile, and so on; at last it stands still.
 *
 * @param networks over which memory may go, in the order in which they are tried; empty for the
 *     usual order
 * @param share of a network's bandwidth that memory gets through [EE]
 * @param dirtyBytesPerSecond how fast a guest changes its memory [EE]
 * @param writableSetBytes what it changes again and again, so the most that is left [EE]
 * @param stopBytes with less than this left the machine stands still [EE]
 * @param passes after so many it stands still in any case [pub]
 * @param deviceState what the state of its devices takes while it stands still [EE]
 * @param throughputLoss share of a guest's processor time that the copying takes from it [EE]
 * @param patience a host that is silent for so long has failed [EE]
 */
public record MigrationSpec(
    List<String> networks,
    double share,
    long dirtyBytesPerSecond,
    long writableSetBytes,
    long stopBytes,
    int passes,
    Duration deviceState,
    double throughputLoss,
    Duration patience) {
  /** What a topology means that says nothing. */
  public static final MigrationSpec USUAL =
      new MigrationSpec(
          List.of(),
          0.9,
          20_000_000,
          1L << 30,
          64_000_000,
          10,
          Duration.ofMillis(500),
          0.07,
          Duration.ofSeconds(20));

  public MigrationSpec {
    networks = List.copyOf(networks);
  }
}
