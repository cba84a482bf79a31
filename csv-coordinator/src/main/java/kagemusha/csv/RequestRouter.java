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

  private final EntityId self;
  private final String host;
  private final CsvWiring wiring;
  private final VolumeAccess[] volumes;
  private final WriteHold[] writeHolds;
  private final CsvCounters counters;
  private final Delays delays;
  private final AwayIo away;
  private final EntityId[] controllers;
  private final long[] metadataCursor;
  private final Map<Lane, IoBatch.Builder> lanes = new LinkedHashMap<>();
  private final List<List<WaitingIo>> waiting = new ArrayList<>();
  private final List<List<WaitingIo>> waitingWrites = new ArrayList<>();

  private final List<WaitingIo> waitingForPath = new ArrayList<>();
  private boolean pathLost;
  private long withoutPath;

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
      Delays delays,
      AwayIo away) {
    this.away = away;
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
    admit(
        new WaitingIo(
            batch,
            row,
            writes,
            batch.routeLength() == 1,
            false,
            batch.timeNanos(head),
            batch.padNanos(head),
            0));
  }

  /** A row goes on now, unless its volume or the writes to it are held. */
  private void admit(WaitingIo io) {
    int lu = io.lu();
    if (io.local() && volumes[lu].isHeld()) {
      waiting.get(lu).add(io);
    } else if (pathLost && volumes[lu].isOwner()) {
      withoutPath++;
      waitingForPath.add(io);
    } else if (io.writes() && writeHolds[lu] instanceof WriteHold.Closed) {
      waitingWrites.get(lu).add(io);
    } else {
      forward(io);
    }
  }

  /**
   * Takes back what has gone through a host that is gone: it waits here, before all that came
   * later.
   *
   * @param artificialNanos how much of the wait so far was artificial
   */
  void takeBack(int lu, long nowNanos, long artificialNanos) {
    List<WaitingIo> taken = new ArrayList<>();
    for (WaitingIo io : takeBack(lu)) {
      taken.add(io.until(nowNanos, artificialNanos));
    }
    waiting.get(lu).addAll(0, taken);
  }

  private List<WaitingIo> takeBack(int lu) {
    List<WaitingIo> taken = away.takeBack(lu);
    for (WaitingIo io : taken) {
      volumes[lu].completed(io.batch().kind(io.row()) != IoKind.READ);
      delays.forget(io.batch().asker(), IoTag.slot(io.batch().tag(io.row())));
    }
    return taken;
  }

  /**
   * Forgets all that waits for a volume or for the way to it, or has gone through another host and
   * is not back.
   */
  void drop(int lu) {
    takeBack(lu);
    waiting.get(lu).clear();
    waitingWrites.get(lu).clear();
    waitingForPath.removeIf(io -> io.lu() == lu);
  }

  /** The host cannot reach the array: its I/O goes through owners or, where it owns, waits. */
  void losePath() {
    pathLost = true;
  }

  /** The host reaches the array again; what has waited goes on. */
  void findPath(Context context) {
    pathLost = false;
    goOn(context);
  }

  /** What waits for the way to a volume that another host owns now need not wait. */
  void goOn(Context context) {
    if (!waitingForPath.isEmpty()) {
      List<WaitingIo> going = List.copyOf(waitingForPath);
      waitingForPath.clear();
      going.forEach(each -> admit(each.until(context.nowNanos(), 0)));
      flush(context);
    }
  }

  /** I/Os that could not go straight to the array because there was no path. */
  long withoutPath() {
    return withoutPath;
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
  private void release(List<WaitingIo> rows, long artificialNanos, Context context) {
    List<WaitingIo> going = List.copyOf(rows);
    rows.clear();
    long now = context.nowNanos();
    for (WaitingIo each : going) {
      admit(each.until(now, artificialNanos));
    }
    flush(context);
  }

  private void forward(WaitingIo io) {
    IoBatch batch = io.batch();
    int lu = io.lu();
    int bytes = batch.bytes(io.row());
    VolumeAccess volume = volumes[lu];
    IoKind kind = batch.kind(io.row());
    boolean goesAway =
        volume.mode() == VolumeAccess.Mode.REDIRECTED
            || (pathLost && !volume.isOwner())
            || (kind == IoKind.METADATA && !volume.isOwner());
    withoutPath += pathLost && volume.mode() == VolumeAccess.Mode.DIRECT ? 1 : 0;
    volume.issued(kind != IoKind.READ);
    note(io, goesAway);
    if (goesAway) {
      counters.redirected(lu, kind, bytes);
      EntityId to = CsvWiring.nodeOf(volume.owner());
      away.went(io, to);
      copy(io, io.padNanos(), to, wiring.redirectTripNanos(bytes));
    } else {
      counters.direct(lu, kind, bytes, io.local());
      long pad = io.local() ? io.padNanos() : io.padNanos() - wiring.redirectorNanos();
      copy(io, pad, controllers[lu], wiring.storageTripNanos(bytes));
    }
  }

  /**
   * Keeps what is needed to tell the delays of a row when it is back. A linked row has waited with
   * the head of its chain, and that is where the wait is counted. A metadata operation that parts
   * from the write behind it delays nobody.
   */
  private void note(WaitingIo io, boolean goesAway) {
    IoBatch batch = io.batch();
    int row = io.row();
    EntityId guest = batch.asker();
    int slot = IoTag.slot(batch.tag(row));
    long netNanos = io.sinceNanos() - io.padNanos();
    if (io.isLinked()) {
      if (io.local() && isApart(io)) {
        delays.declared(guest, slot, wiring.redirectTripNanos(IoBatch.BLOCK_BYTES), 0);
      } else if (goesAway) {
        delays.declared(guest, slot, wiring.redirectTripNanos(batch.bytes(row)), 0);
      }
    } else if (!io.local()) {
      delays.served(guest, slot, netNanos + wiring.redirectorNanos(), io.heldNanos());
    } else if (goesAway && !(row + 1 < batch.size() && isApart(batch, row + 1))) {
      delays.away(guest, slot, netNanos, io.heldNanos());
    } else if (io.heldNanos() > 0) {
      delays.held(guest, slot, io.heldNanos());
    }
  }

  private void copy(WaitingIo io, long padNanos, EntityId to, long tripNanos) {
    IoBatch batch = io.batch();
    int row = io.row();
    boolean apart = isApart(io);
    boolean linked = io.isLinked() && !apart;
    IoKind kind = batch.kind(row);
    boolean metadataHere = kind == IoKind.METADATA && to == controllers[batch.lu(row)];
    lane(batch, to)
        .row(
            io.sinceNanos(),
            padNanos,
            batch.lu(row),
            metadataHere ? nextMetadataBlock(batch.lu(row)) : batch.block(row),
            batch.bytes(row),
            metadataHere ? IoKind.WRITE : kind,
            linked ? batch.linkDelayNanos(row) + tripNanos : IoBatch.UNLINKED,
            batch.isLinked(row) ? hopNanos(batch, row, tripNanos, apart) : 0,
            batch.tag(row))
        .version(metadataHere ? 0 : batch.version(row));
  }

  private boolean isApart(WaitingIo io) {
    return !io.alone() && isApart(io.batch(), io.row());
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
        && !pathLost
        && !volume.isOwner();
  }

  private long hopNanos(IoBatch batch, int row, long tripNanos, boolean apart) {
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
