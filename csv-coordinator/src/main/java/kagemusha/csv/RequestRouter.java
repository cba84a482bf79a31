package kagemusha.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * Sends each request where its volume's state says, one batch per asker and destination. Requests
 * of held volumes wait here in order, and so do writes while the writes are held.
 */
final class RequestRouter {
  private record Lane(List<EntityId> route, EntityId to) {}

  /**
   * A row that goes on later.
   *
   * @param writes whether its chain has a write in it
   * @param local whether it comes from a guest of this host
   * @param sinceNanos when its present wait began
   * @param padNanos padding by then
   * @param heldNanos true length of the waits before
   */
  private record Waiting(
      IoBatch batch,
      int row,
      boolean writes,
      boolean local,
      long sinceNanos,
      long padNanos,
      long heldNanos) {
    Waiting until(long nowNanos, long artificialNanos) {
      long waited = nowNanos - sinceNanos;
      long artificial = Math.min(waited, artificialNanos);
      return new Waiting(
          batch,
          row,
          writes,
          local,
          nowNanos,
          padNanos + artificial,
          heldNanos + waited - artificial);
    }
  }

  private final EntityId self;
  private final String host;
  private final CsvWiring wiring;
  private final VolumeAccess[] volumes;
  private final WriteHold[] writeHolds;
  private final CsvCounters counters;
  private final Delays delays;
  private final EntityId[] controllers;
  private final long[] metadataCursor;
  private final Map<Lane, IoBatch.Builder> lanes = new LinkedHashMap<>();
  private final List<List<Waiting>> waiting = new ArrayList<>();
  private final List<List<Waiting>> waitingWrites = new ArrayList<>();

  private IoBatch laneBatch;
  private EntityId laneTo;
  private IoBatch.Builder laneBuilder;

  RequestRouter(
      EntityId self,
      String host,
      CsvWiring wiring,
      VolumeAccess[] volumes,
      WriteHold[] writeHolds,
      CsvCounters counters,
      Delays delays) {
    this.self = self;
    this.host = host;
    this.wiring = wiring;
    this.volumes = volumes;
    this.writeHolds = writeHolds;
    this.counters = counters;
    this.delays = delays;
    this.controllers = new EntityId[volumes.length];
    this.metadataCursor = new long[volumes.length];
    for (int lu = 0; lu < volumes.length; lu++) {
      controllers[lu] = wiring.controller(lu);
      waiting.add(new ArrayList<>());
      waitingWrites.add(new ArrayList<>());
    }
  }

  /**
   * One row, at the time and with the padding of the head of its chain.
   *
   * @param writes whether the chain has a write in it
   */
  void forward(IoBatch batch, int row, int head, boolean writes) {
    boolean local = isLocal(batch);
    long time = batch.timeNanos(head);
    long pad = batch.padNanos(head);
    if (isHeld(batch.lu(row), local, writes)) {
      admit(new Waiting(batch, row, writes, local, time, pad, 0));
    } else {
      forward(batch, row, time, pad, local, 0);
    }
  }

  private boolean isHeld(int lu, boolean local, boolean writes) {
    return (local && volumes[lu].isHeld())
        || (writes && writeHolds[lu] instanceof WriteHold.Closed);
  }

  /** A row goes on now, unless its volume or the writes to it are held. */
  private void admit(Waiting row) {
    int lu = row.batch().lu(row.row());
    if (!isHeld(lu, row.local(), row.writes())) {
      forward(
          row.batch(), row.row(), row.sinceNanos(), row.padNanos(), row.local(), row.heldNanos());
    } else if (row.local() && volumes[lu].isHeld()) {
      waiting.get(lu).add(row);
    } else {
      waitingWrites.get(lu).add(row);
    }
  }

  /** Lets everything go that waited for a volume. */
  void release(int lu, Context context) {
    release(waiting.get(lu), volumes[lu].artificialHold(context.padNanos()), context);
  }

  /** Lets the writes go, of whose waiting so much was artificial. */
  void releaseWrites(int lu, long artificialNanos, Context context) {
    release(waitingWrites.get(lu), artificialNanos, context);
  }

  /** The artificial part of the wait becomes padding. */
  private void release(List<Waiting> rows, long artificialNanos, Context context) {
    List<Waiting> going = List.copyOf(rows);
    rows.clear();
    long now = context.nowNanos();
    for (Waiting each : going) {
      admit(each.until(now, artificialNanos));
    }
    flush(context);
  }

  private boolean isLocal(IoBatch batch) {
    return batch.routeLength() == 1;
  }

  private void forward(
      IoBatch batch, int row, long timeNanos, long padNanos, boolean local, long heldNanos) {
    int lu = batch.lu(row);
    VolumeAccess volume = volumes[lu];
    IoKind kind = batch.kind(row);
    boolean away =
        volume.mode() == VolumeAccess.Mode.REDIRECTED
            || (kind == IoKind.METADATA && !volume.isOwner());
    volume.issued(kind != IoKind.READ);
    note(batch, row, timeNanos - padNanos, local, away, heldNanos);
    if (away) {
      counters.redirected(lu, kind, batch.bytes(row));
      EntityId to = CsvWiring.nodeOf(volume.owner());
      copy(batch, row, timeNanos, padNanos, to, wiring.redirectTripNanos(batch.bytes(row)), kind);
    } else {
      counters.direct(lu, kind, batch.bytes(row), local);
      long pad = local ? padNanos : padNanos - wiring.redirectorNanos();
      copy(
          batch,
          row,
          timeNanos,
          pad,
          controllers[lu],
          wiring.storageTripNanos(batch.bytes(row)),
          kind);
    }
  }

