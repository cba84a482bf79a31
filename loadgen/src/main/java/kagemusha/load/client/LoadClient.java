package kagemusha.load.client;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.config.Topology;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.load.profile.MailSite;
import kagemusha.load.protocol.LogonReplies;
import kagemusha.load.protocol.MailCauses;
import kagemusha.load.protocol.MailReplies;
import kagemusha.load.protocol.TaskKind;

/** One client machine: its users' day, from the log-on to the log-off. */
public final class LoadClient implements Entity<LoadClient.Command> {
  /** What it accepts. */
  public sealed interface Command extends Message {}

  /** The day is over: nobody starts another task, everybody logs off. Its own timer. */
  public record EndDay() implements Command {}

  private static final int INTERVAL_SECONDS = 10;

  /**
   * Hops between machines whose padding an answer may have gathered: to the server and back, twice
   * through another host to the array and back, and a freeze of the store between.
   */
  private static final int HOPS = 24;

  private final EntityId id;
  private final MailSite site;
  private final long dayNanos;
  private final Users users;
  private final Requests requests;
  private final TasksInFlight tasks = new TasksInFlight();
  private final EventHeap turns = new EventHeap();
  private final EventHeap deadlines = new EventHeap();
  private final Inbox<LogonReplies> authenticated = new Inbox<>();
  private final Inbox<MailReplies> replies = new Inbox<>();
  private final SendMailLatency sendMail = new SendMailLatency();
  private final IntervalSum finished = new IntervalSum();
  private final IntervalSum failed = new IntervalSum();
  private final List<Counter> counters;
  private UserDay day;
  private boolean over;
  private long patienceNanos;

  /**
   * @param dayNanos how long users work, from the start of the run
   * @param clientIndex position among the topology's clients
   */
  public LoadClient(EntityId id, Topology topology, long dayNanos, int clientIndex) {
    this.id = id;
    this.site = MailSite.of(topology);
    this.dayNanos = dayNanos;
    this.users = Users.of(site, clientIndex);
    this.requests = new Requests(id, site);
    this.counters =
        List.of(
            Counter.every10s(
                counterName("Tasks/sec"), () -> finished.drainPerSecond(INTERVAL_SECONDS)),
            Counter.every10s(counterName("Task Queue Length"), tasks::inFlight),
            Counter.every10s(
                counterName("Failed Tasks/sec"), () -> failed.drainPerSecond(INTERVAL_SECONDS)),
            Counter.every10s(counterName(SendMailLatency.COUNTER), sendMail::drainMeanMs));
  }

