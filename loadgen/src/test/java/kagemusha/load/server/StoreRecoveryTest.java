package kagemusha.load.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.DatabaseCheck.CleanShutdown;
import kagemusha.load.store.DatabaseCheck.Corrupt;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.WrittenBlocks;
import kagemusha.load.testkit.CrashingDisks;
import kagemusha.load.testkit.CrashingDisks.Landed;
import kagemusha.load.testkit.TestSite;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A small store writes at random; whatever is left of it must be recoverable, or known not to. */
class StoreRecoveryTest {
  private static final MailSpec MAIL = TestSite.mail();
  private static final int PAGES = 60;
  private static final long DISK_BYTES = 64L << 20;
  private static final DatabaseCheck CHECK = new DatabaseCheck(MAIL);

  /** Log writes tell of a change of a page, which was made when so many I/Os had been issued. */
  private record Change(long page, int since, int last, int ios) {}

  /** A store that is driven by chance. */
  private static final class Store {
    final RandomStream chance;
    final CrashingDisks disks;
    final StoreWrites writes;
    final List<Change> changes = new ArrayList<>();
    final TreeMap<Long, Integer> acknowledged = new TreeMap<>();
    private final EventHeap lazyWriter = new EventHeap();
    private final LogSequence seen = new LogSequence();
    private long nowNanos;

    Store(long seed) {
      chance = RandomStream.of(seed, "store", "driver");
      disks = new CrashingDisks(seed, 1 + chance.below(200), PAGES * 32L * 1024, DISK_BYTES);
      var database = new DatabaseFile(PAGES * 32L * 1024, DISK_BYTES, 32 * 1024, 1, chance);
      writes = new StoreWrites(MAIL, database, new LogFiles(0, DISK_BYTES, 16 * 1024), disks);
      writes.writeHeader(0);
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        nowNanos += chance.below(40);
        catchUp();
        switch ((int) chance.below(12)) {
          case 0 -> writes.writeHeader(nowNanos);
          case 1 -> writes.writeLog(nowNanos);
          case 2, 3, 4, 5 -> commit(1 + (int) chance.below(3));
          default -> {}
        }
        writes.invariant();
      }
    }

    private void catchUp() {
      while (Math.min(disks.nextNanos(), lazyWriter.nextNanos()) <= nowNanos) {
        if (disks.nextNanos() <= lazyWriter.nextNanos()) {
          completed(disks.poll());
        } else {
          long at = lazyWriter.nextNanos();
          writes.writePage(at, lazyWriter.poll());
        }
      }
    }

    private void completed(CrashingDisks.Done done) {
      if (WaitTag.isLog(done.tag())) {
        seen.written(WaitTag.log(done.tag()));
        acknowledged.put(done.timeNanos(), seen.durable());
      }
      writes.written(done.timeNanos(), done.tag());
    }

    private void commit(int logs) {
      int since = writes.nextLog();
      for (int i = 0; i < logs; i++) {
        writes.writeLog(nowNanos, 0, 1);
      }
      for (long left = chance.below(4); left > 0; left--) {
        long page = 1 + chance.below(PAGES - 1);
        changes.add(new Change(page, since, writes.nextLog() - 1, disks.ios()));
        if (writes.changePage(page, since)) {
          lazyWriter.add(nowNanos + chance.below(600), page);
        }
      }
    }

