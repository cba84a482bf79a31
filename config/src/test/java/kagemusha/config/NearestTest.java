package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class NearestTest {
  @Example
  void findsWhatWasMeant() {
    List<String> keys = List.of("bandwidth", "latency", "name");

    assertThat(Nearest.to("bandwidht", keys)).contains("bandwidth");
    assertThat(Nearest.to("Latency", keys)).contains("latency");
    assertThat(Nearest.to("nme", keys)).contains("name");
    assertThat(Nearest.to("controller", keys)).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
  }

  @Property(tries = 200)
  void distanceIsSymmetricAndZeroOnlyForEqualWords(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
    assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equals(b));
  }

  @Property(tries = 200)
  void oneSlipIsOneEdit(@ForAll @AlphaChars @StringLength(min = 2, max = 8) String word) {
    String swapped = "" + word.charAt(1) + word.charAt(0) + word.substring(2);

    assertThat(Nearest.distance(word, word.substring(1))).isEqualTo(1);
    assertThat(Nearest.distance(word, word + "x")).isEqualTo(1);
    assertThat(Nearest.distance(word, swapped)).isLessThanOrEqualTo(1);
  }
}
