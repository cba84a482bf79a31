package kagemusha.array;

import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.volume.VersionMap;
import kagemusha.kernel.random.RandomStream;

/** The way of a host I/O through the controller; its states are in the package's chapter. */
final class HostIo implements WritePath.Client {
  /** An asker and the storage stack of its host; more than these two mean another host. */
  private static final int DIRECT_STOPS = 2;

  private final ControllerParts parts;
  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final WritePath writes;
  private final Fences fences;
  private final RandomStream hits;
  private final double hitRatio;
  private final IoSlots slots = new IoSlots();
  private long arrived;
  private long completed;
  private int chainsBetweenRows;

  HostIo(
      ControllerParts parts,
      FrontEnd frontEnd,
      WritePath writes,
      Fences fences,
      RandomStream hits) {
    this.parts = parts;
    this.agenda = parts.agenda();
    this.frontEnd = frontEnd;
    this.writes = writes;
    this.fences = fences;
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

  /** The next row of a chain starts; behind one that has failed no host sends it. */
  void chainStep(long nowNanos, int slot) {
    arrived++;
    chainsBetweenRows--;
    slots.start(slot, nowNanos);
    if (slots.isFailed(slot)) {
      done(nowNanos, slot);
    } else {
      enter(nowNanos, slot);
    }
  }

  private void enter(long nowNanos, int slot) {
    frontEnd.submit(nowNanos, Work.HOST_READY, 0, slot);
  }

  /** The front end is done with the command. */
  void ready(long nowNanos, int slot) {
    IoBatch rows = slots.batch(slot).rows();
    int row = slots.row(slot);
    slots.queued(slot, Math.max(0, nowNanos - slots.startNanos(slot) - frontEnd.serviceNanos()));
    ManagedLu lu = checked(rows, row);
    switch (rows.kind(row)) {
      case READ -> read(nowNanos, slot, lu, rows.block(row), blocks(rows, row));
      case WRITE -> {
        if (fences.refuses(nowNanos, rows)) {
          slots.fail(slot);
          agenda.add(nowNanos + frontEnd.latencyNanos(), Work.HOST_DONE, 0, slot);
        } else {
          writes.write(nowNanos, this, slot, lu, rows.block(row), blocks(rows, row));
        }
      }
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
    lu.hostReads().add();
    long done = nowNanos;
    if (hitRatio == 0 || !hits.chance(hitRatio)) {
      done = lu.cached().read(nowNanos, block, blocks);
      slots.queued(slot, lu.cached().readWaitNanos());
    }
    agenda.add(done + frontEnd.latencyNanos(), Work.HOST_DONE, 0, slot);
  }

  @Override
  public void stored(long nowNanos, WriteJob job) {
    if (job.failed()) {
      slots.fail(job.index());
    } else {
      IoBatch rows = slots.batch(job.index()).rows();
      int row = slots.row(job.index());
      VersionMap versions = job.lu().volume().versions();
      if (rows.version(row) != 0 && rows.bytes(row) < IoBatch.BLOCK_BYTES) {
        versions.writePart(job.block(), rows.version(row));
      } else {
        versions.write(job.block(), job.blocks(), rows.version(row));
      }
    }
    slots.causes(job.index(), job.copyNanos(), job.waitNanos());
  }

  @Override
  public void acknowledge(long doneNanos, int index) {
    agenda.add(doneNanos, Work.HOST_DONE, 0, index);
  }

  /** The host waits so much longer for an answer. */
  void delayed(int slot, long nanos) {
    slots.queued(slot, nanos);
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
    if (!slots.isFailed(slot)) {
      LuMeter meter = parts.lu(rows.lu(row)).meter();
      meter.completed(kind, bytes, residence);
      meter.latency(kind, rows.routeLength() > DIRECT_STOPS, residence, slots, slot);
    }
    IoCompletions.Builder completions = batch.route().completions();
    completions
        .add(
            nowNanos,
            rows.padNanos(row),
            rows.tag(row),
            residence,
            rows.hopNanos(row),
            kind == IoKind.READ ? bytes : 0)
        .causes(slots.copyNanos(slot), slots.cacheWaitNanos(slot), slots.queueNanos(slot));
    if (slots.isFailed(slot)) {
      completions.failed();
    }
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