    /** Stops writing and waits until nothing is in flight. */
    StoreDocument freeze() {
      writes.freeze(nowNanos);
      while (!writes.isQuiet()) {
        nowNanos = Math.max(nowNanos, disks.nextNanos());
        completed(disks.poll());
      }
      return writes.document();
    }
  }

  private static WrittenBlocks blocks(SortedMap<Long, Integer> versions) {
    return () ->
        versions.entrySet().stream()
            .map(each -> new WrittenBlocks.Run(each.getKey(), new int[] {each.getValue()}))
            .iterator();
  }

  private static SortedMap<Long, Integer> newest(Map<Long, List<Landed>> disk) {
    var versions = new TreeMap<Long, Integer>();
    disk.forEach((block, writes) -> versions.put(block, writes.get(writes.size() - 1).version()));
    return versions;
  }

  private static DatabaseCheck.Result check(
      SortedMap<Long, Integer> database,
      SortedMap<Long, Integer> log,
      Optional<StoreDocument> document) {
    return CHECK.check(blocks(database), blocks(log), document);
  }

  @Property(tries = 60)
  void aCrashAtAnyMomentCanBeRecoveredFrom(@ForAll long seed) {
    var store = new Store(seed);
    store.run(400);
    for (int i = 0; i < 20; i++) {
      long crash = store.chance.below(store.nowNanos + 1);
      Map<Long, List<Landed>> database = store.disks.at(crash, VhdRole.DATABASE);
      Map<Long, List<Landed>> log = store.disks.at(crash, VhdRole.LOG);
      DatabaseCheck.Result result = check(newest(database), newest(log), Optional.empty());
      if (result instanceof DirtyShutdown dirty) {
        nothingIsLost(store, dirty, crash, database);
      } else {
        assertThat(result).isEqualTo(new CleanShutdown());
        assertThat(database).isEmpty();
      }
    }
  }

  /**
   * What was acknowledged is in the log; what the log does not replay is in the database; and the
   * database has nothing of which the log does not tell.
   */
  private static void nothingIsLost(
      Store store, DirtyShutdown dirty, long crash, Map<Long, List<Landed>> database) {
    Map.Entry<Long, Integer> told = store.acknowledged.floorEntry(crash);
    assertThat(dirty.lastLog()).isGreaterThanOrEqualTo(told == null ? 0 : told.getValue());
    for (Change change : store.changes) {
      if (change.since() < dirty.firstLog()) {
        assertThat(database.get(2 * change.page()))
            .as("%s", change)
            .isNotNull()
            .anyMatch(landed -> landed.io() >= change.ios());
      } else if (change.last() > dirty.lastLog()) {
        assertThat(database.getOrDefault(2 * change.page(), List.of()))
            .as("%s", change)
            .noneMatch(landed -> landed.io() >= change.ios());
      }
    }
  }

  @Property(tries = 40)
  void aFrozenStoreStaysWhatItsDocumentSays(@ForAll long seed) {
    var store = new Store(seed);
    store.run(200);
    StoreDocument document = store.freeze();
    long frozenNanos = store.nowNanos;
    store.run(50);
    assertThat(check(store, store.nowNanos, document))
        .isEqualTo(new DirtyShutdown(document.checkpoint(), document.lastLog()));
    assertThat(newest(store.disks.at(store.nowNanos, VhdRole.DATABASE)))
        .isEqualTo(newest(store.disks.at(frozenNanos, VhdRole.DATABASE)));

    store.writes.thaw(store.nowNanos, 0, (commit, nanos) -> {});
    int before = store.disks.ios();
    store.run(300);
    assertThat(store.disks.ios()).isGreaterThan(before);
    assertThat(check(store, store.nowNanos, document)).isInstanceOf(Corrupt.class);
    assertThat(check(store, frozenNanos, document)).isInstanceOf(DirtyShutdown.class);
  }

  private static DatabaseCheck.Result check(Store store, long nanos, StoreDocument document) {
    return check(
        newest(store.disks.at(nanos, VhdRole.DATABASE)),
        newest(store.disks.at(nanos, VhdRole.LOG)),
        Optional.of(document));
  }

  /** One block of a copy of a frozen store is lost, older or newer, or one page newer. */
  @Property(tries = 40)
  void anyWrongBlockIsFoundIfItMatters(@ForAll long seed) {
    var store = new Store(seed);
    store.run(200);
    StoreDocument document = store.freeze();
    Map<Long, List<Landed>> database = store.disks.at(store.nowNanos, VhdRole.DATABASE);
    Map<Long, List<Landed>> log = store.disks.at(store.nowNanos, VhdRole.LOG);
    SortedMap<Long, Integer> goodDatabase = newest(database);
    SortedMap<Long, Integer> goodLog = newest(log);
    store.writes.thaw(store.nowNanos, 0, (commit, nanos) -> {});
    store.run(200);
    SortedMap<Long, Integer> laterDatabase =
        newest(store.disks.at(store.nowNanos, VhdRole.DATABASE));
    SortedMap<Long, Integer> laterLog = newest(store.disks.at(store.nowNanos, VhdRole.LOG));

    database.forEach(
        (block, writes) -> {
          int stale = writes.size() > 1 ? writes.get(writes.size() - 2).version() : 0;
          for (int version : new int[] {0, stale, laterDatabase.get(block)}) {
            if (version != goodDatabase.get(block)) {
              var wrong = new TreeMap<>(goodDatabase);
              wrong.put(block, version);
              assertThat(check(wrong, goodLog, Optional.of(document)))
                  .as("block %d of the database with version %d", block, version)
                  .isInstanceOf(Corrupt.class);
            }
          }
        });
    laterDatabase.forEach(
        (block, version) -> {
          if (block % 2 == 0 && !version.equals(goodDatabase.get(block))) {
            var wrong = new TreeMap<>(goodDatabase);
            wrong.put(block, version);
            wrong.put(block + 1, version);
            assertThat(check(wrong, goodLog, Optional.of(document)))
                .as("page %d of a later time", block / 2)
                .isInstanceOf(Corrupt.class);
          }
        });
    goodLog.forEach(
        (block, version) -> {
          var wrong = new TreeMap<>(goodLog);
          wrong.put(block, 0);
          boolean matters = version >>> 8 >= document.checkpoint();
          assertThat(check(goodDatabase, wrong, Optional.of(document)) instanceof Corrupt)
              .as("log write %d after checkpoint %d", version >>> 8, document.checkpoint())
              .isEqualTo(matters);
        });
    laterLog.forEach(
        (block, version) -> {
          if (!goodLog.containsKey(block)) {
            var wrong = new TreeMap<>(goodLog);
            wrong.put(block, version);
            assertThat(check(goodDatabase, wrong, Optional.of(document)))
                .isInstanceOf(Corrupt.class);
          }
        });
  }

  @Property(tries = 20)
  void aCleanDismountNeedsNoLog(@ForAll long seed) {
    var store = new Store(seed);
    store.run(200);
    store.writes.dismount(store.nowNanos);
    while (store.disks.nextNanos() != Long.MAX_VALUE) {
      store.nowNanos = Math.max(store.nowNanos, store.disks.nextNanos());
      store.completed(store.disks.poll());
    }
    SortedMap<Long, Integer> database = newest(store.disks.at(store.nowNanos, VhdRole.DATABASE));
    SortedMap<Long, Integer> log = newest(store.disks.at(store.nowNanos, VhdRole.LOG));
    assertThat(check(database, new TreeMap<>(), Optional.empty())).isEqualTo(new CleanShutdown());
    assertThat(check(database, log, Optional.empty())).isEqualTo(new CleanShutdown());
  }
}
