package kagemusha.load.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import kagemusha.config.ConfigException;
import kagemusha.config.Topology;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.protocol.TaskKind;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

class MailCostsTest {
  private static final double WORKDAY_SECONDS = 8 * 3600;
  private static final Topology TOPOLOGY = TestSite.topology(TestSite.mail(), 1000, 80, 60, 40);

  @Test
  void costsOfAUsersDayAddUpToTheGivenRates() {
    MailSite site = MailSite.of(TOPOLOGY);
    for (int server = 0; server < 3; server++) {
      double activity = site.servers().get(server).activity();
      MailCosts costs = MailCosts.of(site, server);
      double reads = 80 * costs.deliveryReads();
      double logWrites = 80 * costs.deliveryLogWrites();
      reads += activity * 20 * costs.reads(TaskKind.SEND);
      reads += activity * 80 * costs.reads(TaskKind.READ);
      reads += activity * 32 * costs.reads(TaskKind.BROWSE);
      logWrites += activity * 20 * costs.logWrites(TaskKind.SEND);
      logWrites += activity * 80 * costs.logWrites(TaskKind.READ);
      logWrites += activity * 32 * costs.logWrites(TaskKind.BROWSE);
      assertThat(reads / WORKDAY_SECONDS).isCloseTo(0.1292 * activity, within(1e-12));
      assertThat(logWrites / WORKDAY_SECONDS).isCloseTo(0.0468 * activity, within(1e-12));
      assertThat(logWrites / WORKDAY_SECONDS * costs.pagesPerLogWrite())
          .isCloseTo(0.0540 * activity, within(1e-12));
    }
  }

  @Test
  void activityIsTheProcessorBaseRelativeToTheMean() {
    MailSite site = MailSite.of(TOPOLOGY);
    assertThat(site.servers())
        .extracting(MailSite.Server::activity)
        .containsExactly(80 / 60.0, 1.0, 40 / 60.0);
    assertThat(site.meanActivity()).isCloseTo(1, within(1e-12));
  }

  @Test
  void bytesOfATaskAreThoseOfItsMessageAndItsCalls() {
    var traffic = new MailTraffic(TestSite.mail());
    assertThat(traffic.requestBytes(TaskKind.SEND, 100_000)).isEqualTo(40_000 + 6_000);
    assertThat(traffic.replyBytes(TaskKind.SEND, 100_000, 20)).isEqualTo(6_000);
    assertThat(traffic.requestBytes(TaskKind.READ, 100_000)).isEqualTo(6_000);
    assertThat(traffic.replyBytes(TaskKind.READ, 100_000, 20)).isEqualTo(40_000 + 6_000);
  }

  @Test
  void strangersAreNamed() {
    MailSite site = MailSite.of(TOPOLOGY);
    assertThatThrownBy(() -> site.indexOf(new EntityId("GUEST9")))
        .hasMessage("GUEST9 is no mail server");
    assertThatThrownBy(() -> site.indexOfClient(new EntityId("EXCL09")))
        .hasMessage("EXCL09 is no mail client");
    assertThatThrownBy(() -> MailSite.of(TestSite.topology(TestSite.mail(), 1000)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("at least one virtual machine");
  }
}
