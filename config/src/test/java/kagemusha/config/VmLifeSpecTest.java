package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long what is done to a virtual machine takes, by the topology, and what pools grow by. */
class VmLifeSpecTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");

  @TempDir Path directory;

  @Test
  void aTopologySaysHowAVirtualMachineLives() {
    assertThat(PAPER.vm("GUEST1").life()).isEqualTo(VmLifeSpec.USUAL);
    Path file =
        EditedText.of("topologies/small.conf")
            .with("users = 40", "users = 40, life { integration = false, save-rate = 80 MB/s }")
            .write(directory);
    VmLifeSpec life = TopologyReader.file(file).vm("MAIL2").life();
    assertThat(life.integration()).isFalse();
    assertThat(life.saveBytesPerSecond()).isEqualTo(80_000_000);
    assertThat(life.boot()).isEqualTo(VmLifeSpec.USUAL.boot());
  }

  @Test
  void aMistakeInALifeIsTold() {
    assertThat(
            EditedText.of("topologies/small.conf")
                .with("users = 40", "users = 40, life { boot = 2 h }")
                .topologyComplaint(directory))
        .contains(
            "vms.MAIL2.life.boot: found '2 h'; allowed: a time such as 5.8 ms, from 0 s to 1 h");
  }

  /** A RAID group belongs to one pool, its reserve included. */
  @Test
  void aReserveIsNotSharedWithAnotherPool() {
    EditedText small = EditedText.of("topologies/small.conf");
    Path file =
        small
            .with(
                "  raid-groups = [\n",
                "  raid-groups = [\n    { name = MORE, level = RAID10, data-disks = 1,"
                    + " drive = 10k, stripe = 64 KiB }\n")
            .with("raid-groups = [PARITY],", "raid-groups = [PARITY], reserve = [MORE],")
            .write(directory);
    assertThat(TopologyReader.file(file).array().pool("LARGE").allGroups())
        .containsExactly("PARITY", "MORE");
    assertThat(
            small
                .with("raid-groups = [PARITY],", "raid-groups = [PARITY], reserve = [MIRROR],")
                .topologyComplaint(directory))
        .contains("reserve: found 'MIRROR', which belongs to pool FAST already");
  }
}
