package kagemusha.node.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kagemusha.config.Topology;
import kagemusha.kernel.conductor.RunListener;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.node.World;

/**
 * An emulated site that a test lets run from one moment to the next, does something to and asks
 * what has become of it. Between two calls it stands still.
 *
 * <p>Events are called as in {@link EventLog}. Times are virtual, since the start of the run.
 */
public abstract class TestCluster implements AutoCloseable {
  /** An entity and the machine that it is on. */
  public record Found(String machine, Entity<?> entity) {}

  private final ClusterPlan plan;
  private final Path folder;
  private final EventLog events;
  private final RunRecord record;
  private int seen;
  private boolean ended;

  /** Of the run up to the moment that was asked for last. */
  private Optional<ThreadCluster> repetition = Optional.empty();

  /**
   * @param folder the run's own
   */
  protected TestCluster(ClusterPlan plan, Path folder) {
    this.plan = plan;
    this.folder = folder;
    this.events = new EventLog(plan.scenario());
    this.record = new RunRecord(plan, events);
  }

  /** It hears of all that the run does, one thing after another. */
  protected final RunListener record() {
    return record;
  }

  /**
   * Lets the next tick happen and adds its events to the log.
   *
   * @return whether there is another
   */
  protected abstract boolean step();

  /** An entity as it is now, on each machine that has it; more than one would be wrong. */
  protected abstract List<Found> findAll(EntityId id);

  /** An entity as it is now, if it is anywhere. */
  protected final Optional<Found> find(EntityId id) {
    List<Found> found = findAll(id);
    events.check(found.size() < 2, "%s is in more than one place: %s".formatted(id, found));
    return found.stream().findFirst();
  }

  /**
   * The same from a repetition of the run so far in this thread, which must have had the same
   * events: for a cluster whose entities are elsewhere.
   */
  protected final List<Found> findInRepetition(EntityId id) {
    if (repetition.isEmpty() || !repetition.get().now().equals(now())) {
      ThreadCluster again = new ThreadCluster(plan, folder);
      again.repeat(record);
      repetition = Optional.of(again);
    }
    events.check(
        repetition.get().events().all().equals(events.all()),
        "the run is not the same in one thread");
    return repetition.get().findAll(id);
  }

  /**
   * @throws IllegalArgumentException if the run would end without this machine
   */
  protected final void checkDispensable(String machine) {
    World world = new World(plan.topology(), plan.scenario());
    if (!world.dispensable().contains(machine) && !world.boot().containsKey(machine)) {
      throw new IllegalArgumentException("the run cannot do without " + machine);
    }
  }

  /**
   * Tells an entity something from outside, with the next tick. What people do is better said by
   * {@link #inject}; this is for what only a test would do, and a replay does not know of it.
   */
  public abstract TestCluster tell(EntityId to, Message message);

  /**
   * Does something from outside with the next tick.
   *
   * @param injection as in a scenario, without a time: {@code { do = pause, on = MAIL1 }}
   */
  public abstract TestCluster inject(String injection);

  /**
   * The process of a machine dies before the next tick. The run goes on without a host; the backup
   * server comes back.
   */
  public abstract TestCluster kill(String machine);

  /** Writes down what came from outside, and where the run stands. */
  final void writeLog() throws IOException {
    record.write(folder);
  }

  /** Writes into the folder what it takes to repeat the run so far, unless it is there. */
  protected abstract void leave() throws IOException;

  @Override
  public abstract void close();

  /**
   * Runs until this happens: for the first time since the last event that was waited for, so that
   * what happened in the same tick but later is not missed.
   */
  public final TestCluster runUntil(String event) {
    EventPattern pattern = events.pattern(event);
    int from = seen;
    int at = events.find(pattern, from);
    while (at < 0) {
      from = events.size();
      events.check(advance(), "the run has ended, and no " + event + " in it");
      at = events.find(pattern, from);
    }
    seen = at + 1;
    return this;
  }

  /** Runs for so long, or to the end of the run. */
  public final TestCluster runFor(Duration time) {
    return runTo(now().plus(time));
  }

  /** Runs to this time, or to the end of the run. */
  public final TestCluster runTo(Duration time) {
    boolean more = true;
    while (more && record.nowNanos() < time.toNanos()) {
      more = advance();
    }
    seen = events.size();
    return this;
  }

  /** Runs as long as the scenario says. */
  public final TestCluster runToEnd() {
    boolean more = true;
    while (more) {
      more = advance();
    }
    seen = events.size();
    return this;
  }

  /** A tick that ends the run may have events as well. */
  private boolean advance() {
    if (ended) {
      return false;
    }
    int before = events.size();
    ended = !step();
    return !ended || events.size() > before;
  }

  public final Duration now() {
    return Duration.ofNanos(record.nowNanos());
  }

  public final Topology topology() {
    return plan.topology();
  }

  /** The run's folder; it is deleted behind a test that has passed. */
  public final Path folder() {
    return folder;
  }

  protected final ClusterPlan plan() {
    return plan;
  }

  public final EventLog events() {
    return events;
  }

  public final CounterLog counters() {
    return record.counters();
  }

  /**
   * Sum of a figure over all that have reported it at the end of the run.
   *
   * @param statistic its name, such as {@code failed tasks}
   */
  public final double figure(String statistic) {
    List<Statistic> reported =
        record.figures().stream().filter(each -> each.statistic().equals(statistic)).toList();
    events.check(!reported.isEmpty(), "nobody has reported '%s' so far".formatted(statistic));
    return reported.stream().mapToDouble(Statistic::value).sum();
  }

  /** A job, or the repetition of one: {@code copy.rerun}. */
  public final JobCheck job(String name) {
    return new JobCheck(name, events);
  }

  public final VmCheck vm(String name) {
    plan.topology().vm(name);
    return new VmCheck(name, this);
  }

  /** A cluster shared volume, by the name of its LU. */
  public final VolumeCheck volume(String lu) {
    return new VolumeCheck(lu, this);
  }

  /** What has been proven of backups and restores. */
  public final ContentCheck content() {
    return new ContentCheck(events);
  }

  /** What must hold whatever happens. */
  public final TestCluster invariants() {
    plan.topology().vms().forEach(vm -> vm(vm.name()).host());
    events.check(record.breaches().isEmpty(), "what must hold does not: " + record.breaches());
    return this;
  }
}
