package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class IoTagTest {
  @Property(tries = 500)
  void keepsLuSizeAndSlotApart(
      @ForAll @IntRange(min = 0, max = 127) int lu,
      @ForAll @IntRange(min = 0, max = 1_000_000) int kib,
      @ForAll @IntRange(min = 0) int slot) {
    long tag = IoTag.of(lu, kib << 10, slot);
    assertThat(IoTag.lu(tag)).isEqualTo(lu);
    assertThat(IoTag.bytes(tag)).isEqualTo(kib << 10);
    assertThat(IoTag.slot(tag)).isEqualTo(slot);
    assertThat(tag).isNotNegative();
  }
}
