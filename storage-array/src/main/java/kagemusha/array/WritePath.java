package kagemusha.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.LongRing;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Snapshot;
import kagemusha.array.volume.Volume;
import kagemusha.kernel.event.Level;

/**
 * The way of a write from the front end into the cache, whoever writes: hosts, restores, reverts.
 * Its states, from Copying to Leaving, are in the package's chapter.
 */
final class WritePath {
  /** Who writes. */
  interface Client {
    /** A write is in the cache from now on; the client changes the content. */
    void stored(long nowNanos, WriteJob job);

    /** The command is complete at a time that may be to come. */
    void acknowledge(long doneNanos, int index);
  }

  /** Is told of snapshots whose old data cannot be saved. */
  interface Losses {
    void lose(long nowNanos, ManagedLu lu, List<Snapshot> snapshots, String why);
  }

  private final ControllerParts parts;
  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final WritePending pending;
  private final Outbox outbox;
  private final Losses losses;
  private final List<WriteJob> jobs = new ArrayList<>();
  private final LongRing free = new LongRing();
  private final LongRing waiting = new LongRing();
  private final Set<String> fullPools = new TreeSet<>();
  private final WriteThrough through = new WriteThrough();
  private long roomless;

  WritePath(ControllerParts parts, FrontEnd frontEnd, Outbox outbox, Losses losses) {
    this.parts = parts;
    this.agenda = parts.agenda();
    this.frontEnd = frontEnd;
    this.pending = parts.pending();
    this.outbox = outbox;
    this.losses = losses;
  }

  /** A write has passed the front end; what images and snapshots still need is saved first. */
  void write(long nowNanos, Client client, int index, ManagedLu lu, long block, int blocks) {
    int number = take();
    jobs.get(number).begin(client, index, lu, block, blocks);
    save(nowNanos, number);
  }

  /** A track that a write has waited for is copied. */
  void trackSaved(long nowNanos, int number) {
    jobs.get(number).saved(nowNanos);
    save(nowNanos, number);
  }

  private void save(long nowNanos, int number) {
    WriteJob job = jobs.get(number);
    if (savesTrack(nowNanos, number, job)) {
      return;
    }
    ManagedLu lu = job.lu();
    int copies = lu.volume().unsaved(job.block(), job.blocks());
    if (copies == 0) {
      admit(nowNanos, number);
      return;
    }
    String problem = reserve(nowNanos, job, copies);
    if (problem.isEmpty()) {
      copy(nowNanos, number, job);
    } else {
      losses.lose(nowNanos, lu, lu.volume().needing(job.block(), job.blocks()), problem);
      admit(nowNanos, number);
    }
  }

  private static boolean savesTrack(long nowNanos, int number, WriteJob job) {
    boolean saves = job.lu().watch().savesFirst(nowNanos, number, job.block(), job.blocks());
    if (saves) {
      job.savesFrom(nowNanos);
    }
    return saves;
  }

  /**
   * Writes blocks of a snapshot to the diff area; if there is no room the snapshot is lost.
   *
   * @return whether there is room
   */
  boolean writeDiff(
      long nowNanos, Client client, int index, ManagedLu lu, Snapshot snapshot, int blocks) {
    int number = take();
    WriteJob job = jobs.get(number);
    job.begin(client, index, lu, 0, 0);
    String problem = reserve(nowNanos, job, blocks);
    if (!problem.isEmpty()) {
      free.add(number);
      losses.lose(nowNanos, lu, List.of(snapshot), problem);
      return false;
    }
    admit(nowNanos, number);
    return true;
  }

  private int take() {
    if (free.isEmpty()) {
      jobs.add(new WriteJob());
      return jobs.size() - 1;
    }
    return (int) free.poll();
  }

  /** Finds room in the diff area; what is wrong if there is none. */
  private String reserve(long nowNanos, WriteJob job, int copies) {
    Volume volume = job.lu().volume();
    long at = volume.appendDiff(copies);
    if (at == Volume.DIFF_AREA_FULL) {
      long megabytes = volume.diffAreaMaxBlocks() * IoBatch.BLOCK_BYTES / 1_000_000;
      return "its maximum of " + megabytes + " MB is reached";
    }
    int pages = volume.allocate(at, copies);
    if (pages == Pool.NONE) {
      poolFull(nowNanos, volume);
      return "pool " + volume.pool().name() + " is full";
    }
    job.copy(copies, at, pages * volume.pool().allocationNanos());
    return "";
  }