  /**
   * Keeps what is needed to tell the delays of a row when it is back. A linked row has waited with
   * the head of its chain, and that is where the wait is counted. A metadata operation that parts
   * from the write behind it delays nobody.
   */
  private void note(
      IoBatch batch, int row, long netNanos, boolean local, boolean away, long heldNanos) {
    EntityId guest = batch.asker();
    int slot = IoTag.slot(batch.tag(row));
    if (batch.isLinked(row)) {
      if (local && isApart(batch, row)) {
        delays.declared(guest, slot, wiring.redirectTripNanos(IoBatch.BLOCK_BYTES), 0);
      } else if (away) {
        delays.declared(guest, slot, wiring.redirectTripNanos(batch.bytes(row)), 0);
      }
    } else if (!local) {
      delays.served(guest, slot, netNanos + wiring.redirectorNanos(), heldNanos);
    } else if (away && !(row + 1 < batch.size() && isApart(batch, row + 1))) {
      delays.away(guest, slot, netNanos, heldNanos);
    } else if (heldNanos > 0) {
      delays.held(guest, slot, heldNanos);
    }
  }

  private void copy(
      IoBatch batch,
      int row,
      long timeNanos,
      long padNanos,
      EntityId to,
      long tripNanos,
      IoKind kind) {
    boolean apart = isApart(batch, row);
    boolean linked = batch.isLinked(row) && !apart;
    boolean metadataHere = kind == IoKind.METADATA && to == controllers[batch.lu(row)];
    lane(batch, to)
        .row(
            timeNanos,
            padNanos,
            batch.lu(row),
            metadataHere ? nextMetadataBlock(batch.lu(row)) : batch.block(row),
            batch.bytes(row),
            metadataHere ? IoKind.WRITE : kind,
            linked ? batch.linkDelayNanos(row) + tripNanos : IoBatch.UNLINKED,
            hopNanos(batch, row, tripNanos, apart),
            batch.tag(row))
        .version(metadataHere ? 0 : batch.version(row));
  }

  /**
   * A write behind a metadata operation that went to the owner while this host has direct access:
   * the two part here. The write goes out at once and is charged the declared cost of the trip to
   * the owner, because a loop through another machine would take two quanta.
   */
  private boolean isApart(IoBatch batch, int row) {
    VolumeAccess volume = volumes[batch.lu(row)];
    return batch.isLinked(row)
        && batch.kind(row - 1) == IoKind.METADATA
        && volume.mode() == VolumeAccess.Mode.DIRECT
        && !volume.isOwner();
  }

  private long hopNanos(IoBatch batch, int row, long tripNanos, boolean apart) {
    if (!batch.isLinked(row)) {
      return 0;
    }
    long parted = apart ? wiring.redirectTripNanos(IoBatch.BLOCK_BYTES) : 0;
    return batch.hopNanos(row) + tripNanos + parted;
  }

  /** The file system's log is written round and round in the metadata area. */
  private long nextMetadataBlock(int lu) {
    long block = metadataCursor[lu];
    metadataCursor[lu] = (block + 1) % CsvWiring.METADATA_BLOCKS;
    return block;
  }

  private IoBatch.Builder lane(IoBatch batch, EntityId to) {
    if (batch != laneBatch || to != laneTo) {
      laneBatch = batch;
      laneTo = to;
      laneBuilder =
          lanes.computeIfAbsent(new Lane(batch.route(), to), lane -> new IoBatch.Builder());
    }
    return laneBuilder;
  }

  void flush(Context context) {
    laneBatch = null;
    lanes.forEach(
        (lane, builder) -> {
          if (!builder.isEmpty()) {
            EntityId[] route = new EntityId[lane.route().size() + 1];
            lane.route().toArray(route);
            route[route.length - 1] = self;
            String network = toArray(lane.to()) ? wiring.storageNetwork() : wiring.network();
            context.send(network, lane.to(), builder.build(route));
          }
        });
  }

  private boolean toArray(EntityId to) {
    for (EntityId controller : controllers) {
      if (controller.equals(to)) {
        return true;
      }
    }
    return false;
  }

  void invariant() {
    for (int lu = 0; lu < volumes.length; lu++) {
      if (!volumes[lu].isHeld() && !waiting.get(lu).isEmpty()) {
        throw new IllegalStateException(
            host + ": I/O waits for " + wiring.lus().get(lu) + ", which is not held");
      }
      if (writeHolds[lu] instanceof WriteHold.Open && !waitingWrites.get(lu).isEmpty()) {
        throw new IllegalStateException(
            host + ": writes wait for " + wiring.lus().get(lu) + ", where they are not held");
      }
    }
  }
}
