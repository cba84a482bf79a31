package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kagemusha.node.testkit.ClusterBuilder;
import kagemusha.node.testkit.EmulatedCluster;
import kagemusha.node.testkit.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A virtual machine is deleted before, during and after its snapshot set is made: in the cluster,
 * which leaves it where it runs, or on its host, which takes it away.
 */
@EmulatedCluster(topology = "matrix", scenario = "quantum = 50 ms")
class DeletionTest {
  private static final String RESOURCES_DELETED =
      Integer.toString(ConfigurationResource.RESOURCES_DELETED);
  private static final String REGISTERED_AGAIN =
      Integer.toString(ConfigurationResource.REGISTERED_AGAIN);

  private static ClusterBuilder site(ClusterBuilder builder, String... recoveries) {
    return builder
        .allData()
        .jobs(
            "{ name = copy, kind = replica-creation, method = network, vms = [GUEST1], at = 60 s }")
        .jobs(recoveries);
  }

  private static String recovery(String name, int atSecond, String how) {
    return "{ name = %s, kind = recovery, method = network, vms = [GUEST1], at = %d s %s }"
        .formatted(name, atSecond, how);
  }

  private static TestCluster asked(TestCluster cluster, String verb) {
    return cluster.inject("{ on = GUEST1, do = " + verb + " }");
  }

  private static TestCluster askedIn(String phase, TestCluster cluster, String verb) {
    return asked(cluster.runUntil(phase).runFor(Duration.ofMillis(100)), verb);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** In the guest's part, between the snapshots, in the revert, while data is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "job.started",
        "vss.prepare-for-snapshot",
        "vss.freeze",
        "vss.post-snapshot",
        "job.transfer"
      })
  void withoutItsResourcesTheMachineRunsOnAndItsBackupToo(String phase, ClusterBuilder builder) {
    TestCluster cluster = askedIn(phase, site(builder).start(), "delete-resource");
    cluster.runTo(seconds(150));
    cluster
        .events()
        .has(RESOURCES_DELETED, "job.point-verified")
        .hasNot("job.failed", "vm.turned-off");
  }

  @Test
  void itIsRestoredToItsHostAndRegisteredAgain(ClusterBuilder builder) {
    site(
        builder,
        recovery("original", 150, ""),
        recovery("host", 151, ", outside-cluster = true, bring-online-after = 5 s"));
    TestCluster cluster = askedIn("job.succeeded", builder.start(), "delete-resource");
    cluster.runTo(seconds(180));
    assertThat(cluster.events().texts("job.failed"))
        .containsExactly(
            "Job original failed: GUEST1 has no resources in the cluster that it could be restored"
                + " to; it can be restored to its host (outside-cluster) and registered in the"
                + " cluster again.");
    cluster.content().restoredDisks(3);
    cluster
        .events()
        .inOrder(
            "job.failed",
            "vm.turned-off",
            "job.restore-verified",
            REGISTERED_AGAIN,
            "cluster.resource-online")
        .hasNot("1069", "21502");
  }

  @Test
  void aResourceOfTheClusterIsNotRestoredOutsideOfIt(ClusterBuilder builder) {
    TestCluster cluster = site(builder, recovery("host", 90, ", outside-cluster = true")).start();
    cluster.runTo(seconds(120));
    assertThat(cluster.events().texts("job.failed"))
        .containsExactly(
            "Job host failed: GUEST1 is a resource of the cluster; it cannot be restored outside"
                + " of it.");
    cluster.events().hasNot("vm.turned-off", "job.restore-verified");
  }

  @Test
  void whatIsNotThereCannotBeDeletedAgain(ClusterBuilder builder) {
    TestCluster cluster = site(builder).start().runTo(seconds(10));
    asked(cluster, "delete-resource").runTo(seconds(20));
    asked(cluster, "delete-resource").runTo(seconds(30));
    cluster.events().inOrder(RESOURCES_DELETED, "vm.refused");
  }

  /** A machine that is off is deleted on its host; only what has its snapshot is copied. */
  @ParameterizedTest
  @CsvSource({
    "vm.turned-off, true, is not on this host",
    "vss.gather-writer-metadata, true, GUEST1 has been deleted",
    "vss.prepare-for-snapshot, true, GUEST1 is stopping in the middle of its backup",
    "job.transfer, false, ''"
  })
  void onItsHostItIsGone(String phase, boolean fails, String why, ClusterBuilder builder) {
    TestCluster cluster = asked(site(builder).start().runTo(seconds(5)), "turn-off");
    askedIn(phase, cluster, "delete-vm").runTo(seconds(150)).events().has("vm.deleted");
    if (fails) {
      cluster.events().has("30111", "job.failed").hasNot("job.point-verified");
      assertThat(cluster.events().texts("job.failed")).singleElement().asString().contains(why);
    } else {
      cluster.events().has("job.point-verified").hasNot("job.failed");
    }
  }
}
