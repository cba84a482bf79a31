package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.List;
import kagemusha.backup.VmDisks;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvNode;
import kagemusha.kernel.entity.Context;
import org.junit.jupiter.api.Test;

class HyperVHostTest {
  private static final double INTERVAL_NANOS = 10e9;
  private static final Topology PAPER = TopologyReader.bundled("paper");

  /** A host has no effects on the world. */
  private static final Context NONE =
      (Context)
          Proxy.newProxyInstance(
              HyperVHostTest.class.getClassLoader(),
              new Class<?>[] {Context.class},
              (proxy, method, arguments) -> {
                throw new AssertionError(method);
              });

  private final HyperVHost host = new HyperVHost(PAPER.host("HYPR1"));

  private List<Double> read() {
    return host.counters().stream().map(counter -> counter.read().getAsDouble()).toList();
  }

  private void guests(double... percents) {
    for (double percent : percents) {
      long busy = (long) (percent / 100 * 2 * INTERVAL_NANOS);
      host.on(new HyperVHost.GuestUsage(busy), NONE);
    }
  }

  /**
   * [WP, calc] Guests of two processors at 66.9, 60.1, 56.4 and 60.3 % are 4.87 busy processors;
   * with 4 % for the hypervisor and a parent partition of 1.9 % HYPR1 shows 33.5 % of sixteen.
   */
  @Test
  void thePapersHostComesOut() {
    guests(66.9, 60.1, 56.4, 60.3);
    host.on(host.adapt(new CsvNode.IoHandled(9_360)), NONE);
    PAPER.vms().stream()
        .limit(4)
        .map(vm -> new VmDisks.Presence(vm.name(), vm.memoryMb(), true))
        .forEach(presence -> host.on(host.adapt(presence), NONE));
    List<Double> counters = read();
    assertThat(counters.get(0)).as("parent partition").isCloseTo(1.9, within(0.05));
    assertThat(counters.get(1)).as("logical processors").isCloseTo(33.5, within(0.15));
    assertThat(counters.get(2)).as("available memory [WP]").isEqualTo(14_575);
  }

  @Test
  void everyIntervalStartsFromNothing() {
    guests(50);
    host.on(host.adapt(new CsvNode.IoHandled(1_000)), NONE);
    read();
    double rest = PAPER.host("HYPR1").rootCpuPercent();
    assertThat(read().subList(0, 2)).containsExactly(rest, rest);
  }

  /** A second of one of sixteen processors, within ten. */
  @Test
  void theBackupAgentWorksInTheParentPartition() {
    host.on(host.adapt(new DpmAgent.ProcessorUsed(1_000_000_000L)), NONE);
    List<Double> counters = read();
    double expected = PAPER.host("HYPR1").rootCpuPercent() + 100.0 / 160;
    assertThat(counters.get(0)).isCloseTo(expected, within(1e-9));
    assertThat(counters.get(1)).isCloseTo(expected, within(1e-9));
    assertThat(read().get(0)).isEqualTo(PAPER.host("HYPR1").rootCpuPercent());
  }

  @Test
  void processorsAreNeverMoreThanFullyBusy() {
    guests(100, 100, 100, 100, 100, 100, 100, 100, 100);
    assertThat(read().get(1)).isEqualTo(100);
  }

  @Test
  void theMemoryOfAMachineThatLeavesIsFree() {
    var here = new VmDisks.Presence("GUEST1", 4096, true);
    host.on(host.adapt(here), NONE);
    final double with = read().get(2);
    host.on(host.adapt(here), NONE);
    assertThat(read().get(2)).as("nobody is counted twice").isEqualTo(with);
    host.on(host.adapt(new VmDisks.Presence("GUEST1", 4096, false)), NONE);
    assertThat(read().get(2)).isEqualTo(with + 4096);
  }
}
