package kagemusha.array.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FcfsServerTest {
  private final FcfsServer server = new FcfsServer();

  @Test
  void servesOneAfterTheOther() {
    assertThat(server.submit(100, 10)).isEqualTo(110);
    assertThat(server.submit(105, 10)).isEqualTo(120);
    assertThat(server.submit(200, 10)).isEqualTo(210);
    assertThat(server.operations()).isEqualTo(3);
  }

  @Test
  void totalsGrowWithTimeAndNotWithSubmission() {
    server.submit(100, 10);
    server.submit(105, 10);
    assertThat(server.busyNanos(105)).isEqualTo(5);
    assertThat(server.queueNanos(105)).isEqualTo(5);
    assertThat(server.queueNanos(110)).isEqualTo(15);
    assertThat(server.busyNanos(300)).isEqualTo(20);
    assertThat(server.queueNanos(300)).isEqualTo(25);
  }

  @Test
  void refusesAnArrivalBeforeTheLast() {
    server.submit(100, 10);
    assertThatThrownBy(() -> server.submit(99, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
  }
}
