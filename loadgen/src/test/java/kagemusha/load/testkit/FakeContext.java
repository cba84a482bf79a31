package kagemusha.load.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;

/** The world of one entity: rows go to a wire, timers are kept. */
public final class FakeContext implements Context {
  /** Takes rows that have been sent. */
  public interface Wire {
    void carry(EntityId from, EntityId to, Batch rows);
  }

  /** A timer that has been set. */
  public record Timer(long atNanos, Message message) {}

  private final EntityId self;
  private final long seed;
  private final long quantumNanos;
  private final Wire wire;
  private final Map<String, Timer> timers = new LinkedHashMap<>();
  private long nowNanos;

  public FakeContext(EntityId self, long seed, long quantumNanos, Wire wire) {
    this.self = self;
    this.seed = seed;
    this.quantumNanos = quantumNanos;
    this.wire = wire;
  }

  public Map<String, Timer> timers() {
    return timers;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public Context at(long timeNanos) {
    nowNanos = timeNanos;
    return this;
  }

  @Override
  public Context at(long timeNanos, long padNanos) {
    return at(timeNanos);
  }

  @Override
  public long padNanos() {
    return 0;
  }

  @Override
  public long quantumNanos() {
    return quantumNanos;
  }

  @Override
  public long steadyFromNanos() {
    return 0;
  }

  @Override
  public long steadyUntilNanos() {
    return Long.MAX_VALUE;
  }

  @Override
  public RandomStream random(String purpose) {
    return RandomStream.of(seed, self.name(), purpose);
  }

  @Override
  public void tell(EntityId to, Message message) {
    throw new AssertionError(self + " tells " + to + " " + message);
  }

  @Override
  public void send(String network, EntityId to, Message message) {
    throw new AssertionError(self + " sends " + to + " " + message);
  }

  @Override
  public void send(String network, EntityId to, Batch rows) {
    for (int row = 1; row < rows.size(); row++) {
      if (rows.timeNanos(row) < rows.timeNanos(row - 1)) {
        throw new AssertionError(self + " sends rows out of order to " + to);
      }
    }
    wire.carry(self, to, rows);
  }

  @Override
  public void pass(EntityId to, Batch rows) {
    throw new AssertionError(self + " passes rows to " + to);
  }

  @Override
  public void timer(String key, long atNanos, Message message) {
    timers.put(key, new Timer(atNanos, message));
  }

  @Override
  public void cancel(String key) {
    timers.remove(key);
  }

  @Override
  public void event(String source, int id, Level level, String text, String correlation) {
    throw new AssertionError(self + " logs " + text);
  }

  @Override
  public void persist(Object event) {
    throw new AssertionError(self + " persists " + event);
  }
}
