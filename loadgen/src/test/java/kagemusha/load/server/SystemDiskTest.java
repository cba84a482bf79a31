package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import kagemusha.array.protocol.IoKind;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.testkit.FakeContext;
import kagemusha.load.testkit.FakeDisks;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** The operating system's own I/O. */
class SystemDiskTest {
  private static final int TIMES = 5000;

  @Test
  void staysInItsWorkingSetAndComesToAllOfIt() {
    MailSpec mail = TestSite.mail();
    FakeDisks disks = new FakeDisks(1, 0, true);
    FakeContext context =
        new FakeContext(new EntityId("GUEST1"), 5, 1_000_000_000L, (from, to, rows) -> {});
    Storage storage = new Storage(mail, 10, new EventHeap(), context, disks);
    for (int i = 0; i < TIMES; i++) {
      storage.systemRead(i);
      storage.systemWrite(i);
    }

    for (IoKind kind : new IoKind[] {IoKind.READ, IoKind.WRITE}) {
      var offsets =
          disks.ios().stream()
              .filter(io -> io.disk() == VhdRole.SYSTEM && io.kind() == kind)
              .mapToLong(FakeDisks.Io::offsetBytes)
              .summaryStatistics();
      assertThat(offsets.getCount()).isEqualTo(TIMES);
      assertThat(offsets.getMin()).isLessThan(mail.systemWorkingSetBytes() / 100);
      assertThat(offsets.getMax())
          .isBetween(mail.systemWorkingSetBytes() * 99 / 100, mail.systemWorkingSetBytes() - 1);
    }
  }
}