  /**
   * The host's snapshot driver reads the old data and writes it to the diff area: two commands more
   * for the processor. The copied blocks lie together at the place of the write.
   */
  private void copy(long nowNanos, int number, WriteJob job) {
    ManagedLu lu = job.lu();
    lu.volume().touch(job.block(), job.blocks());
    frontEnd.occupy(nowNanos);
    frontEnd.occupy(nowNanos);
    long read = lu.cached().read(nowNanos, job.block(), job.copies());
    long readNanos = read - nowNanos + frontEnd.latencyNanos();
    job.copied(readNanos);
    long bytes = (long) job.copies() * IoBatch.BLOCK_BYTES;
    lu.meter().copied(bytes, readNanos, frontEnd.latencyNanos());
    agenda.add(nowNanos + readNanos, Work.OLD_DATA_READ, 0, number);
  }

  /** A write asks for room in the cache and waits if there is none or others wait already. */
  void admit(long nowNanos, int number) {
    WriteJob job = jobs.get(number);
    job.waitsFrom(nowNanos);
    if (waiting.isEmpty() && hasRoom(job)) {
      store(nowNanos, number);
    } else {
      waiting.add(number);
      press(nowNanos);
    }
  }

  private boolean hasRoom(WriteJob job) {
    return pending.hasRoom(job.blocks() + job.copies());
  }

  private void press(long nowNanos) {
    parts.lus().values().forEach(lu -> lu.destager().press(nowNanos));
  }

  WriteThrough through() {
    return through;
  }

  /** Dirty data has reached the disks, so there may be room for writes that wait. */
  void roomMade(long nowNanos) {
    while (!waiting.isEmpty() && hasRoom(jobs.get((int) waiting.peek()))) {
      store(nowNanos, (int) waiting.poll());
    }
    if (!waiting.isEmpty()) {
      press(nowNanos);
    }
  }

  private void store(long nowNanos, int number) {
    WriteJob job = jobs.get(number);
    job.admitted(nowNanos);
    if (job.copies() > 0) {
      job.lu().write(nowNanos, job.copyAt(), job.copies());
    }
    if (savesTrack(nowNanos, number, job)) {
      job.copiesStored();
      return;
    }
    if (savesMore(nowNanos, number, job)) {
      return;
    }
    long allocation = job.allocationNanos();
    if (job.blocks() > 0) {
      allocation += put(nowNanos, job);
    }
    job.stored(nowNanos + frontEnd.latencyNanos() + allocation);
    job.client().stored(nowNanos, job);
    if (!through.waits(nowNanos, job)) {
      job.client().acknowledge(job.doneNanos(), job.index());
    }
    free.add(number);
  }

  /** Whether a snapshot was taken while the write waited, and it now goes through another copy. */
  private boolean savesMore(long nowNanos, int number, WriteJob job) {
    int copies = job.lu().volume().unsaved(job.block(), job.blocks());
    if (copies == 0) {
      return false;
    }
    String problem = reserve(nowNanos, job, copies);
    if (!problem.isEmpty()) {
      Volume volume = job.lu().volume();
      losses.lose(nowNanos, job.lu(), volume.needing(job.block(), job.blocks()), problem);
      return false;
    }
    copy(nowNanos, number, job);
    return true;
  }

  /** Puts the blocks into the cache; what new pages cost. */
  private long put(long nowNanos, WriteJob job) {
    Volume volume = job.lu().volume();
    int pages = volume.allocate(job.block(), job.blocks());
    if (pages == Pool.NONE) {
      poolFull(nowNanos, volume);
      job.fail();
      return 0;
    }
    job.lu().write(nowNanos, job.block(), job.blocks());
    return pages * volume.pool().allocationNanos();
  }

  /** The pool has room again; should it run full once more that is worth another event. */
  void poolGrown(String pool) {
    fullPools.remove(pool);
  }

  /** How often there was no page where one was needed. */
  long roomless() {
    return roomless;
  }

  private void poolFull(long nowNanos, Volume volume) {
    roomless++;
    String pool = volume.pool().name();
    if (fullPools.add(pool)) {
      String text = "Pool " + pool + " is full: writes to new pages fail, LU " + volume.name();
      outbox.incident(nowNanos, ArrayEvents.POOL_FULL, Level.CRITICAL, text, pool);
    }
  }
}
