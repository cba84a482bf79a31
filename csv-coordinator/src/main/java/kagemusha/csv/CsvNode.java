package kagemusha.csv;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.fault.Observe;
import kagemusha.kernel.fault.Watchpoints;

/**
 * The storage stack of one host: every disk I/O of its guests passes here and goes straight to the
 * array or, while a volume is redirected, to the host that owns it. It also serves what other hosts
 * redirect to this one. The state of each volume is a {@link VolumeAccess} and, for the writes held
 * at its owner, a {@link WriteHold}.
 */
public final class CsvNode implements Entity<CsvNode.Command> {
  /** What a node accepts from the volumes' coordinators. */
  public sealed interface Command extends Message {}

  /** Queue all new I/O of the volume, and say {@link CsvVolume.Held} when none is in flight. */
  public record Hold(int lu) implements Command {}

  /**
   * Go on, as told.
   *
   * @param owner the host that owns the volume from now on
   * @param redirected whether all other hosts send their I/O through the owner
   */
  public record Resume(int lu, String owner, boolean redirected, long epoch) implements Command {}

  /**
   * The host that owned the volume is gone: queue new I/O, take back what went through that host,
   * and say {@link CsvVolume.Held} as with {@link Hold}, unless that has been said already.
   */
  public record OwnerLost(int lu, String host) implements Command {}

  /**
   * Of the owner's node: hold all writes to the volume, those of other hosts included, and say
   * {@link WritesHeld} when none is in flight. The hold ends by itself after ten seconds.
   *
   * @param set the snapshot set that asks
   * @param replyTo on the same machine
   */
  public record HoldWrites(int lu, String set, EntityId replyTo) implements Command {}

  /** Let the writes go on. */
  public record ReleaseWrites(int lu, String set) implements Command {}

  /** The hold of this set has lasted as long as it may. */
  record WriteHoldLimit(int lu, String set) implements Command {}

  /** What a node answers to those who hold its writes; they adapt it. */
  public sealed interface Notice extends Message {}

  /** No write to the volume is in flight, and new ones wait. */
  public record WritesHeld(int lu, String set) implements Notice {}

  /** The hold has lasted ten seconds and has been given up: VSS_E_HOLD_WRITES_TIMEOUT. */
  public record HoldExpired(int lu, String set) implements Notice {}

  /** Tell when so many I/Os have been redirected. */
  public record Watch(Observe observe) implements Command {}

  /**
   * From the cluster service of this host: it is no member any more. What waits is dropped, and
   * nothing goes out until it has been told to {@link Join} in.
   */
  public record Leave() implements Command {}

  /** From the cluster service of this host, which is no member: ask everybody to be let in. */
  public record Knock() implements Command {}

  /** A host asks to be let in; all that it has sent here before has come. */
  public record KnockAt(String host) implements Command {}

  /** The answer: that host hears this one. */
  public record HeardBy(String host) implements Command {}

  /** Told to the cluster service of this host, which asks to be let in: that host hears it. */
  public record Heard(String host) implements Message {}

  /** The host is a member again: so the volume is. Not answered. */
  public record Join(int lu, String owner, boolean redirected, long epoch) implements Command {}

  /** From outside: this host reaches the array no more, over any path. */
  public record LosePath(Disturbance by) implements Command {}

  /** From outside: it does again. */
  public record FindPath() implements Command {}

  /** Time to report the I/O of the last ten seconds. */
  public record ReportLoad() implements Command {}

  /** Sent every ten seconds to the host: how many disk I/Os its parent partition has handled. */
  public record IoHandled(long count) implements Message {}

  /** This product's own: the owner of a volume serves it, or has ceased to. */
  static final int SERVES = 9014;

  static final int SERVES_NO_MORE = 9015;

  private static final long REPORT_NANOS = 10_000_000_000L;

  private final EntityId id;
  private final CsvWiring wiring;
  private final String host;
  private final VolumeAccess[] volumes;
  private final WriteHoldRules[] writeRules;
  private final WriteHold[] writes;
  private final Inbox<IoBatch> requests = new Inbox<>();
  private final Inbox<IoCompletions> completions = new Inbox<>();
  private final RequestRouter router;
  private final CompletionRouter returns;
  private final CsvCounters counters;
  private final Watchpoints watchpoints = new Watchpoints();
  private final boolean[] serving;
  private final ArrayPath path;

  private final boolean[] left;

