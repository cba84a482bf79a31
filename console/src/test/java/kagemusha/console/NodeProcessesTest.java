package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NodeProcessesTest {
  @Test
  void aProcessOfManyMachinesGetsALargerHeap() {
    assertThat(NodeProcesses.jvmFlags(1, true))
        .contains("-Xmx384m", "-Xmn16m", "-XX:TieredStopAtLevel=1");
    assertThat(NodeProcesses.jvmFlags(5, false))
        .contains("-Xmx896m", "-Xmn80m")
        .doesNotContain("-XX:TieredStopAtLevel=1");
  }
}
