package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.testkit.FakeDisks;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

/** The order in which the store writes, and the versions. */
class StoreWritesTest {
  private static final MailSpec MAIL = TestSite.mail();
  private static final int LOG_BYTES = 16 * 1024;

  private final FakeDisks disks = new FakeDisks(10, 0, true);
  private final DatabaseFile database =
      new DatabaseFile(1L << 30, 1L << 30, MAIL.pageBytes(), 1, RandomStream.of(1, "a", "b"));
  private final StoreWrites writes =
      new StoreWrites(MAIL, database, new LogFiles(0, 1L << 30, LOG_BYTES), disks);

  private int seen;

  /** What has been issued since last asked. */
  private List<FakeDisks.Io> issued() {
    List<FakeDisks.Io> all = disks.ios();
    List<FakeDisks.Io> news = List.copyOf(all.subList(seen, all.size()));
    seen = all.size();
    return news;
  }

  private static List<Integer> versions(List<FakeDisks.Io> ios) {
    return ios.stream().map(FakeDisks.Io::version).toList();
  }

  private void back(long timeNanos, List<FakeDisks.Io> ios) {
    ios.forEach(io -> writes.written(timeNanos, io.tag()));
  }

  private void mount() {
    writes.writeHeader(0);
    back(1, issued());
  }

  private void logs(int count) {
    for (int i = 0; i < count; i++) {
      writes.writeLog(2);
    }
  }

  private void page(long page) {
    writes.changePage(page, writes.nextLog());
    writes.writePage(3, page);
  }

  @Test
  void theHeaderComesBeforeThePages() {
    writes.writeHeader(0);
    List<FakeDisks.Io> header = issued();
    assertThat(header).hasSize(1);
    assertThat(header.get(0).offsetBytes()).isZero();
    assertThat(header.get(0).version()).isEqualTo(1 << 8 | 1);
    page(5);
    assertThat(issued()).isEmpty();
    back(4, header);
    assertThat(versions(issued())).containsExactly(1);
    writes.invariant();
  }

  @Test
  void logWritesAreNumberedAndLieOneBehindTheOther() {
    mount();
    logs(3);
    List<FakeDisks.Io> logs = issued();
    assertThat(versions(logs)).containsExactly(1 << 8, 2 << 8, 3 << 8);
    assertThat(logs).extracting(FakeDisks.Io::offsetBytes).containsExactly(0L, 16384L, 32768L);
    assertThat(logs).extracting(FakeDisks.Io::disk).containsOnly(VhdRole.LOG);
  }

  @Test
  void aPageWaitsForTheLogThatTellsOfItsChange() {
    mount();
    logs(2);
    List<FakeDisks.Io> logs = issued();
    page(5);
    assertThat(issued()).isEmpty();
    back(4, logs.subList(1, 2));
    assertThat(issued()).as("the first log write is not there yet").isEmpty();
    back(5, logs.subList(0, 1));
    assertThat(versions(issued())).containsExactly(2 << 8 | 1);
  }

  @Test
  void aPageThatIsChangedAgainWaitsForTheLaterLog() {
    mount();
    logs(1);
    back(3, issued());
    writes.changePage(5, 1);
    logs(1);
    List<FakeDisks.Io> log = issued();
    assertThat(writes.changePage(5, 2)).isFalse();
    writes.writePage(4, 5);
    assertThat(issued()).isEmpty();
    back(5, log);
    assertThat(versions(issued())).containsExactly(2 << 8 | 1);
  }

