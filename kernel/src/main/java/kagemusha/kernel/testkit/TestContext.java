package kagemusha.kernel.testkit;

import java.util.List;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.random.RandomStream;

/** The clock and the chances of one entity in a test; what it does is left to subclasses. */
public abstract class TestContext implements Context {
  private final long seed;
  private final String self;
  private final long quantumNanos;
  private long nowNanos;
  private long padNanos;

  /** For an entity of a run with this seed. */
  protected TestContext(long seed, String self, long quantumNanos) {
    this.seed = seed;
    this.self = self;
    this.quantumNanos = quantumNanos;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public TestContext at(long timeNanos) {
    nowNanos = timeNanos;
    return this;
  }

  @Override
  public TestContext at(long timeNanos, long pad) {
    padNanos = pad;
    return at(timeNanos);
  }

  @Override
  public long padNanos() {
    return padNanos;
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
    return RandomStream.of(seed, self, purpose);
  }

  @Override
  public void outOfBand(EntityId to, Message message) {
    throw new UnsupportedOperationException("nobody is disturbed in this test: " + to);
  }

  /** Everybody is where the entity is. */
  @Override
  public String machineOf(EntityId entity) {
    return self;
  }

  @Override
  public void watch(String source, int id) {
    throw new UnsupportedOperationException("nothing is watched in this test: " + source);
  }

  @Override
  public void depart(Departure departure) {
    throw new UnsupportedOperationException("nobody is to move in this test: " + departure);
  }

  @Override
  public void adopt(List<EntityId> entities, long atNanos) {
    throw new UnsupportedOperationException("nobody is to move in this test: " + entities);
  }

  @Override
  public void impair(LinkFault fault) {
    throw new UnsupportedOperationException("no network is to fail in this test: " + fault);
  }

  @Override
  public void heal(String fault, long atNanos) {
    throw new UnsupportedOperationException("no network is to fail in this test: " + fault);
  }

  @Override
  public void powerOff(String machine, long atNanos) {
    throw new UnsupportedOperationException("no power is to fail in this test: " + machine);
  }

  @Override
  public void powerOn(String machine, long atNanos) {
    throw new UnsupportedOperationException("no power is to fail in this test: " + machine);
  }
}