  private CounterName counterName(String counter) {
    return new CounterName(id.name(), "LoadGen", "_Total", counter);
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
  public void start(Context context) {
    day = new UserDay(site, context);
    patienceNanos = site.mail().clientTimeout().toNanos() + HOPS * context.quantumNanos();
    sendMail.measure(context.steadyFromNanos(), context.steadyUntilNanos());
    for (int user = 0; user < users.size(); user++) {
      turns.add(context.nowNanos() + day.logonDelayNanos(user), Turn.AUTHENTICATE.of(user));
    }
    context.timer("end of the day", context.nowNanos() + dayNanos, new EndDay());
  }

  @Override
  public void on(Command message, Context context) {
    over = true;
    for (int user = 0; user < users.size(); user++) {
      if (users.isOpen(user)) {
        turns.add(context.nowNanos(), Turn.LOG_OFF.of(user));
      }
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof MailReplies batch) {
      replies.add(from.name(), batch);
    } else if (rows instanceof LogonReplies batch) {
      authenticated.add(from.name(), batch);
    } else {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
  }

  @Override
  public long nextWorkNanos() {
    return Math.min(
        Math.min(turns.nextNanos(), deadlines.nextNanos()),
        Math.min(replies.nextNanos(), authenticated.nextNanos()));
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (true) {
      long now = nextWorkNanos();
      if (now >= untilNanos) {
        break;
      }
      if (replies.next(now + 1)) {
        finish(replies.batch(), replies.row());
      } else if (authenticated.next(now + 1)) {
        int user = (int) authenticated.batch().tag(authenticated.row());
        send(now, user, TaskKind.LOGON);
      } else if (deadlines.nextNanos() <= now) {
        giveUp(now, deadlines.poll());
      } else {
        take(now, turns.poll());
      }
    }
    requests.send(context);
  }

  private void take(long now, long payload) {
    int user = Turn.user(payload);
    switch (Turn.of(payload)) {
      case AUTHENTICATE -> {
        if (!over) {
          requests.authenticate(now, user);
        }
      }
      case WORK -> {
        if (!over) {
          send(now, user, day.kind(users.server(user)));
          workLater(now, user);
        }
      }
      case SYNCHRONISE -> {
        if (!over) {
          send(now, user, TaskKind.SYNC);
        }
      }
      case LOG_OFF -> send(now, user, TaskKind.LOGOFF);
    }
  }

  private void workLater(long now, int user) {
    long gap = day.gapNanos(users.server(user));
    if (gap < Long.MAX_VALUE - now) {
      turns.add(now + gap, Turn.WORK.of(user));
    }
  }

  private void send(long now, int user, TaskKind kind) {
    int bytes = day.messageBytes(kind);
    long tag = tasks.open(user, kind, bytes, now);
    deadlines.add(now + patienceNanos, tag);
    requests.task(now, kind, users.server(user), users.number(user), bytes, tag);
  }

  private void finish(MailReplies batch, int row) {
    long now = batch.timeNanos(row);
    long tag = batch.tag(row);
    if (!tasks.isOpen(tag)) {
      tasks.late();
      return;
    }
    TaskKind kind = tasks.kind(tag);
    int user = tasks.user(tag);
    if (kind == TaskKind.SEND) {
      long sent = tasks.sentNanos(tag);
      long travelled = now - sent - batch.padNanos(row);
      record(sent, travelled, day.sendingNanos(tasks.messageBytes(tag)), user, batch, row);
    }
    tasks.answered(tag);
    forgetDeadlines();
    finished.add(1);
    switch (kind) {
      case LOGON -> opened(now, user);
      case LOGOFF -> users.open(user, false);
      case SYNC, SEND, READ, BROWSE -> {}
    }
  }

  /** Deadlines of tasks that are not waited for any more need not be kept. */
  private void forgetDeadlines() {
    while (!deadlines.isEmpty() && !tasks.isOpen(deadlines.peek())) {
      deadlines.poll();
    }
  }

  /** The server has not answered: who could not log on tries again, others go on with their day. */
  private void giveUp(long now, long tag) {
    if (!tasks.isOpen(tag)) {
      return;
    }
    int user = tasks.user(tag);
    TaskKind kind = tasks.kind(tag);
    tasks.giveUp(tag);
    forgetDeadlines();
    failed.add(1);
    if (kind == TaskKind.LOGON) {
      turns.add(now, Turn.AUTHENTICATE.of(user));
    } else if (kind == TaskKind.LOGOFF) {
      users.open(user, false);
    }
  }

  /** What the server did not need of the time until the answer was spent on the network. */
  private void record(
      long sent, long travelled, long ownNanos, int user, MailReplies batch, int row) {
    String server = site.servers().get(users.server(user)).guest().name();
    sendMail.record(sent, server, travelled + ownNanos);
    long network = travelled;
    for (int cause = 0; cause < MailCauses.OF_CALL; cause++) {
      long nanos = batch.causeNanos(row, cause);
      network -= nanos;
      sendMail.part(MailCauses.title(cause), nanos);
    }
    long still = Math.min(network, batch.causeNanos(row, MailCauses.STANDSTILL));
    sendMail.part(MailCauses.title(MailCauses.STANDSTILL), still);
    sendMail.part(MailCauses.title(MailCauses.NETWORK), network - still);
    sendMail.part(MailCauses.title(MailCauses.CLIENT), ownNanos);
  }

  /** The user's mailbox is open: the day's work begins, unless the day is over. */
  private void opened(long now, int user) {
    users.open(user, true);
    if (over) {
      turns.add(now, Turn.LOG_OFF.of(user));
      return;
    }
    for (int i = 0; i < day.syncRounds(); i++) {
      turns.add(now + day.syncDelayNanos(), Turn.SYNCHRONISE.of(user));
    }
    workLater(now, user);
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }

  @Override
  public void invariant() {
    tasks.invariant(id.name());
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    tasks.summarise(id.name(), report);
    sendMail.summarise(id.name(), report);
    sendMail.summariseSlices(id.name(), report);
  }
}
