package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Map;
import java.util.TreeMap;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.profile.MailSite;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.SmtpRows;
import kagemusha.load.protocol.TaskKind;
import kagemusha.load.testkit.FakeContext;
import kagemusha.load.testkit.FakeDisks;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** Messages find their recipients, each server once, and become log writes and new pages there. */
class SmtpTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MESSAGES = 2000;
  private static final EntityId CLIENT = new EntityId("EXCL03");
  private static final Topology TOPOLOGY = TestSite.topology(TestSite.mail(), 1000, 60, 60, 60, 60);

  private final Map<EntityId, int[]> rowsAndRecipients = new TreeMap<>();

  private void carry(EntityId from, EntityId to, Batch rows) {
    if (rows instanceof SmtpRows messages) {
      int[] sums = rowsAndRecipients.computeIfAbsent(to, key -> new int[2]);
      for (int row = 0; row < messages.size(); row++) {
        assertThat(messages.bytes(row)).isEqualTo(80_000);
        sums[0]++;
        sums[1] += messages.recipients(row);
      }
    }
  }

  private MailServer server(FakeContext context, FakeDisks disks) {
    var server = new MailServer(new EntityId("GUEST2"), MailSite.of(TOPOLOGY));
    server.start(context, disks);
    return server;
  }

  private FakeContext context() {
    return new FakeContext(new EntityId("GUEST2"), 11, SECOND, this::carry);
  }

  private static double delivered(MailServer server) {
    return server.counters().get(2).read().getAsDouble() * 10;
  }

  @Test
  void messagesGoToEveryServerThatHasRecipients() {
    var disks = new FakeDisks(1_000_000, 2 * SECOND, false);
    FakeContext context = context();
    MailServer server = server(context, disks);
    var tasks = new MailTasks.Builder();
    for (int i = 0; i < MESSAGES; i++) {
      tasks.add(i * SECOND / 10, 0, TaskKind.SEND, i % 1000, 80_000, 32_000, i);
    }
    server.accept(CLIENT, tasks.build(CLIENT));
    for (long until = SECOND; until < 300 * SECOND; until += SECOND) {
      server.advance(until, context, disks);
      server.accept(new EntityId("HYPR1.csv"), disks.completions());
    }
    server.invariant();

    assertThat(rowsAndRecipients.keySet())
        .extracting(EntityId::name)
        .containsExactly("GUEST1", "GUEST3", "GUEST4");
    int recipients = 0;
    for (int[] sums : rowsAndRecipients.values()) {
      assertThat((double) sums[0]).isCloseTo(MESSAGES * 0.6836, withPercentage(5));
      assertThat((double) sums[1]).isCloseTo(MESSAGES, withPercentage(6));
      recipients += sums[1];
    }
    assertThat(delivered(server) + recipients).isEqualTo(4.0 * MESSAGES);
  }

  @Test
  void arrivingMessagesAreDeliveredToEachRecipient() {
    var disks = new FakeDisks(1_000_000, 2 * SECOND, true);
    FakeContext context = context();
    MailServer server = server(context, disks);
    var rows = new SmtpRows.Builder();
    for (int i = 0; i < 500; i++) {
      rows.add(i * SECOND / 10, 100_000, 2);
    }
    server.accept(new EntityId("GUEST1"), rows.build());
    for (long until = SECOND; until < 300 * SECOND; until += SECOND) {
      server.advance(until, context, disks);
      server.accept(new EntityId("HYPR1.csv"), disks.completions());
    }

    assertThat(delivered(server)).isEqualTo(1000);
    assertThat(server.counters().get(3).read().getAsDouble()).isEqualTo(500 * 100_000 / 10.0);
    long newPages =
        disks.ios().stream()
            .filter(io -> io.disk() == VhdRole.DATABASE)
            .mapToLong(FakeDisks.Io::offsetBytes)
            .filter(offset -> offset >= 110L << 30)
            .distinct()
            .count();
    assertThat((double) newPages).isCloseTo(1000 * 100_000 / 32_768.0, withPercentage(3));
  }
}
