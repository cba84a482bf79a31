package kagemusha.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.cache.WritePending;
import kagemusha.array.disk.Spindle;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Admit;
import kagemusha.array.protocol.ControllerCommand.CloseStream;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.Digest;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.Fence;
import kagemusha.array.protocol.ControllerCommand.ForPair;
import kagemusha.array.protocol.ControllerCommand.Forsake;
import kagemusha.array.protocol.ControllerCommand.Grant;
import kagemusha.array.protocol.ControllerCommand.GrowPool;
import kagemusha.array.protocol.ControllerCommand.Mend;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.OpenWrite;
import kagemusha.array.protocol.ControllerCommand.Register;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.ControllerCommand.Spoil;
import kagemusha.array.protocol.ControllerCommand.Survey;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.ControllerNotice.Surveyed;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;
import kagemusha.array.volume.Pool;
import kagemusha.config.ArraySpec;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;

/**
 * A controller of the array with the LUs that it manages and everything under them. It serves host
 * I/Os and rows to be restored, each at its own due time, and carries out commands; what happens
 * inside is in the package's chapter.
 */
public final class Controller implements Entity<ControllerCommand> {
  private final EntityId id;
  private final String array;
  private final String network;
  private final ControllerParts parts;
  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final Outbox outbox;
  private final Streams streams;
  private final Snapshots snapshots;
  private final Pairs pairs;
  private final WritePath writes;
  private final Reverts reverts;
  private final Redundancy redundancy;
  private final Troubles troubles;
  private final WriteStreams writeStreams;
  private final Inbox<QueuedBatch> inbox = new Inbox<>();
  private final Inbox<StreamRows> streamInbox = new Inbox<>();
  private final List<Counter> counters;
  private final Fences fences;
  private Optional<HostIo> hostIo = Optional.empty();
  private long nowNanos;

  /**
   * A controller with data in place.
   *
   * @param id its name in the run, e.g. {@code AMS2300.CTL0}
   * @param controllerName its name in {@code array}
   * @param allocated which blocks hold data at the start, of any LU of the array; pages are
   *     allocated in this order
   * @param storageNetwork where its answers go
   * @throws kagemusha.config.ConfigException if a name or a size is wrong, or if controllers share
   *     a pool
   */
  public Controller(
      EntityId id,
      ArraySpec array,
      String controllerName,
      List<InitialExtent> allocated,
      String storageNetwork) {
    this.id = id;
    this.array = array.name();
    this.network = storageNetwork;
    this.parts = new ControllerParts(array, controllerName);
    parts.allocate(allocated);
    this.agenda = parts.agenda();
    this.frontEnd = new FrontEnd(parts.controller());
    this.outbox = new Outbox(storageNetwork, array.name());
    this.streams = new Streams(agenda, frontEnd, storageNetwork);
    this.snapshots = new Snapshots(id, array.name(), storageNetwork, parts.lus(), streams, outbox);
    this.pairs = new Pairs(array.name(), storageNetwork, parts, streams);
    this.writes = new WritePath(parts, frontEnd, outbox, snapshots);
    this.fences = new Fences(outbox);
    this.redundancy = new Redundancy(array, parts.controller(), frontEnd, writes.through());
    this.troubles = new Troubles(array.name(), parts, writes, redundancy, outbox);
    this.reverts = new Reverts(agenda, frontEnd, writes, outbox);
    this.writeStreams = new WriteStreams(parts, frontEnd, writes, outbox, storageNetwork);
    this.counters = counters(array.name());
  }