  @Test
  void the256thPageWaitsForAnotherLogWrite() {
    mount();
    for (int page = 1; page <= 300; page++) {
      page(page);
    }
    List<FakeDisks.Io> ios = issued();
    assertThat(versions(ios.subList(0, 255)))
        .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 255).boxed().toList());
    assertThat(versions(ios.subList(255, ios.size()))).as("one for all").containsExactly(1 << 8);
    back(6, ios.subList(255, 256));
    assertThat(versions(issued()))
        .hasSize(45)
        .startsWith(1 << 8 | 1, 1 << 8 | 2)
        .endsWith(1 << 8 | 45);
  }

  @Test
  void theHeaderGetsTheOldestChangeThatIsNotOnDisk() {
    mount();
    logs(1);
    writes.changePage(7, 2);
    logs(2);
    writes.changePage(8, 4);
    logs(3);
    back(3, issued());
    writes.writeHeader(4);
    assertThat(versions(issued())).containsExactly(2 << 8 | 1);
    writes.writePage(5, 7);
    List<FakeDisks.Io> page = issued();
    writes.writeHeader(6);
    assertThat(issued()).as("on its way only").isEmpty();
    back(7, page);
    writes.writeHeader(8);
    assertThat(versions(issued())).containsExactly(4 << 8 | 1);
    writes.writePage(9, 8);
    back(9, issued());
    writes.writeHeader(10);
    assertThat(versions(issued())).containsExactly(7 << 8 | 1);
  }

  @Test
  void whileFrozenNothingGoesButAHeader() {
    mount();
    logs(2);
    writes.changePage(9, 2);
    List<FakeDisks.Io> logs = issued();
    writes.freeze(10);
    List<FakeDisks.Io> header = issued();
    assertThat(versions(header)).containsExactly(2 << 8 | 1);
    assertThat(writes.document()).isEqualTo(new StoreDocument(2, 2));
    writes.writeLog(20, 3, 4);
    writes.writePage(21, 9);
    writes.writeHeader(22);
    back(30, logs);
    assertThat(writes.isQuiet()).isFalse();
    back(31, header);
    assertThat(writes.isQuiet()).isTrue();
    assertThat(issued()).isEmpty();
    writes.invariant();

    var waited = new ArrayList<Long>();
    writes.thaw(120, 30, (commit, nanos) -> waited.add(commit * 1000L + nanos));
    assertThat(waited).containsExactly(4000L + 70);
    List<FakeDisks.Io> thawed = issued();
    assertThat(versions(thawed)).as("the page waits for the log write").containsExactly(3 << 8);
    assertThat(thawed.get(0).atNanos()).isEqualTo(120);
    back(130, thawed);
    assertThat(versions(issued())).containsExactly(3 << 8 | 1);
    writes.invariant();
  }

  /** So a copy of what was frozen cannot be taken for a later one. */
  @Test
  void aPageAfterAFreezeIsAlwaysNewerThanWhatWasFrozen() {
    mount();
    logs(1);
    back(3, issued());
    writes.changePage(9, 1);
    writes.freeze(10);
    back(11, issued());
    writes.thaw(12, 0, (commit, nanos) -> {});
    writes.writePage(13, 9);
    List<FakeDisks.Io> record = issued();
    assertThat(versions(record)).containsExactly(2 << 8);
    back(14, record);
    assertThat(versions(issued())).containsExactly(2 << 8 | 1);
  }

  @Test
  void aDismountWritesAllPagesAndThenACleanHeader() {
    mount();
    logs(3);
    List<FakeDisks.Io> logs = issued();
    writes.changePage(12, 1);
    writes.changePage(11, 3);
    writes.dismount(5);
    assertThat(issued()).isEmpty();
    back(6, logs);
    List<FakeDisks.Io> pages = issued();
    assertThat(pages)
        .extracting(FakeDisks.Io::offsetBytes)
        .containsExactly(11L * MAIL.pageBytes(), 12L * MAIL.pageBytes());
    back(7, pages.subList(0, 1));
    assertThat(issued()).isEmpty();
    back(8, pages.subList(1, 2));
    List<FakeDisks.Io> header = issued();
    assertThat(versions(header)).containsExactly(4 << 8 | 2);
    back(9, header);
    assertThat(issued()).isEmpty();
    assertThatThrownBy(() -> writes.writeLog(10)).isInstanceOf(IllegalStateException.class);
    assertThat(disks.count(VhdRole.DATABASE, IoKind.WRITE)).isEqualTo(4);
  }

  @Test
  void aChangeDoesNotFallBehindTheCheckpoint() {
    mount();
    logs(4);
    back(3, issued());
    writes.writeHeader(4);
    assertThatThrownBy(() -> writes.changePage(7, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a change by 4 after checkpoint 5");
  }

  @Test
  void aStoreHasAnEnd() {
    var sequence = new LogSequence();
    for (int i = 1; i <= 16_777_215; i++) {
      sequence.number();
    }
    assertThatThrownBy(sequence::number).hasMessageContaining("at most 16777215 log writes");
  }
}
