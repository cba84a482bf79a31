package kagemusha.load.server;

import java.util.List;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.config.Topology;
import kagemusha.config.Topology.MailSpec;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.hold.HoldCommand;
import kagemusha.load.profile.MailCosts;
import kagemusha.load.profile.MailSite;
import kagemusha.load.profile.TaskRates;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.SmtpRows;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;

/**
 * The mail server of one guest: hub transport, client access and mailbox store in one. The virtual
 * machine feeds it rows, lets it work and merges its counters with its own.
 */
public final class MailServer {
  private static final int INTERVAL_SECONDS = 10;

  private final EntityId guest;
  private final MailSite site;
  private final int self;
  private final Inbox<IoCompletions> completions = new Inbox<>();
  private final Inbox<MailTasks> tasks = new Inbox<>();
  private final Inbox<SmtpRows> messages = new Inbox<>();
  private final EventHeap timers = new EventHeap();
  private final Outbox outbox;
  private final List<Counter> counters;
  private boolean off;
  private Storage storage;
  private Transport transport;
  private Calls calls;
  private StoreFreeze freeze;

  public MailServer(EntityId guest, MailSite site) {
    this.guest = guest;
    this.site = site;
    this.self = site.indexOf(guest);
    this.outbox = new Outbox(site);
    this.counters = counters(guest.name());
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
    transport = new Transport(site, self, costs, storage, timers, outbox, context);
    calls = new Calls(site, costs, timers, storage, transport, outbox, context);
    long limitNanos = site.mail().storeFreezeLimit().toNanos();
    StoreWrites writes = storage.writes();
    freeze = new StoreFreeze(guest, limitNanos, context.quantumNanos(), writes, calls::waited);
  }

  /** What a backup wants of the store, at its exact time. */
  public void on(StoreCommand command, Context context, GuestDisks disks) {
    storage.use(disks);
    freeze.on(command, context);
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

  /**
   * Where its log is.
   *
   * @param closedOnly without the file that is still being written
   */
  public LogRange logs(int first, int last, boolean closedOnly) {
    return storage.writes().logs(first, last, closedOnly);
  }

  /**
   * The machine under it is turned off: from now on it does nothing any more, and whoever asks it
   * gets no answer. I/O that is on its way completes.
   */
  public void turnOff() {
    off = true;
  }

  /** Whether the machine under it has been turned off. */
  public boolean isOff() {
    return off;
  }

  /** When its next work is due, {@code Long.MAX_VALUE} if nothing is. */
  public long nextWorkNanos() {
    return Math.min(
        Math.min(completions.nextNanos(), timers.nextNanos()),
        Math.min(tasks.nextNanos(), messages.nextNanos()));
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
      if (off) {
        drop(now, disks);
      } else if (completions.next(now + 1)) {
        complete(context, disks, completions.batch(), completions.row());
      } else if (tasks.next(now + 1)) {
        outbox.received(tasks.batch().wireBytes(tasks.row()));
        calls.arrive(tasks.batch(), tasks.row());
      } else if (messages.next(now + 1)) {
        receive(messages.batch(), messages.row());
      } else {
        run(now, timers.poll());
      }
    }
    outbox.send(context);
  }

  private void drop(long now, GuestDisks disks) {
    if (completions.next(now + 1)) {
      disks.completed(completions.batch(), completions.row());
    } else if (!tasks.next(now + 1) && !messages.next(now + 1)) {
      timers.poll();
    }
  }

  private void complete(Context context, GuestDisks disks, IoCompletions batch, int row) {
    long latencyNanos = disks.completed(batch, row);
    if (latencyNanos < 0) {
      return;
    }
    long tag = disks.completedTag();
    if (WaitTag.isRead(tag)) {
      calls.read(WaitTag.task(tag), batch.timeNanos(row), latencyNanos);
      return;
    }
    storage.writes().written(batch.timeNanos(row), tag);
    if (WaitTag.isCommit(tag)) {
      calls.written(WaitTag.commit(tag), batch.timeNanos(row), latencyNanos);
    }
    freeze.written(batch.timeNanos(row), batch.padNanos(row), context);
  }

  private void receive(SmtpRows batch, int row) {
    outbox.received(batch.wireBytes(row));
    transport.deliver(batch.timeNanos(row), batch.bytes(row), batch.recipients(row));
  }

  private void run(long now, long payload) {
    long number = Timer.number(payload);
    switch (Timer.of(payload)) {
      case CHAIN -> calls.chain((int) number, now);
      case CALL_END -> calls.end((int) number, now);
      case PAGE_WRITE -> storage.writePage(now, number);
      case DELIVERY_LOG_WRITE -> storage.writeLog(now);
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
    return counters;
  }

  private List<Counter> counters(String machine) {
    String store = "MSExchangeIS Mailbox";
    return List.of(
        Counter.every10s(
            new CounterName(machine, store, "_Total", "RPC Averaged Latency"),
            () -> calls.statistics().averagedMs()),
        Counter.every10s(
            new CounterName(machine, store, "_Total", "RPC Operations/sec"),
            () -> calls.statistics().drainPerSecond(INTERVAL_SECONDS)),
        Counter.every10s(
            new CounterName(machine, store, "_Total", "Messages Delivered/sec"),
            () -> transport.drainDeliveredPerSecond(INTERVAL_SECONDS)),
        Counter.every10s(
            new CounterName(machine, "Network Interface", site.network(), "Bytes Total/sec"),
            () -> outbox.drainBytesPerSecond(INTERVAL_SECONDS)));
  }

  /** Throws {@link IllegalStateException} with what is wrong. */
  public void invariant() {
    calls.invariant();
    storage.writes().invariant();
  }
}
