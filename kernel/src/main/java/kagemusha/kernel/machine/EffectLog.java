package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;

/** The context of one entity: writes down what it asks for; the machine carries it out. */
final class EffectLog implements Context {
  private final String machine;
  private final EntityId self;
  private final RunSettings settings;
  private final Directory directory;
  private List<Effect> effects = new ArrayList<>();
  private List<Object> journal = new ArrayList<>();
  private long nowNanos;
  private long padNanos;

  EffectLog(String machine, EntityId self, RunSettings settings, Directory directory) {
    this.machine = machine;
    this.self = self;
    this.settings = settings;
    this.directory = directory;
  }

  /** Begins to record what a message at this time with this padding leads to. */
  void begin(long timeNanos, long pad) {
    nowNanos = timeNanos;
    padNanos = pad;
  }

  List<Effect> drain() {
    if (effects.isEmpty()) {
      return List.of();
    }
    List<Effect> drained = effects;
    effects = new ArrayList<>();
    return drained;
  }

  /** Journal events since the last call, in order. */
  List<Object> drainJournal() {
    if (journal.isEmpty()) {
      return List.of();
    }
    List<Object> drained = journal;
    journal = new ArrayList<>();
    return drained;
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
  public Context at(long timeNanos, long pad) {
    padNanos = pad;
    return at(timeNanos);
  }

  @Override
  public long padNanos() {
    return padNanos;
  }

  @Override
  public long quantumNanos() {
    return settings.quantumNanos();
  }

  @Override
  public long steadyFromNanos() {
    return settings.steadyFromNanos();
  }

  @Override
  public long steadyUntilNanos() {
    return settings.steadyUntilNanos();
  }

  @Override
  public RandomStream random(String purpose) {
    return RandomStream.of(settings.seed(), self.name(), purpose);
  }

  @Override
  public void tell(EntityId to, Message message) {
    effects.add(new Effect.Tell(nowNanos, padNanos, to, message));
  }

  @Override
  public void send(String network, EntityId to, Message message) {
    effects.add(new Effect.Send(nowNanos, padNanos, network, to, message));
  }

  @Override
  public void send(String network, EntityId to, Batch rows) {
    if (rows.size() > 0) {
      effects.add(new Effect.SendRows(network, to, rows));
    }
  }

  @Override
  public void pass(EntityId to, Batch rows) {
    if (rows.size() > 0) {
      effects.add(new Effect.Pass(to, rows));
    }
  }

  @Override
  public void outOfBand(EntityId to, Message message) {
    effects.add(new Effect.OutOfBand(nowNanos, padNanos, to, message));
  }

  @Override
  public String machineOf(EntityId entity) {
    return directory.machineOf(entity, nowNanos);
  }

  @Override
  public void watch(String source, int id) {
    effects.add(new Effect.Watch(source, id));
  }

  @Override
  public void timer(String key, long atNanos, Message message) {
    if (atNanos < nowNanos) {
      throw new IllegalStateException(self + " sets timer " + key + " in the past");
    }
    effects.add(new Effect.Timer(key, atNanos, padNanos, message));
  }

  @Override
  public void cancel(String key) {
    effects.add(new Effect.Cancel(key));
  }

  @Override
  public void event(String source, int id, Level level, String text, String correlation) {
    effects.add(
        new Effect.Log(
            new EventRecord(nowNanos, machine, source, id, level, text, correlation), padNanos));
  }

  @Override
  public void persist(Object journalEvent) {
    journal.add(journalEvent);
  }

  @Override
  public void depart(Departure departure) {
    effects.add(new Effect.Depart(nowNanos, padNanos, departure));
  }

  @Override
  public void adopt(List<EntityId> entities, long atNanos) {
    effects.add(new Effect.Adopt(nowNanos, padNanos, entities, atNanos));
  }

  @Override
  public void impair(LinkFault fault) {
    effects.add(new Effect.Impair(nowNanos, fault));
  }

  @Override
  public void heal(String fault, long atNanos) {
    effects.add(new Effect.Heal(nowNanos, fault, atNanos));
  }

  @Override
  public void powerOff(String which, long atNanos) {
    effects.add(new Effect.Power(nowNanos, new PowerNews.Off(which, atNanos)));
  }

  @Override
  public void powerOn(String which, long atNanos) {
    effects.add(new Effect.Power(nowNanos, new PowerNews.On(which, atNanos)));
  }
}
