package kagemusha.node.testkit;

import java.util.Optional;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.CsvVolumeState;
import kagemusha.csv.CsvWiring;

/** Who owns a cluster shared volume, and how the others reach it. */
public final class VolumeCheck {
  private final String lu;
  private final TestCluster cluster;

  VolumeCheck(String lu, TestCluster cluster) {
    this.lu = lu;
    this.cluster = cluster;
  }

  private CsvVolumeState state() {
    Optional<TestCluster.Found> found = cluster.find(CsvWiring.volumeOf(lu));
    return ((CsvVolume)
            found
                .orElseThrow(() -> new IllegalArgumentException("no cluster shared volume " + lu))
                .entity())
        .state();
  }

  public String owner() {
    return state().owner();
  }

  public VolumeCheck isOwnedBy(String host) {
    require(owner().equals(host), "belongs to " + owner() + ", not to " + host);
    return this;
  }

  /** Every host has direct access. */
  public VolumeCheck isDirect() {
    require(state().phase() instanceof CsvVolumeState.Online, "is " + mode() + ", not direct");
    return this;
  }

  /** A backup has it, and all hosts but the owner go through that. */
  public VolumeCheck isRedirected() {
    CsvVolumeState.Phase phase = state().phase();
    require(
        phase instanceof CsvVolumeState.Pinned || phase instanceof CsvVolumeState.Redirected,
        "is " + mode() + ", not redirected");
    return this;
  }

  private String mode() {
    return state().phase().getClass().getSimpleName();
  }

  private void require(boolean condition, String what) {
    cluster.events().check(condition, "volume %s %s at %s".formatted(lu, what, cluster.now()));
  }
}