  public CsvNode(String host, CsvWiring wiring) {
    this.id = CsvWiring.nodeOf(host);
    this.host = host;
    this.wiring = wiring;
    this.counters = new CsvCounters(host, wiring);
    this.volumes = new VolumeAccess[wiring.lus().size()];
    this.writeRules = new WriteHoldRules[volumes.length];
    this.writes = new WriteHold[volumes.length];
    this.left = new boolean[volumes.length];
    this.serving = new boolean[volumes.length];
    for (int lu = 0; lu < volumes.length; lu++) {
      volumes[lu] = new VolumeAccess(host, wiring.initialOwner(lu));
      writeRules[lu] = new WriteHoldRules(lu, wiring);
      writes[lu] = new WriteHold.Open();
      serving[lu] = volumes[lu].isOwner();
    }
    Delays delays = new Delays();
    AwayIo away = new AwayIo(volumes.length);
    this.router = new RequestRouter(id, host, wiring, volumes, writes, counters, delays, away);
    this.path = new ArrayPath(host, wiring, router);
    this.returns = new CompletionRouter(id, wiring, volumes, counters, delays, away);
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    return message instanceof Observe observe ? new Watch(observe) : Command.class.cast(message);
  }

  @Override
  public void start(Context context) {
    long reported = context.nowNanos() - context.nowNanos() % REPORT_NANOS;
    context.timer("load", reported + REPORT_NANOS, new ReportLoad());
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof LosePath lose) {
      path.lose(lose.by(), volumes, context);
    } else if (command instanceof FindPath) {
      path.find(context);
    } else if (command instanceof Watch watch) {
      watchpoints.add(watch.observe());
    } else if (command instanceof Hold hold) {
      volumes[hold.lu()].hold(context.nowNanos(), context.padNanos());
      answerIfDrained(hold.lu(), context, context.padNanos());
    } else if (command instanceof OwnerLost lost) {
      ownerLost(lost, context);
    } else if (command instanceof Resume resume) {
      resume(resume, context);
    } else if (command instanceof HoldWrites hold) {
      VolumeAccess volume = volumes[hold.lu()];
      writes[hold.lu()] =
          writeRules[hold.lu()]
              .hold(
                  writes[hold.lu()], hold, volume.isOwner(), volume.writesInFlight(), now(context))
              .perform(context);
    } else if (command instanceof ReleaseWrites release) {
      open(
          release.lu(),
          writeRules[release.lu()].release(writes[release.lu()], release.set(), now(context)),
          context);
    } else if (command instanceof WriteHoldLimit limit) {
      long allowance = WriteHoldRules.allowanceNanos(context.quantumNanos());
      open(
          limit.lu(),
          writeRules[limit.lu()].limit(writes[limit.lu()], limit.set()),
          context.at(context.nowNanos(), context.padNanos() + allowance));
    } else if (command instanceof Join join) {
      join(join, context);
    } else if (command instanceof Knock) {
      knock(context);
    } else if (command instanceof KnockAt knock) {
      context.send(wiring.network(), CsvWiring.nodeOf(knock.host()), new HeardBy(host));
    } else if (command instanceof HeardBy heard) {
      context.tell(CsvWiring.memberOf(host), new Heard(heard.host()));
    } else if (command instanceof Leave) {
      leave(context);
    } else if (command instanceof ReportLoad) {
      context.tell(wiring.loadObserver(host), new IoHandled(counters.drainHandled()));
      context.timer("load", context.nowNanos() + REPORT_NANOS, command);
    }
  }

  private void ownerLost(OwnerLost lost, Context context) {
    VolumeAccess volume = volumes[lost.lu()];
    if (!volume.isHeld()) {
      volume.hold(context.nowNanos(), context.padNanos());
    }
    if (volume.owner().equals(lost.host())) {
      router.takeBack(lost.lu(), context.nowNanos(), context.padNanos());
    }
    answerIfDrained(lost.lu(), context, context.padNanos());
  }

  /** Whoever has asked is gone or will be; I/O that other hosts have sent here they repeat. */
  private void leave(Context context) {
    for (int lu = 0; lu < volumes.length; lu++) {
      left[lu] = true;
      serve(lu, false, context);
      volumes[lu].hold(context.nowNanos(), context.padNanos());
      open(lu, writeRules[lu].lost(writes[lu]), context);
      router.drop(lu);
    }
  }

  /** It goes the way of the I/O, so that no I/O of the time before can come behind it. */
  private void knock(Context context) {
    for (String other : wiring.hosts()) {
      if (!other.equals(host)) {
        context.send(wiring.network(), CsvWiring.nodeOf(other), new KnockAt(host));
      }
    }
    for (EntityId controller : wiring.controllers()) {
      context.send(wiring.storageNetwork(), controller, new ControllerCommand.Register(host));
    }
  }

  private void join(Join join, Context context) {
    VolumeAccess volume = volumes[join.lu()];
    left[join.lu()] = false;
    router.drop(join.lu());
    volume.resume(join.owner(), join.redirected(), join.epoch());
    counters.redirection(
        join.lu(),
        volume.mode() == VolumeAccess.Mode.REDIRECTED,
        context.nowNanos(),
        context.padNanos());
    router.release(join.lu(), context);
  }

  private void resume(Resume resume, Context context) {
    if (left[resume.lu()]) {
      // Told before the cluster has given this host up; how the volume is now comes with Join.
      return;
    }
    VolumeAccess volume = volumes[resume.lu()];
    volume.resume(resume.owner(), resume.redirected(), resume.epoch());
    counters.redirection(
        resume.lu(),
        volume.mode() == VolumeAccess.Mode.REDIRECTED,
        context.nowNanos(),
        context.padNanos());
    if (!volume.isOwner()) {
      open(resume.lu(), writeRules[resume.lu()].lost(writes[resume.lu()]), context);
    }
    serve(resume.lu(), volume.isOwner(), context);
    router.release(resume.lu(), context);
    router.goOn(context);
    context.send(
        wiring.registryNetwork(),
        wiring.volume(resume.lu()),
        new CsvVolume.Resumed(host, resume.epoch()));
  }

  private static WriteHoldRules.Moment now(Context context) {
    return new WriteHoldRules.Moment(
        context.nowNanos(), context.padNanos(), context.quantumNanos());
  }

  /** Performs what may end a hold of writes, and lets them go if it did. */
  private void open(int lu, Decision<WriteHold> decision, Context context) {
    WriteHold before = writes[lu];
    writes[lu] = decision.perform(context);
    if (before instanceof WriteHold.Closed closed && writes[lu] instanceof WriteHold.Open) {
      router.releaseWrites(lu, context.padNanos() - closed.ask().padNanos(), context);
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof IoBatch batch) {
      requests.add(from.name(), batch);
    } else if (rows instanceof IoCompletions batch) {
      completions.add(from.name(), batch);
    } else {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
  }

  @Override
  public long nextWorkNanos() {
    return Math.min(requests.nextNanos(), completions.nextNanos());
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (completions.next(untilNanos)) {
      IoCompletions batch = completions.batch();
      int lu = returns.back(completions.sender(), batch, completions.row());
      drained(lu, batch.timeNanos(completions.row()), batch.padNanos(completions.row()), context);
    }
    while (requests.next(untilNanos)) {
      forwardChain();
      if (!watchpoints.isEmpty()) {
        long at = requests.batch().timeNanos(requests.row());
        watchpoints.reached(host, counters.totalRedirected(), context.at(at));
      }
    }
    returns.flush(context);
    router.flush(context);
    path.tell(context);
  }

  /** Tells those who wait for it that an I/O that is back now was the last one. */
  private void drained(int lu, long timeNanos, long padNanos, Context context) {
    VolumeAccess volume = volumes[lu];
    if (volume.isDraining() && volume.inFlight() == 0) {
      context.at(timeNanos);
      answerIfDrained(lu, context, volume.drainPad(timeNanos, padNanos));
    }
    if (writes[lu] instanceof WriteHold.Draining draining && volume.writesInFlight() == 0) {
      WriteHold.Ask ask = draining.ask();
      long pad = ask.padNanos() + Math.min(timeNanos - ask.sinceNanos(), padNanos);
      writes[lu] = writeRules[lu].drained(draining).perform(context.at(timeNanos, pad));
    }
  }

  /** The rows of a chain may have come one after another over the wire; they go on together. */
  private void forwardChain() {
    IoBatch batch = requests.batch();
    int head = requests.row();
    boolean writes = isWriting(batch, head);
    router.forward(batch, head, head, writes);
    while (requests.row() + 1 < batch.size() && batch.isLinked(requests.row() + 1)) {
      requests.follow();
      router.forward(batch, requests.row(), head, writes);
    }
  }

  /** Whether a chain has a write in it; if so the whole of it waits while writes are held. */
  private static boolean isWriting(IoBatch batch, int head) {
    int row = head;
    while (batch.kind(row) == IoKind.READ) {
      row++;
      if (row == batch.size() || !batch.isLinked(row)) {
        return false;
      }
    }
    return true;
  }

  /** Of the owner only; whoever checks that a volume has one owner reads it. */
  private void serve(int lu, boolean now, Context context) {
    if (serving[lu] != now) {
      serving[lu] = now;
      String name = wiring.lus().get(lu);
      String text = now ? "%s serves volume %s as its owner." : "%s serves volume %s no more.";
      context.event(
          CsvVolumeRules.SOURCE,
          now ? SERVES : SERVES_NO_MORE,
          Level.INFORMATION,
          text.formatted(host, name),
          name);
    }
  }

  private void answerIfDrained(int lu, Context context, long padNanos) {
    if (!left[lu] && volumes[lu].drained()) {
      serve(lu, false, context);
      context
          .at(context.nowNanos(), padNanos)
          .send(wiring.registryNetwork(), wiring.volume(lu), new CsvVolume.Held(host));
    }
  }

  @Override
  public List<Counter> counters() {
    return counters.list();
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    counters.summarise(report);
    path.summarise(report);
  }

  @Override
  public void invariant() {
    for (int lu = 0; lu < volumes.length; lu++) {
      volumes[lu].invariant(host, wiring.lus().get(lu));
    }
    router.invariant();
    counters.invariant();
  }
}
