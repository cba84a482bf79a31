package kagemusha.load.server;

import java.util.function.Consumer;
import kagemusha.array.protocol.IoParts;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.profile.MailCosts;
import kagemusha.load.profile.MailSite;
import kagemusha.load.profile.MailTraffic;
import kagemusha.load.protocol.CauseColumns;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.TaskKind;

/** Carries tasks from call to call; the package's table shows the states. */
final class Calls implements StoreWrites.Delayed {
  private static final String TASKS = "Mail tasks";

  private final MailSite site;
  private final MailTraffic traffic;
  private final double pagesPerLogWrite;
  private final EventHeap timers;
  private final Storage storage;
  private final Transport transport;
  private final Outbox outbox;
  private final CallPlan plan;
  private final RandomStream changes;
  private final CallStatistics statistics = new CallStatistics();
  private TaskTable tasks = new TaskTable();
  private CommitTable commits = new CommitTable();
  private double slowness = 1;
  private long arrived;
  private long answered;
  private long lost;

  Calls(
      MailSite site,
      MailCosts costs,
      EventHeap timers,
      Storage storage,
      Transport transport,
      Outbox outbox,
      Context context) {
    this.site = site;
    this.traffic = new MailTraffic(site.mail());
    this.pagesPerLogWrite = costs.pagesPerLogWrite();
    this.timers = timers;
    this.storage = storage;
    this.transport = transport;
    this.outbox = outbox;
    this.plan = new CallPlan(costs, traffic, site.mail().cpuPerRpc().toNanos(), context);
    this.changes = context.random("mail.changes");
  }

  CallStatistics statistics() {
    return statistics;
  }

  /**
   * A task has arrived; a server that stood still takes it in later than it came.
   *
   * @param padNanos how much of that is artificial
   */
  void arrive(MailTasks batch, int row, long timeNanos, long padNanos) {
    long origin = timeNanos - padNanos - batch.padNanos(row);
    int task = tasks.open(batch, row, site.indexOfClient(batch.client()), origin);
    plan.draw(task, batch.kind(row));
    arrived++;
    begin(task, timeNanos);
  }

  /** The server has stood still for so long, and its clock with it. */
  void stoodStill(long nanos) {
    tasks.stoodStill(nanos);
  }

  void slow(double factor) {
    slowness = factor;
  }

  /** The server has ended: nobody is answered any more. Returns how many tasks that concerns. */
  int forget() {
    int open = tasks.inUse();
    lost += open;
    tasks = new TaskTable();
    commits = new CommitTable();
    return open;
  }

  /** The present call begins, now or a turnaround ahead. */
  private void begin(int task, long timeNanos) {
    int call = tasks.call[task];
    long cpuNanos = (long) (plan.cpuNanos(task, call) * slowness);
    int reads = plan.reads(task, call);
    int early = Math.min(reads, tasks.earlyReads(task));
    tasks.beginCall(task, cpuNanos, early);
    tasks.readsLeft[task] = reads - early;
    if (tasks.readsLeft[task] == 0) {
      timers.add(timeNanos + cpuNanos, Timer.CALL_END.with(task));
    } else if (tasks.chained[task] == 0) {
      timers.add(timeNanos + cpuNanos, Timer.CHAIN.with(task));
    }
  }

  /** Issues the page reads of the present and all later calls of the task as one chain. */
  void chain(int task, long timeNanos) {
    tasks.chained[task] = 1;
    long tag = WaitTag.read(task);
    int user = tasks.user(task);
    long real = tasks.elapsedNanos[task] + plan.cpuNanos(task, tasks.call[task]);
    storage.readPage(timeNanos, tasks.padNanos(task, timeNanos, real), user, tag);
    long delayNanos = 0;
    int skip = 1;
    for (int call = tasks.call[task]; call < plan.calls(task); call++) {
      for (int read = skip; read < plan.reads(task, call); read++) {
        storage.thenReadPage(user, delayNanos, tag);
        delayNanos = 0;
      }
      skip = 0;
      if (call + 1 < plan.calls(task)) {
        delayNanos += site.turnaroundNanos() + plan.cpuNanos(task, call + 1);
      }
    }
  }

  /**
   * A page has been read. The next call may not have begun by the clock of this guest, if its page
   * overtook on the way back; the page then waits for the call.
   */
  void read(int task, long timeNanos, long latencyNanos, IoParts parts) {
    if (tasks.readsLeft[task] == 0) {
      tasks.keepEarly(task, parts);
      return;
    }
    tasks.read(task, latencyNanos, parts);
    if (tasks.readsLeft[task] == 0) {
      end(task, timeNanos);
    }
  }

