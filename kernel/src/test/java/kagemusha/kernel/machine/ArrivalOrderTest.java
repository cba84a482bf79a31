package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** What follows something that was held up on its way. */
class ArrivalOrderTest {
  private static final EntityId AGENT = new EntityId("agent");
  private static final EntityId SERVER = new EntityId("server");

  private final ArrivalOrder order = new ArrivalOrder();

  /** A disk's end must not be told at the moment in which its last rows arrive, but behind them. */
  @Test
  void aControlMessageComesBehindTheRowsBeforeIt() {
    assertThat(order.arrive(AGENT, SERVER, 1000, true)).isEqualTo(1000);
    assertThat(order.arrive(AGENT, SERVER, 900, false)).isEqualTo(1000);
    assertThat(order.arriveControl(AGENT, SERVER, 950, false)).isEqualTo(1001);
    assertThat(order.arriveControl(AGENT, SERVER, 1500, false)).isEqualTo(1500);
    assertThat(order.arrive(AGENT, SERVER, 1200, false)).isEqualTo(1500);
  }

  @Test
  void othersAreNotHeldUpByIt() {
    order.arrive(AGENT, SERVER, 1000, true);
    assertThat(order.arriveControl(SERVER, AGENT, 900, false)).isEqualTo(900);
    order.forgetUntil(1001);
    assertThat(order.arrive(AGENT, SERVER, 990, false)).isEqualTo(990);
  }
}
