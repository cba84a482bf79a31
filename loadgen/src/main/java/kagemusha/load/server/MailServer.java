package kagemusha.load.server;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoParts;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.profile.MailCosts;
import kagemusha.load.profile.MailSite;
import kagemusha.load.profile.TaskRates;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.SmtpRows;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreOnDisk;

/**
 * The mail server of one guest: hub transport, client access and mailbox store in one. The virtual
 * machine feeds it rows, lets it work and merges its counters with its own.
 */
public final class MailServer {
  /** Counter of the latency of calls; behind it and a colon those of its causes. */
  public static final String RPC_LATENCY = "RPC Averaged Latency";

  /** What the server does for those who ask it. */
  private enum Service {
    /** It answers. */
    OPEN,
    /** The store recovers; nobody is answered. */
    RECOVERING,
    /** The database is being dismounted; nobody is answered. */
    CLOSING,
    /** The guest does not run. */
    DOWN
  }

  private final EntityId guest;
  private final MailSite site;
  private final int self;
  private final Inbox<IoCompletions> completions = new Inbox<>();
  private final Inbox<MailTasks> tasks = new Inbox<>();
  private final Inbox<SmtpRows> messages = new Inbox<>();
  private final EventHeap timers = new EventHeap();
  private final Outbox outbox;
  private Service service = Service.OPEN;
  private boolean closeWhenRecovered;
  private int acknowledgedLog;
  private long notBeforeNanos = Long.MIN_VALUE;
  private long artificialNanos;
  private Storage storage;
  private StoreRecovery recovery;
  private Transport transport;
  private Calls calls;
  private StoreFreeze freeze;
  private StoreMount mount;

  public MailServer(EntityId guest, MailSite site) {
    this.guest = guest;
    this.site = site;
    this.self = site.indexOf(guest);
    this.outbox = new Outbox(site);
  }

  /** The mail server of a virtual machine of a topology. */
  public static MailServer of(EntityId guest, Topology topology) {
    return new MailServer(guest, MailSite.of(topology));
  }

  /** Once, before anything else: lays out the files on the disks as they are now. */
  public void start(Context context, GuestDisks disks) {
    MailCosts costs = MailCosts.of(site, self);
    int users = site.servers().get(self).vm().users();
    storage = new Storage(site.mail(), users, timers, context, disks);
    recovery = StoreRecovery.none(storage);
    transport = new Transport(site, self, costs, storage, timers, outbox, context);
    calls = new Calls(site, costs, timers, storage, transport, outbox, context);
    long limitNanos = site.mail().storeFreezeLimit().toNanos();
    StoreWrites writes = storage.writes();
    mount = new StoreMount(guest, storage, calls, transport);
    freeze = new StoreFreeze(guest, limitNanos, context.quantumNanos(), writes, calls);
  }

  /** What a backup wants of the store, at its exact time. */
  public void on(StoreCommand command, Context context, GuestDisks disks) {
    storage.use(disks);
    if (command instanceof StoreCommand.Dismount dismount) {
      mount.on(dismount, context);
    } else if (command instanceof StoreCommand.Recover recover) {
      mount.on(recover, context);
    } else {
      freeze.on(command, context);
    }
  }

  /** A freeze may have lasted too long. */
  public void on(HoldCommand.Limit limit, Context context, GuestDisks disks) {
    storage.use(disks);
    freeze.on(limit, context);
  }