  /** The present call has its pages; its log writes follow, and the next call. */
  void end(int task, long timeNanos) {
    int call = tasks.call[task]++;
    long real = tasks.elapsedNanos[task] + tasks.callNanos[task];
    tasks.endCall(task, real);
    statistics.usedCpu(plan.cpuNanos(task, call));
    int writes = plan.logWrites(task, call);
    if (writes == 0) {
      ended(task, tasks.callNanos[task], tasks.callCauses, task);
    } else {
      commit(task, timeNanos, real, writes);
    }
    if (tasks.call[task] < plan.calls(task)) {
      tasks.nextCall(task, real, site.turnaroundNanos());
      begin(task, timeNanos + site.turnaroundNanos());
    } else {
      answerIfDone(task, timeNanos);
    }
  }

  private void commit(int task, long timeNanos, long realNanos, int writes) {
    int commit = commits.open(task, tasks, realNanos, writes);
    tasks.openCommits[task]++;
    long padNanos = tasks.padNanos(task, timeNanos, realNanos);
    int firstLog = storage.nextLog();
    for (int i = 0; i < writes; i++) {
      storage.writeLog(timeNanos, padNanos, commit);
    }
    int pages = changes.around(pagesPerLogWrite * writes);
    storage.changePages(timeNanos, tasks.user(task), pages, firstLog);
  }

  /** A log write is done; with the last one of a call the call has ended for good. */
  void written(int commit, long timeNanos, long latencyNanos, IoParts parts) {
    if (!commits.written(commit, latencyNanos, parts)) {
      return;
    }
    int task = commits.task(commit);
    ended(task, commits.latencyNanos(commit), commits.latencyCauses(commit), commit);
    if (commits.realNanos(commit) > tasks.endNanos[task]) {
      tasks.endNanos[task] = commits.realNanos(commit);
      tasks.endCauses.copy(task, commits.realCauses(commit), commit);
    }
    tasks.openCommits[task]--;
    commits.close(commit);
    answerIfDone(task, timeNanos);
  }

  /** The log writes of a call have waited for a thaw so long before they went to the disk. */
  @Override
  public void waited(int commit, long nanos) {
    commits.waited(commit, nanos);
  }

  private void ended(int task, long latencyNanos, CauseColumns causes, int row) {
    tasks.serviceNanos[task] += latencyNanos;
    statistics.ended(latencyNanos, causes, row);
  }

  private void answerIfDone(int task, long timeNanos) {
    int calls = plan.calls(task);
    if (tasks.call[task] < calls || tasks.openCommits[task] > 0) {
      return;
    }
    TaskKind kind = tasks.kind(task);
    int message = tasks.messageBytes(task);
    long padNanos = tasks.padNanos(task, timeNanos, tasks.endNanos[task]);
    outbox.reply(
        tasks.client(task),
        timeNanos,
        padNanos,
        tasks.tag(task),
        tasks.serviceNanos[task],
        traffic.replyBytes(kind, message, plan.pages(task)));
    if (kind == TaskKind.SEND) {
      outbox.causes(tasks.client(task), tasks.wholeCauses(task), task);
    }
    tasks.close(task);
    answered++;
    if (kind == TaskKind.SEND) {
      transport.submit(timeNanos, message);
    }
  }

  /** Whether no task is in hand. */
  boolean isIdle() {
    return tasks.inUse() == 0;
  }

  /** All that have arrived, wherever this guest was at that time. */
  void summarise(String server, Consumer<Statistic> report) {
    report.accept(new Statistic(TASKS, server, "arrived", arrived));
    report.accept(new Statistic(TASKS, server, "answered", answered));
    report.accept(new Statistic(TASKS, server, "lost", lost));
    report.accept(new Statistic("Mail calls", server, "ended", statistics.ended()));
  }

  /** Every task that has arrived is answered or in the table. */
  void invariant() {
    if (arrived - answered - lost != tasks.inUse()) {
      throw new IllegalStateException(
          arrived
              + " tasks arrived, "
              + answered
              + " were answered, "
              + lost
              + " were lost, "
              + tasks.inUse()
              + " are open");
    }
    if (tasks.inUse() == 0 && commits.inUse() > 0) {
      throw new IllegalStateException(commits.inUse() + " log writes belong to no task");
    }
    statistics.invariant();
  }
}