  private List<Counter> counters(String array) {
    List<Counter> all = new ArrayList<>();
    parts.lus().values().forEach(lu -> all.addAll(lu.meter().counters()));
    for (Spindle spindle : parts.spindles()) {
      all.addAll(new DiskMeter(array, spindle, () -> nowNanos).counters());
    }
    CounterName name =
        new CounterName(array, "Cache", parts.controller().name(), "Write Pending %");
    all.add(Counter.every60s(name, parts.pending()::percent));
    all.addAll(pairs.counters());
    return List.copyOf(all);
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<ControllerCommand> protocol() {
    return ControllerCommand.class;
  }

  @Override
  public void start(Context context) {
    parts.start(context);
    hostIo = Optional.of(new HostIo(parts, frontEnd, writes, fences, context.random("readHit")));
  }

  @Override
  public void on(ControllerCommand message, Context context) {
    nowNanos = context.nowNanos();
    if (message instanceof CreateSnapshot create) {
      snapshots.create(create, context);
    } else if (message instanceof DeleteSnapshot delete) {
      snapshots.delete(delete, context);
    } else if (message instanceof Revert revert) {
      snapshots.revert(revert, reverts, context);
      outbox.flush(context);
    } else if (message instanceof Digest digest) {
      snapshots.digest(digest, context);
    } else if (message instanceof Survey survey) {
      survey(survey, context);
    } else if (message instanceof OpenStream open) {
      snapshots.openStream(open, context);
    } else if (message instanceof OpenWrite open) {
      writeStreams.open(open, objection(open), context);
    } else if (message instanceof Grant grant) {
      streams.grant(grant, context);
    } else if (message instanceof CloseStream close) {
      streams.close(close);
      writeStreams.close(close.stream());
    } else if (message instanceof Forsake forsake) {
      streams.forsake(forsake.askers());
      writeStreams.forsake(forsake.askers());
      snapshots.forsake(forsake, context);
    } else if (message instanceof Fence fence) {
      fences.fence(fence);
    } else if (message instanceof Admit admit) {
      fences.admit(admit.host());
    } else if (message instanceof Register register) {
      fences.register(register.host());
    } else if (message instanceof GrowPool grow) {
      parts.managedPool(grow.pool()).ifPresent(pool -> grow(pool, grow.by(), context));
    } else if (message instanceof Spoil spoil) {
      troubles.begin(spoil, context);
    } else if (message instanceof Mend mend) {
      troubles.end(mend, context);
    } else if (message instanceof ForPair forPair) {
      pairs.on(forPair, context);
    }
  }

  private String objection(OpenWrite open) {
    if (fences.refuses(open.replyTo())) {
      return "reservation conflict";
    }
    return streams.isOpen(open.stream()) ? "a stream of this name is open" : "";
  }

  private void survey(Survey survey, Context context) {
    Extent extent = survey.extent();
    if (!parts.manages(survey.lu())
        || !parts.lu(survey.lu()).volume().contains(extent.firstBlock(), extent.blocks())) {
      String why = "%s is not on an LU of this controller".formatted(extent);
      context.send(
          network,
          survey.replyTo(),
          new ControllerNotice.Refused("Survey " + survey.survey(), why));
      return;
    }
    SortedMap<Long, int[]> written =
        parts.lu(survey.lu()).volume().versions().written(extent.firstBlock(), extent.blocks());
    long[] places = written.keySet().stream().mapToLong(Long::longValue).toArray();
    int[][] versions = written.values().toArray(int[][]::new);
    Surveyed answer = new Surveyed(survey.survey(), survey.lu(), places, versions);
    if (context.machineOf(survey.replyTo()).equals(context.machineOf(id))) {
      context.tell(survey.replyTo(), answer);
    } else {
      context.send(network, survey.replyTo(), answer);
    }
  }

  private void grow(Pool pool, Disturbance by, Context context) {
    String name = pool.name();
    Optional<String> group = pool.grow();
    if (group.isPresent()) {
      writes.poolGrown(name);
      String text =
          "RAID group %s has been added to pool %s, which has %d free pages of %d MiB now"
              .formatted(
                  group.get(),
                  name,
                  pool.freePages(),
                  pool.pageBlocks() * IoBatch.BLOCK_BYTES >> 20);
      context.event(array, ArrayEvents.POOL_GROWN, Level.INFORMATION, text, name);
      by.touched(context, 1, "pool " + name + " has grown");
    } else {
      String text = "Pool " + name + " cannot grow: it has no RAID group in reserve";
      context.event(array, ArrayEvents.NO_RESERVE, Level.ERROR, text, name);
      by.refused(context, "pool " + name + " has no RAID group in reserve");
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof StreamRows stream) {
      streamInbox.add(from.name(), stream);
      return;
    }
    if (!(rows instanceof IoBatch batch)) {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
    if (batch.size() > 0 && batch.isLinked(0)) {
      throw new IllegalArgumentException("a batch from " + from + " begins with a linked row");
    }
    inbox.add(from.name(), new QueuedBatch(batch, outbox.route(batch.route())));
  }

  @Override
  public long nextWorkNanos() {
    return Math.min(arrivalNanos(), Math.min(frontEnd.nextNanos(), agenda.nextNanos()));
  }

  private long arrivalNanos() {
    return Math.min(inbox.nextNanos(), streamInbox.nextNanos());
  }

  /** At equal times what goes on inside comes first, then the front end, then what arrives. */
  @Override
  public void advance(long untilNanos, Context context) {
    HostIo host = hostIo.orElseThrow(() -> new IllegalStateException(id + " has not started"));
    long arrival = arrivalNanos();
    while (true) {
      long due = agenda.nextNanos();
      long ready = frontEnd.nextNanos();
      if (due <= ready && due <= arrival) {
        if (due >= untilNanos) {
          break;
        }
        work(due, agenda.poll(), host);
      } else if (ready <= arrival) {
        if (ready >= untilNanos) {
          break;
        }
        work(ready, frontEnd.poll(), host);
      } else if (arrival < untilNanos) {
        arrive(arrival, host);
        arrival = arrivalNanos();
      } else {
        break;
      }
    }
    nowNanos = untilNanos;
    outbox.flush(context);
    streams.flush(context);
    writeStreams.flush(context);
    pairs.flush(context);
    troubles.tell(context.at(untilNanos - 1));
  }

  /** At equal times host I/Os come before rows of streams. */
  private void arrive(long arrivedNanos, HostIo host) {
    if (inbox.next(arrivedNanos + 1)) {
      host.arrive(arrivedNanos, inbox.batch(), inbox.row());
    } else if (streamInbox.next(arrivedNanos + 1)) {
      writeStreams.arrive(arrivedNanos, streamInbox.batch(), streamInbox.row());
    }
  }

  private void work(long dueNanos, long item, HostIo host) {
    int owner = Work.owner(item);
    int index = Work.index(item);
    Work what = Work.of(item);
    if (redundancy.loses(dueNanos) && what.isAnswer()) {
      repeat(dueNanos, what, owner, index, host);
      return;
    }
    switch (what) {
      case CHAIN_STEP -> host.chainStep(dueNanos, index);
      case HOST_READY -> host.ready(dueNanos, index);
      case OLD_DATA_READ -> writes.admit(dueNanos, index);
      case HOST_DONE -> host.done(dueNanos, index);
      case DESTAGE_ROUND -> parts.lu(owner).destager().round(dueNanos);
      case DESTAGE_STEP -> parts.lu(owner).destager().step(dueNanos, index);
      case STRIPE_READ -> parts.lu(owner).destager().write(dueNanos, index);
      case DESTAGED -> {
        parts.lu(owner).destager().destaged(index);
        writes.through().destaged(dueNanos, parts.lu(owner), index);
        writes.roomMade(dueNanos);
        pairs.roomMade(dueNanos);
      }
      case STREAM_READY -> streams.ready(dueNanos, owner, index);
      case STREAM_DONE -> streams.done(dueNanos, owner, index);
      case TRACK_SAVED -> writes.trackSaved(dueNanos, index);
      case REVERT_READ -> reverts.read(dueNanos, owner);
      case REVERT_OLD_DATA -> reverts.oldData(dueNanos, owner);
      case REVERT_WRITE -> reverts.write(dueNanos, owner);
      case REVERT_WRITTEN -> reverts.written(dueNanos, owner);
      case ROW_READY -> writeStreams.ready(dueNanos, owner);
      case ROW_WRITTEN -> writeStreams.written(dueNanos, owner);
      case REBUILD_READ -> troubles.read(dueNanos, owner);
      case REBUILD_WRITE -> troubles.write(dueNanos, owner);
      case PAIR_STEP -> pairs.copier(owner).step(dueNanos);
      case PAIR_READ -> pairs.read(dueNanos, owner, index);
      case PAIR_COPIED -> pairs.copier(owner).copied(dueNanos, index);
    }
  }

  /** The host does not get its answer and asks once more. */
  private void repeat(long dueNanos, Work answer, int owner, int index, HostIo host) {
    long againNanos = redundancy.repeat(dueNanos);
    if (answer == Work.HOST_DONE) {
      host.delayed(index, againNanos - dueNanos);
    }
    agenda.add(againNanos, answer, owner, index);
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    troubles.summarise(report);
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  /** The current version of a block: 0 if it was not written in this run. */
  public int version(int lu, long block) {
    return parts.lu(lu).volume().versions().version(block);
  }

  @Override
  public void invariant() {
    WritePending pending = parts.pending();
    pending.invariant();
    long unwritten = 0;
    for (ManagedLu lu : parts.lus().values()) {
      lu.meter().invariant();
      unwritten += lu.destager().unwrittenBlocks() * IoBatch.BLOCK_BYTES;
    }
    if (pending.bytes() != unwritten) {
      throw new IllegalStateException(
          "%s: write pending is %d bytes, its LUs have %d"
              .formatted(id, pending.bytes(), unwritten));
    }
    hostIo.ifPresent(HostIo::invariant);
    streams.invariant();
    pairs.invariant();
  }
}