  /** Keeps tasks, messages and completions until they are due. */
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof IoCompletions batch) {
      completions.add(from.name(), batch);
    } else if (rows instanceof MailTasks batch) {
      tasks.add(from.name(), batch);
    } else if (rows instanceof SmtpRows batch) {
      messages.add(from.name(), batch);
    } else {
      throw new IllegalArgumentException(
          "a mail server takes no " + rows.getClass().getSimpleName());
    }
  }

  /** The last log write that a call which has gone on, and so perhaps a client, relies on. */
  public int acknowledgedLog() {
    return acknowledgedLog;
  }

  /** Where its log writes from one to another are. */
  public LogRange logs(int first, int last, LogRange.Which which) {
    return storage.writes().logs(first, last, which);
  }

  /**
   * The guest has ended. What was only in memory is lost, whoever waits for an answer gets none;
   * I/O that is on its way completes. Returns how many tasks were open.
   */
  public int end() {
    service = Service.DOWN;
    closeWhenRecovered = false;
    freeze.forget();
    storage.writes().end();
    transport.forget();
    mount.forget();
    while (!timers.isEmpty()) {
      timers.poll();
    }
    return calls.forget();
  }

  /**
   * The guest has started and nothing is in flight: a store that was not shut down properly
   * recovers first.
   */
  public void boot(Context context, GuestDisks disks) {
    long now = context.nowNanos();
    storage.use(disks);
    storage.begin(now);
    StoreRecovery.Need need = storage.writes().need();
    if (need.isNothing()) {
      open(now);
      return;
    }
    service = Service.RECOVERING;
    String text =
        "%s: the database is recovered with log writes %d to %d%s."
            .formatted(guest, need.firstLog(), need.lastLog(), missing(need.pages().length));
    context.event(
        EseEvents.SOURCE, EseEvents.RECOVERY_BEGUN, Level.INFORMATION, text, guest.name());
    recovery = StoreRecovery.begin(need, storage, now);
    openIfRecovered(now, context);
  }

  private static String missing(int pages) {
    return pages == 0 ? "" : ", %d pages are missing on disk".formatted(pages);
  }

  /**
   * The guest has started and its server knows nothing but what its disks say. A damaged database
   * is not mounted: the guest runs, and nobody is answered.
   */
  public void boot(Context context, GuestDisks disks, StoreOnDisk found) {
    storage.use(disks);
    storage.found(found);
    acknowledgedLog = found.lastLog();
    if (found.damage().isEmpty()) {
      boot(context, disks);
      return;
    }
    String text =
        "%s: the database cannot be recovered and is not mounted: %s."
            .formatted(guest, found.damage().get());
    context.event(EseEvents.SOURCE, EseEvents.NOT_RECOVERABLE, Level.ERROR, text, guest.name());
    mount.refuse();
    storage.begin(context.nowNanos());
    open(context.nowNanos());
  }

  /** Messages that other servers have kept meanwhile arrive now. */
  private void open(long timeNanos) {
    service = Service.OPEN;
    notBeforeNanos = Math.max(notBeforeNanos, timeNanos);
    artificialNanos = 0;
    storage.open(timeNanos);
  }

  private void openIfRecovered(long timeNanos, Context context) {
    if (service == Service.RECOVERING && recovery.isDone()) {
      String text = guest + ": the database is recovered and mounted.";
      context
          .at(timeNanos)
          .event(EseEvents.SOURCE, EseEvents.RECOVERED, Level.INFORMATION, text, guest.name());
      open(timeNanos);
      if (closeWhenRecovered) {
        close(timeNanos);
      }
    }
  }

  /** The guest is shutting down: the store writes all it has, then it {@link #isClosed()}. */
  public void shutDown(Context context, GuestDisks disks) {
    storage.use(disks);
    if (service == Service.RECOVERING) {
      closeWhenRecovered = true;
    } else {
      close(context.nowNanos());
    }
  }

  private void close(long timeNanos) {
    service = Service.CLOSING;
    closeWhenRecovered = false;
    freeze.giveUp(timeNanos);
    calls.forget();
    while (!timers.isEmpty()) {
      if (Timer.of(timers.poll()) == Timer.DELIVERY_LOG_WRITE) {
        transport.writeLog(timeNanos);
      }
    }
    storage.writes().dismount(timeNanos);
  }

  /** Whether the database has been dismounted after {@link #shutDown}. */
  public boolean isClosed() {
    return service == Service.CLOSING && storage.writes().isDismounted();
  }

  /** Whether it would answer. */
  public boolean isOpen() {
    return service == Service.OPEN;
  }

  /**
   * The guest has stood still for so long and goes on now. Its own plans move by that time; what
   * has arrived meanwhile is worked on now.
   *
   * @param artificial how much of that time was padding
   */
  public void goOn(long timeNanos, long stoodNanos, long artificial) {
    notBeforeNanos = timeNanos;
    artificialNanos = artificial;
    timers.shift(stoodNanos);
    calls.stoodStill(stoodNanos - artificial);
  }

  /** Processor time of calls that begin from now on is so many times what it usually is. */
  public void slow(double factor) {
    calls.slow(factor);
  }

  /** I/Os that have come back by now and have not been worked on. */
  public int completionsWaiting(long timeNanos) {
    return completions.waiting(timeNanos + 1);
  }

  /** When its next work is due, {@code Long.MAX_VALUE} if nothing is. */
  public long nextWorkNanos() {
    long next = Math.min(Math.min(completions.nextNanos(), timers.nextNanos()), tasks.nextNanos());
    if (service == Service.OPEN) {
      next = Math.min(next, messages.nextNanos());
    }
    return Math.max(next, notBeforeNanos);
  }

  /**
   * Works on all that is due before {@code untilNanos} in order of time; at equal times completions
   * come first, then tasks, messages and timers. Sends one batch at most to each client and server.
   */
  public void advance(long untilNanos, Context context, GuestDisks disks) {
    storage.use(disks);
    while (true) {
      long now = nextWorkNanos();
      if (now >= untilNanos) {
        break;
      }
      if (completions.next(now + 1)) {
        complete(now, context, disks, completions.batch(), completions.row());
      } else if (tasks.next(now + 1)) {
        arrived(now, tasks.batch(), tasks.row());
      } else if (service == Service.OPEN && messages.next(now + 1)) {
        received(now, messages.batch(), messages.row());
      } else {
        run(now, timers.poll());
        mount.proceed(now, 0, context);
      }
    }
    outbox.send(context);
  }

  /**
   * A server that does not answer lets a task go by; its client will notice. What has waited for a
   * server that stood still longer than clients wait is not asked any more.
   */
  private void arrived(long now, MailTasks batch, int row) {
    long waitedNanos = now - batch.timeNanos(row);
    boolean wanted = waitedNanos <= site.mail().clientTimeout().toNanos();
    if (wanted && service == Service.OPEN && mount.isServing()) {
      outbox.received(batch.wireBytes(row));
      long stood = now == notBeforeNanos ? artificialNanos : 0;
      calls.arrive(batch, row, now, Math.min(waitedNanos, stood));
    }
  }

  private void complete(long now, Context context, GuestDisks disks, IoCompletions batch, int row) {
    long latencyNanos = disks.completed(batch, row);
    if (latencyNanos < 0 || service == Service.DOWN) {
      return;
    }
    long tag = disks.completedTag();
    if (WaitTag.isRecovery(tag)) {
      recovery.read(now);
    } else if (WaitTag.isReplay(tag)) {
      mount.read();
    } else if (WaitTag.isRead(tag)) {
      if (service == Service.OPEN) {
        calls.read(WaitTag.task(tag), now, latencyNanos, disks.completedParts());
      }
      mount.proceed(now, batch.padNanos(row), context);
      return;
    } else {
      written(now, tag, latencyNanos, disks.completedParts());
      freeze.written(now, batch.padNanos(row), context);
    }
    openIfRecovered(now, context);
    mount.proceed(now, batch.padNanos(row), context);
  }

  private void written(long now, long tag, long latencyNanos, IoParts parts) {
    storage.writes().written(now, tag);
    if (service == Service.OPEN && WaitTag.isCommit(tag)) {
      acknowledgedLog = Math.max(acknowledgedLog, WaitTag.log(tag));
      calls.written(WaitTag.commit(tag), now, latencyNanos, parts);
    }
    recovery.written();
  }

  private void received(long now, SmtpRows batch, int row) {
    if (mount.isServing()) {
      outbox.received(batch.wireBytes(row));
      transport.deliver(now, batch.bytes(row), batch.recipients(row));
    }
  }

  private void run(long now, long payload) {
    long number = Timer.number(payload);
    switch (Timer.of(payload)) {
      case CHAIN -> calls.chain((int) number, now);
      case CALL_END -> calls.end((int) number, now);
      case PAGE_WRITE -> storage.writePage(now, number);
      case DELIVERY_LOG_WRITE -> transport.writeLog(now);
      case DELIVERY_READ -> storage.readPage(now, 0, (int) number, WaitTag.NOBODY);
      case SYSTEM_READ -> storage.systemRead(now);
      case SYSTEM_WRITE -> storage.systemWrite(now);
      case HEADER -> storage.updateHeader(now);
    }
  }

  /** Processor time of remote calls since last asked, in nanoseconds. */
  public long drainCpuNanos() {
    return calls.statistics().drainCpuNanos();
  }

  /** Virtual processors that remote calls keep busy in the steady state, on average. */
  public double steadyRpcCpu() {
    MailSpec mail = site.mail();
    double tasksPerSecond =
        TaskRates.of(site, self).tasks() * site.servers().get(self).vm().users();
    return tasksPerSecond * mail.rpcsPerTask() * mail.cpuPerRpc().toNanos() / 1e9;
  }

  /** The server's counters, sampled every 10 s; always the same list. */
  public List<Counter> counters() {
    return new MailCounters(
            guest.name(),
            site.network(),
            () -> calls.statistics(),
            () -> transport.drainDeliveredPerSecond(MailCounters.INTERVAL_SECONDS),
            () -> outbox.drainBytesPerSecond(MailCounters.INTERVAL_SECONDS))
        .list();
  }

  /** What it has done since it started. */
  public void summarise(Consumer<Statistic> report) {
    calls.summarise(guest.name(), report);
  }

  /** Throws {@link IllegalStateException} with what is wrong. */
  public void invariant() {
    calls.invariant();
    storage.writes().invariant();
  }
}
