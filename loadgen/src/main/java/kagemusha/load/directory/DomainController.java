package kagemusha.load.directory;

import java.util.List;
import kagemusha.config.Topology;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.profile.MailSite;
import kagemusha.load.protocol.LogonReplies;
import kagemusha.load.protocol.LogonRows;

/** Authenticates users, one at a time, each in the time that the topology gives. */
public final class DomainController implements Entity<DomainController.Command> {
  /** It accepts no control messages: there is no value of this type. */
  public enum Command implements Message {}

  private static final int INTERVAL_SECONDS = 10;

  private final EntityId id;
  private final MailSite site;
  private final long serviceNanos;
  private final Inbox<LogonRows> requests = new Inbox<>();
  private final EventHeap finished = new EventHeap();
  private final PendingLogons pending = new PendingLogons();
  private final LogonReplies.Builder[] replies;
  private final IntervalSum logons = new IntervalSum();
  private final List<Counter> counters;
  private long busyUntilNanos;
  private long requested;
  private long answered;

  public DomainController(EntityId id, Topology topology) {
    this.id = id;
    this.site = MailSite.of(topology);
    this.serviceNanos = topology.clients().authentication().toNanos();
    this.replies = new LogonReplies.Builder[site.clients().size()];
    for (int i = 0; i < replies.length; i++) {
      replies[i] = new LogonReplies.Builder();
    }
    this.counters =
        List.of(
            Counter.every10s(
                new CounterName(id.name(), "Server", "", "Logons/sec"),
                () -> logons.drainPerSecond(INTERVAL_SECONDS)));
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
  public void on(Command message, Context context) {
    throw new IllegalArgumentException(id + " takes no control messages");
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    requests.add(from.name(), (LogonRows) rows);
  }

  @Override
  public long nextWorkNanos() {
    return Math.min(requests.nextNanos(), finished.nextNanos());
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (requests.next(untilNanos)) {
      serve(requests.batch(), requests.row());
    }
    while (finished.nextNanos() < untilNanos) {
      answer(finished.nextNanos(), (int) finished.poll());
    }
    for (int i = 0; i < replies.length; i++) {
      if (!replies[i].isEmpty()) {
        context.send(site.network(), site.clients().get(i), replies[i].build());
      }
    }
  }

  private void serve(LogonRows batch, int row) {
    busyUntilNanos = Math.max(busyUntilNanos, batch.timeNanos(row)) + serviceNanos;
    int client = site.indexOfClient(batch.client());
    finished.add(busyUntilNanos, pending.open(client, batch.padNanos(row), batch.tag(row)));
    requested++;
  }

  private void answer(long timeNanos, int slot) {
    replies[pending.client(slot)].add(timeNanos, pending.padNanos(slot), pending.tag(slot));
    pending.close(slot);
    logons.add(1);
    answered++;
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  @Override
  public void invariant() {
    if (requested - answered != pending.inUse() || pending.inUse() != finished.size()) {
      throw new IllegalStateException(
          id
              + " was asked "
              + requested
              + " times, answered "
              + answered
              + " and has "
              + finished.size()
              + " in service");
    }
  }
}
