package kagemusha.array;

import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.LongRing;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.volume.Pool;
import kagemusha.array.volume.Volume;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;

/** The way of a host I/O through the controller; its states are in the package's chapter. */
final class HostIo {
  private static final long FAILED = -1;

  private final ControllerParts parts;
  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final WritePending pending;
  private final Outbox outbox;
  private final Snapshots snapshots;
  private final RandomStream hits;
  private final double hitRatio;
  private final IoSlots slots = new IoSlots();
  private final LongRing waiting = new LongRing();
  private final Set<String> fullPools = new TreeSet<>();
  private long arrived;
  private long completed;
  private int chainsBetweenRows;

  HostIo(
      ControllerParts parts,
      FrontEnd frontEnd,
      Outbox outbox,
      Snapshots snapshots,
      RandomStream hits) {
    this.parts = parts;
    this.agenda = parts.agenda();
    this.frontEnd = frontEnd;
    this.pending = parts.pending();
    this.outbox = outbox;
    this.snapshots = snapshots;
    this.hits = hits;
    this.hitRatio = parts.controller().readHitRatio();
  }

  /** A row has come. A linked one waits for the row before it. */
  void arrive(long nowNanos, QueuedBatch batch, int row) {
    if (!batch.rows().isLinked(row)) {
      arrived++;
      enter(nowNanos, slots.take(batch, row, nowNanos));
    }
  }

  /** The next row of a chain starts. */
  void chainStep(long nowNanos, int slot) {
    arrived++;
    chainsBetweenRows--;
    slots.start(slot, nowNanos);
    enter(nowNanos, slot);
  }

  private void enter(long nowNanos, int slot) {
    frontEnd.submit(nowNanos, Work.HOST_READY, 0, slot);
  }

  /** The front end is done with the command. */
  void ready(long nowNanos, int slot) {
    IoBatch rows = slots.batch(slot).rows();
    int row = slots.row(slot);
    ManagedLu lu = checked(rows, row);
    switch (rows.kind(row)) {
      case READ -> read(nowNanos, slot, lu, rows.block(row), blocks(rows, row));
      case WRITE -> write(nowNanos, slot, lu, rows.block(row), blocks(rows, row));
      case METADATA ->
          throw new IllegalStateException("metadata of LU " + rows.lu(row) + " came to the array");
    }
  }

  private ManagedLu checked(IoBatch rows, int row) {
    int number = rows.lu(row);
    if (!parts.manages(number)) {
      throw new IllegalStateException("LU " + number + " is not managed by this controller");
    }
    ManagedLu lu = parts.lu(number);
    if (!lu.volume().contains(rows.block(row), blocks(rows, row))) {
      throw new IllegalStateException(
          "LU %s of %d blocks has no %d bytes at block %d"
              .formatted(
                  lu.volume().name(), lu.volume().blocks(), rows.bytes(row), rows.block(row)));
    }
    return lu;
  }

  private static int blocks(IoBatch rows, int row) {
    return (rows.bytes(row) + IoBatch.BLOCK_BYTES - 1) / IoBatch.BLOCK_BYTES;
  }

  private void read(long nowNanos, int slot, ManagedLu lu, long block, int blocks) {
    boolean hit = hitRatio > 0 && hits.chance(hitRatio);
    long done = hit ? nowNanos : lu.cached().read(nowNanos, block, blocks);
    agenda.add(done + frontEnd.latencyNanos(), Work.HOST_DONE, 0, slot);
  }

  private void write(long nowNanos, int slot, ManagedLu lu, long block, int blocks) {
    int copies = lu.volume().touch(block, blocks);
    if (copies == 0) {
      admit(nowNanos, slot);
    } else {
      copy(nowNanos, slot, lu, block, copies);
    }
  }

  private void copy(long nowNanos, int slot, ManagedLu lu, long block, int copies) {
    // What is read now serves the snapshots of an earlier round as well.
    slots.copies(slot, Math.max(slots.copies(slot), copies));
    // The host's snapshot driver reads the old data and writes it to the diff area: two commands
    // more for the processor. The copied blocks lie together at the place of the write.
    frontEnd.occupy(nowNanos);
    frontEnd.occupy(nowNanos);
    long readNanos = lu.cached().read(nowNanos, block, copies) - nowNanos + frontEnd.latencyNanos();
    long bytes = (long) copies * IoBatch.BLOCK_BYTES;
    lu.meter().copied(bytes, readNanos, frontEnd.latencyNanos());
    agenda.add(nowNanos + readNanos, Work.OLD_DATA_READ, 0, slot);
  }

