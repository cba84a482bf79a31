package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.wall.WallClock;

/**
 * A machine without actors and without a wire: its entities are called directly, its mail stays
 * objects, its journal is forgotten unless somebody wants it back. It runs the same {@link
 * MachineCore} as {@link MachineActor}, so it gives the same results; what an entity throws comes
 * out of {@link #run}.
 */
public final class BareMachine {
  private final String name;
  private final MachineBlueprint blueprint;
  private final RunSettings settings;
  private final MachineCore core;
  private final Map<EntityId, EntityHost<?>> hosts = new LinkedHashMap<>();
  private long workNanos;

  private BareJournal journal;

  /** Makes the machine and starts its entities. */
  public BareMachine(MachineBlueprint blueprint, RunSettings settings, Directory directory) {
    this(blueprint, settings, directory, null);
    start(0);
  }

  /**
   * The machine after it was lost: nobody is on it who could live elsewhere, and durable entities
   * know what they knew.
   *
   * @param before its earlier life, which must have remembered
   */
  public BareMachine(
      MachineBlueprint blueprint,
      RunSettings settings,
      Directory directory,
      BareMachine before,
      long startNanos) {
    this(blueprint.withoutVisitors(), settings, directory, before.journal);
    if (journal == null) {
      throw new IllegalStateException(name + " comes back, but its journal was not kept");
    }
    for (EntityHost<?> host : hosts.values()) {
      if (host.isDurable()) {
        journal.read(host.id()).forEach(host::recover);
      }
    }
    core.begin(startNanos);
    start(startNanos);
  }

  private BareMachine(
      MachineBlueprint blueprint, RunSettings settings, Directory directory, BareJournal journal) {
    this.name = blueprint.name();
    this.blueprint = blueprint;
    this.settings = settings;
    this.core = new MachineCore(blueprint, settings, directory);
    this.journal = journal;
    for (Entity<?> entity : blueprint.entities()) {
      hosts.put(entity.id(), hostOf(entity));
    }
  }

  private void start(long nowNanos) {
    for (EntityHost<?> host : hosts.values()) {
      ShellAnswer answer = host.start(nowNanos);
      core.started(host.id(), answer.effects(), answer.nextWorkNanos());
    }
  }

  /** From now on its journal is kept, for a later life. */
  public void remember() {
    if (journal != null) {
      return;
    }
    journal = new BareJournal();
    for (Entity<?> entity : blueprint.entities()) {
      if (entity instanceof DurableEntity<?, ?> durable) {
        journal.add(durable);
      }
    }
  }

  private EntityHost<?> hostOf(Entity<?> entity) {
    return new EntityHost<>(name, entity, settings, core.directory());
  }

  public String name() {
    return name;
  }

  /** An entity that is here at present. */
  public Optional<Entity<?>> entity(EntityId id) {
    EntityHost<?> host = hosts.get(id);
    return host == null ? Optional.empty() : Optional.of(host.entity());
  }

  public List<CounterColumn> columns() {
    return core.columns();
  }

  /**
   * What a tick led to.
   *
   * @param mail by receiver, which may be the machine itself
   * @param report what the conductor is told of it
   */
  public record Step(SortedMap<String, Mail> mail, MachineReport.Done report) {}

  /**
   * Runs one tick.
   *
   * @param mail what it was sent in earlier ticks, in the order of ticks and then of senders
   */
  public Step run(MachineCommand.Open open, List<Mail> mail) {
    long openedAt = WallClock.nanos();
    long tick = open.tick();
    core.learn(open.news(), open.startNanos());
    mail.forEach(core::receive);
    open.orders().forEach(order -> core.receive(order, open.startNanos()));
    core.open(tick, open.startNanos(), open.endNanos());
    for (ShellCall call = core.next(); call != null; call = core.next()) {
      if (call.comes()) {
        hosts.put(call.target(), hostOf(blueprint.visitor(call.target())));
      }
      EntityHost<?> host = hosts.get(call.target());
      core.apply(host.handle(call));
      if (call.goes()) {
        hosts.remove(call.target());
      } else if (call instanceof ShellCall.Close) {
        List<Object> events = host.drainJournal();
        if (journal != null && !events.isEmpty()) {
          journal.write(host.id(), tick, events);
        }
      }
    }
    TickYield yield = core.drain();
    workNanos += WallClock.nanos() - openedAt;
    return new Step(yield.mail(), yield.report(name, tick, List.of(), core.nextNanos()));
  }

  /** Its last word; it has sent no message and not a byte. */
  public MachineReport.Summary summarise() {
    List<Statistic> statistics = new ArrayList<>();
    core.present().forEach(id -> statistics.addAll(hosts.get(id).summarise()));
    statistics.addAll(core.faultStatistics());
    return new MachineReport.Summary(
        name, statistics, core.linkTotals(), new MachineReport.WireTotal(0, 0, workNanos, 0));
  }
}
