package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.entity.MovableEntity;

/** Calls one entity and writes down what it wants; the same under an actor and in a test's loop. */
final class EntityHost<M extends Message> {
  private static final double[] NO_SAMPLES = {};

  private final Entity<M> entity;
  private List<Counter> counters;
  private final EffectLog log;

  /**
   * @param directory the machine's own; it does not change while an entity is at work
   */
  EntityHost(String machine, Entity<M> entity, RunSettings settings, Directory directory) {
    this.entity = entity;
    this.counters = List.copyOf(entity.counters());
    this.log = new EffectLog(machine, entity.id(), settings, directory);
  }

  Entity<M> entity() {
    return entity;
  }

  EntityId id() {
    return entity.id();
  }

  boolean isDurable() {
    return entity instanceof DurableEntity;
  }

  /** Applies an event of an earlier life. */
  <E> void recover(Object event) {
    @SuppressWarnings("unchecked")
    DurableEntity<M, E> durable = (DurableEntity<M, E>) entity;
    durable.apply(durable.eventType().cast(event));
  }

  ShellAnswer start(long nowNanos) {
    log.begin(nowNanos, 0);
    entity.start(log);
    return answer(NO_SAMPLES);
  }

  ShellAnswer handle(ShellCall call) {
    if (call instanceof ShellCall.Advance advance) {
      log.begin(advance.fromNanos(), 0);
      List<BatchMail> arrivals = advance.arrivals();
      for (int i = 0; i < arrivals.size(); i++) {
        entity.accept(arrivals.get(i).from(), arrivals.get(i).rows());
      }
      entity.advance(advance.untilNanos(), log);
      return answer(NO_SAMPLES);
    } else if (call instanceof ShellCall.Control control) {
      log.begin(control.timeNanos(), control.padNanos());
      entity.on(entity.adapt(control.message()), log);
      return answer(NO_SAMPLES);
    } else if (call instanceof ShellCall.Sample sample) {
      return answer(sample(sample));
    } else if (call instanceof ShellCall.Close) {
      entity.invariant();
      return answer(NO_SAMPLES);
    }
    return move(call);
  }

  private ShellAnswer move(ShellCall call) {
    if (call instanceof ShellCall.Begin begin) {
      return start(begin.timeNanos());
    } else if (call instanceof ShellCall.Pack) {
      return new ShellAnswer(List.of(), Long.MAX_VALUE, NO_SAMPLES, Optional.of(movable().pack()));
    } else if (call instanceof ShellCall.Evict evict) {
      log.begin(evict.timeNanos(), 0);
      movable().evicted(log);
      return new ShellAnswer(log.drain(), Long.MAX_VALUE, NO_SAMPLES, Optional.empty());
    } else if (call instanceof ShellCall.Unpack unpack) {
      log.begin(unpack.timeNanos(), 0);
      unpack(movable(), unpack.state());
      return answer(NO_SAMPLES);
    }
    throw new IllegalArgumentException("no such call: " + call);
  }

  private <S> void unpack(MovableEntity<M, S> movable, Object state) {
    movable.unpack(movable.stateType().cast(state), log);
    counters = List.copyOf(movable.counters());
  }

  private MovableEntity<M, ?> movable() {
    if (entity instanceof MovableEntity<M, ?> movable) {
      return movable;
    }
    throw new IllegalStateException(entity.id() + " cannot leave its machine");
  }

  /** Journal events of the tick, in order. */
  List<Object> drainJournal() {
    return log.drainJournal();
  }

  List<Statistic> summarise() {
    List<Statistic> statistics = new ArrayList<>();
    entity.summarise(statistics::add);
    return statistics;
  }

  private double[] sample(ShellCall.Sample sample) {
    double[] values = new double[counters.size()];
    for (int i = 0; i < values.length; i++) {
      Counter counter = counters.get(i);
      boolean due = counter.intervalSeconds() != 60 || sample.sixties();
      values[i] = due ? counter.read().getAsDouble() : Double.NaN;
    }
    return values;
  }

  private ShellAnswer answer(double[] samples) {
    return new ShellAnswer(log.drain(), entity.nextWorkNanos(), samples, Optional.empty());
  }
}