  /** A write asks for room in the cache and waits if there is none or others wait already. */
  void admit(long nowNanos, int slot) {
    if (waiting.isEmpty() && hasRoom(slot)) {
      store(nowNanos, slot);
    } else {
      waiting.add(slot);
      press(nowNanos);
    }
  }

  private boolean hasRoom(int slot) {
    int needed = blocks(slots.batch(slot).rows(), slots.row(slot)) + slots.copies(slot);
    return pending.hasRoom(needed);
  }

  private void press(long nowNanos) {
    parts.lus().values().forEach(lu -> lu.destager().press(nowNanos));
  }

  /** Dirty data has reached the disks, so there may be room for writes that wait. */
  void roomMade(long nowNanos) {
    while (!waiting.isEmpty() && hasRoom((int) waiting.peek())) {
      store(nowNanos, (int) waiting.poll());
    }
    if (!waiting.isEmpty()) {
      press(nowNanos);
    }
  }

  private void store(long nowNanos, int slot) {
    IoBatch rows = slots.batch(slot).rows();
    int row = slots.row(slot);
    ManagedLu lu = parts.lu(rows.lu(row));
    Volume volume = lu.volume();
    int late = volume.touch(rows.block(row), blocks(rows, row));
    if (late > 0) {
      // A snapshot was taken after the front end was done with the write.
      copy(nowNanos, slot, lu, rows.block(row), late);
      return;
    }
    int copies = slots.copies(slot);
    long delay = frontEnd.latencyNanos();
    if (copies > 0) {
      delay += save(nowNanos, rows.padNanos(row), lu, copies);
    }
    long allocation = put(nowNanos, lu, rows.block(row), blocks(rows, row));
    if (allocation != FAILED) {
      volume.versions().write(rows.block(row), blocks(rows, row), rows.version(row));
      delay += allocation;
    }
    agenda.add(nowNanos + delay, Work.HOST_DONE, 0, slot);
  }

  /** Puts old data into the diff area; without room for it the snapshots are lost. */
  private long save(long nowNanos, long padNanos, ManagedLu lu, int copies) {
    long allocation = put(nowNanos, lu, lu.volume().appendDiff(copies), copies);
    if (allocation == FAILED) {
      snapshots.abort(nowNanos, padNanos, lu);
      return 0;
    }
    return allocation;
  }

  /** Puts blocks into the cache; the time that new pages cost, or {@link #FAILED}. */
  private long put(long nowNanos, ManagedLu lu, long block, int blocks) {
    Pool pool = lu.volume().pool();
    int pages = lu.volume().allocate(block, blocks);
    if (pages == Pool.NONE) {
      if (fullPools.add(pool.name())) {
        outbox.incident(
            nowNanos,
            ArrayEvents.POOL_FULL,
            Level.CRITICAL,
            "Pool " + pool.name() + " is full: writes to new pages fail, LU " + lu.volume().name(),
            pool.name());
      }
      return FAILED;
    }
    lu.write(nowNanos, block, blocks);
    return pages * pool.allocationNanos();
  }

  /** The I/O is complete; a linked row behind it starts after its delay. */
  void done(long nowNanos, int slot) {
    completed++;
    QueuedBatch batch = slots.batch(slot);
    IoBatch rows = batch.rows();
    int row = slots.row(slot);
    IoKind kind = rows.kind(row);
    int bytes = rows.bytes(row);
    long residence = nowNanos - slots.startNanos(slot);
    parts.lu(rows.lu(row)).meter().completed(kind, bytes, residence);
    batch
        .route()
        .completions()
        .add(
            nowNanos,
            rows.padNanos(row),
            rows.tag(row),
            residence,
            rows.hopNanos(row),
            kind == IoKind.READ ? bytes : 0);
    if (batch.hasLinkAfter(row)) {
      slots.advance(slot);
      chainsBetweenRows++;
      agenda.add(nowNanos + rows.linkDelayNanos(row + 1), Work.CHAIN_STEP, 0, slot);
    } else {
      slots.release(slot);
    }
  }

  /** Throws if an I/O has been lost. */
  void invariant() {
    if (slots.inUse() != arrived - completed + chainsBetweenRows) {
      throw new IllegalStateException(
          "%d slots are in use for %d I/Os on hand and %d chains between rows"
              .formatted(slots.inUse(), arrived - completed, chainsBetweenRows));
    }
  }
}
