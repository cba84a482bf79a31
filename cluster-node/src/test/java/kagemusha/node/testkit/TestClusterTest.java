package kagemusha.node.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import kagemusha.config.ConfigException;
import kagemusha.kernel.event.EventRecord;
import kagemusha.node.RunLog;
import kagemusha.node.RunLog.What;
import kagemusha.node.RunPlan;
import kagemusha.node.VmState;
import org.junit.jupiter.api.Test;

/** What the tools for tests do when a test is wrong, or is right to fail. */
@EmulatedCluster(scenario = "length = 3 min, load = 3 min, quantum = 500 ms")
class TestClusterTest {
  @Test
  void mistakesAreSaidAtOnce(TestCluster cluster) {
    assertThatThrownBy(() -> cluster.runUntil("vss.frieze of MAIL1"))
        .hasMessageContaining("vss.frieze is no phase");
    assertThatThrownBy(() -> cluster.inject("{ do = pawse, on = MAIL1 }"))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> cluster.inject("{ do = kill-machine, on = NODE1, real = true }"))
        .hasMessageContaining("there are no processes here");
    assertThatThrownBy(() -> cluster.kill("ARRAY")).hasMessageContaining("cannot do without ARRAY");
    assertThatThrownBy(() -> cluster.vm("MAIL3")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> cluster.volume("QUORUM").isDirect())
        .hasMessageContaining("no cluster shared volume QUORUM");
  }

  @Test
  void whatIsNotSoIsSaidWithTheLastEvents(TestCluster cluster) {
    cluster.inject("{ do = pause, on = MAIL1 }").runUntil("vm.paused of MAIL1");
    cluster.vm("MAIL1").is(VmState.PAUSED);
    assertThatThrownBy(() -> cluster.vm("MAIL1").is(VmState.RUNNING))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("MAIL1 is PAUSED, not RUNNING")
        .hasMessageContaining("The virtual machine MAIL1 was paused.");
    assertThatThrownBy(() -> cluster.vm("MAIL2").isOn("NODE1"))
        .hasMessageContaining("MAIL2 is on NODE2, not on NODE1");
    assertThatThrownBy(() -> cluster.job("copy").succeeded())
        .hasMessageContaining("9112 of copy has not happened");
    assertThatThrownBy(() -> cluster.runUntil("vm.resumed of MAIL1"))
        .hasMessageContaining("the run has ended, and no vm.resumed of MAIL1 in it");
    assertThat(cluster.now()).isGreaterThanOrEqualTo(Duration.ofMinutes(3));
  }

  /** The same seed, the same order at the same time: the same events. */
  @Test
  void aRunThatIsLeftCanBeRepeated(ClusterBuilder builder) throws IOException {
    TestCluster cluster = builder.start().runFor(Duration.ofSeconds(20));
    cluster.inject("{ do = pause, on = MAIL1 }").runFor(Duration.ofSeconds(20));
    cluster.kill("NODE3").runFor(Duration.ofSeconds(20)).leave();
    List<RunLog.Entry> log = RunLog.read(cluster.folder());
    assertThat(log).extracting(RunLog.Entry::what).containsExactly(What.ORDER, What.LOSS, What.END);
    assertThat(RunPlan.read(cluster.folder()).seed()).isEqualTo(1);
    TestCluster again = builder.start().runTo(Duration.ofNanos(log.get(0).nanos()));
    again.inject(log.get(0).text()).runTo(Duration.ofNanos(log.get(1).nanos()));
    again.kill(log.get(1).machine()).runTo(Duration.ofNanos(log.get(2).nanos()));
    assertThat(again.events().all())
        .isEqualTo(cluster.events().all())
        .extracting(EventRecord::correlation)
        .contains("MAIL1", "NODE3");
  }
}
