package kagemusha.backup.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.durable.JournalFormat;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** A durable entity whose journal is kept, each event as it comes back from its stored form. */
public final class Journaling<M extends Message, E> implements Entity<M> {
  private final DurableEntity<M, E> entity;
  private final JournalFormat format;
  private final List<E> journal = new ArrayList<>();

  public Journaling(DurableEntity<M, E> entity) {
    this.entity = entity;
    this.format = new JournalFormat(entity.eventType());
  }

  public List<E> journal() {
    return journal;
  }

  private Context watched(Context context) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("persist")) {
            journal.add(entity.eventType().cast(format.read(format.write(0, arguments[0]))));
          }
          try {
            Object result = method.invoke(context, arguments);
            return result == context ? proxy : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(), new Class<?>[] {Context.class}, handler);
  }

  @Override
  public EntityId id() {
    return entity.id();
  }

  @Override
  public Class<M> protocol() {
    return entity.protocol();
  }

  @Override
  public void start(Context context) {
    entity.start(watched(context));
  }

  @Override
  public void on(M message, Context context) {
    entity.on(message, watched(context));
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    entity.accept(from, rows);
  }

  @Override
  public long nextWorkNanos() {
    return entity.nextWorkNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    entity.advance(untilNanos, watched(context));
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    entity.summarise(report);
  }
}
