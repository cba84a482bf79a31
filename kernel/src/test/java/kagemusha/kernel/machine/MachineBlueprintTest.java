package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.testkit.Probe;
import org.junit.jupiter.api.Test;

class MachineBlueprintTest {
  @Test
  void namesAreUniqueAndThePipelineIsKnown() {
    assertThatThrownBy(
            () ->
                new MachineBlueprint(
                    "M", List.of(new Probe("a"), new Probe("a")), List.of(), List.of()))
        .hasMessage("machine M has two entities of one name");
    assertThatThrownBy(
            () ->
                new MachineBlueprint(
                    "M", List.of(new Probe("a")), List.of(new EntityId("b")), List.of()))
        .hasMessage("machine M: unknown entity in its pipeline");
  }

  @Test
  void settingsAndAdaptersAreChecked() {
    assertThatThrownBy(() -> new RunSettings(1, 0, 1, 0, 0)).hasMessageContaining("quantum");
    assertThatThrownBy(() -> new RunSettings(1, 1, 0, 0, 0)).hasMessageContaining("must last");
    assertThatThrownBy(() -> new NicSpec("lan", 0, 0)).hasMessageContaining("lan");
    assertThatThrownBy(() -> new NicSpec("lan", 1, -1)).hasMessageContaining("lan");
  }
}
