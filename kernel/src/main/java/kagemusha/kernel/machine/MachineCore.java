package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.EventLogged;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;

/**
 * One machine's share of a tick, as a conversation: {@link #next()} says what to ask which entity,
 * {@link #apply} takes its answer. It knows no actors; the actor that drives it and a test that
 * drives it in a loop get the same run.
 *
 * <pre>
 * open(tick) -> { data segment up to T -> control at T -> moves at T -> samples at T } ...
 *            -> close -> done
 * T is the next control delivery, move or sample or the end of the tick.
 * </pre>
 */
public final class MachineCore {
  /** Who gives orders; in the order of control it comes before every name. */
  private static final EntityId OUTSIDE = new EntityId("!");

  private enum Phase {
    DATA,
    CONTROL,
    MOVE,
    SAMPLE,
    CLOSE,
    DONE
  }

  private final String name;
  private final RunSettings settings;
  private final Map<EntityId, Seat> seats = new LinkedHashMap<>();
  private final List<Seat> inOrder;
  private final List<Seat> pipeline = new ArrayList<>();
  private final Adapters adapters;
  private final Sampler sampler;
  private final ControlQueue control = new ControlQueue();
  private final List<EventRecord> events = new ArrayList<>();
  private final Directory directory;
  private final Map<WatchedEvent, List<Seat>> watches = new HashMap<>();
  private final List<Announcement> news = new ArrayList<>();
  private final LinkFaults faults;
  private final Terminal terminal;

  private record WatchedEvent(String source, int id) {}

  private Phase phase = Phase.DONE;
  private Seat asked;
  private int position;
  private long tick;
  private long fromNanos;
  private long cutNanos;
  private long endNanos;

  public MachineCore(MachineBlueprint blueprint, RunSettings settings, Directory directory) {
    this.name = blueprint.name();
    this.settings = settings;
    this.directory = directory.copy();
    this.faults = new LinkFaults(name, settings, this::logOfLink);
    for (Entity<?> entity : blueprint.entities()) {
      seats.put(entity.id(), new Seat(entity.id(), entity.counters(), true));
    }
    for (EntityId id : blueprint.visitors().keySet()) {
      seats.computeIfAbsent(id, each -> new Seat(id, blueprint.visitor(id).counters(), false));
    }
    terminal =
        new Terminal(name, settings.quantumNanos(), seats, control, this.directory, this::sendAway);
    inOrder = List.copyOf(seats.values());
    blueprint.pipeline().forEach(id -> pipeline.add(seats.get(id)));
    adapters = new Adapters(blueprint, settings.quantumNanos(), this.directory, faults);
    sampler = new Sampler(adapters.counters(), inOrder);
  }

  /** Which machine each entity lives on, as far as this machine knows. */
  Directory directory() {
    return directory;
  }

  /** Names of all counters of this machine, in the order of its samples. */
  public List<CounterColumn> columns() {
    return sampler.columns();
  }

  /**
   * Comes to life at this time, which is zero but for a machine that was lost and has come back.
   */
  public void begin(long startNanos) {
    fromNanos = startNanos;
    sampler.begin(startNanos);
  }

  /** Effects of an entity's start, before the first tick. */
  void started(EntityId id, List<Effect> effects, long nextWorkNanos) {
    asked = seat(id);
    asked.nextWorkNanos = nextWorkNanos;
    asked.isChanged = true;
    effects.forEach(this::carryOut);
  }

  /** Takes in mail of a committed tick; called in the order of the senders' machines. */
  public void receive(Mail mail) {
    adapters.receive(mail);
    mail.control().forEach(each -> deliver(each.delivery()));
    mail.data().forEach(each -> seat(each.to()).arrive(each));
    mail.entities().forEach(terminal::receive);
  }

  private void deliver(Delivery delivery) {
    Seat seat = seat(delivery.to());
    if (seat.isTaken()) {
      control.add(delivery);
    } else {
      seat.await(delivery);
    }
  }

  /** Takes in what everybody has to know, before the tick that begins at this time. */
  public void learn(List<Announcement> announced, long startNanos) {
    for (Announcement each : announced) {
      if (each instanceof Relocation move) {
        terminal.relocated(move, startNanos);
      } else if (each instanceof LinkNews news) {
        faults.learn(news);
      }
    }
    faults.catchUp(startNanos);
  }

  /** From outside the run, to somebody on this machine, at the beginning of a tick. */
  public void receive(MachineCommand.Order order, long startNanos) {
    deliver(new Delivery(startNanos, OUTSIDE, 0, order.number(), order.to(), 0, order.message()));
  }

  /** Begins a tick: virtual time [start, end). */
  public void open(long tickNumber, long startNanos, long tickEndNanos) {
    if (phase != Phase.DONE) {
      throw new IllegalStateException(name + ": tick " + tick + " is still running");
    }
    tick = tickNumber;
    fromNanos = startNanos;
    endNanos = tickEndNanos;
    phase = Phase.DATA;
    nextSegment();
  }

  /** What to ask next, or null when the tick is done. */
  ShellCall next() {
    while (true) {
      ShellCall call =
          switch (phase) {
            case DATA -> nextAdvance();
            case CONTROL -> nextControl();
            case MOVE -> nextMove();
            case SAMPLE -> nextSample();
            case CLOSE -> nextClose();
            case DONE -> null;
          };
      if (call != null) {
        asked.isChanged = phase != Phase.CLOSE;
        return call;
      } else if (phase == Phase.DONE) {
        return null;
      }
    }
  }

  /** Carries out what the entity asked last wants done. */
  void apply(ShellAnswer answer) {
    if (phase == Phase.MOVE) {
      terminal.answered(answer, cutNanos);
    }
    asked.nextWorkNanos = answer.nextWorkNanos();
    sampler.take(answer.samples());
    List<Effect> effects = answer.effects();
    for (int i = 0; i < effects.size(); i++) {
      carryOut(effects.get(i));
    }
  }

  /** When this machine next has something to do, its own mail to others left out. */
  public long nextNanos() {
    long next = Math.min(nextCutNanos(), sampler.nextNanos());
    for (int i = 0; i < inOrder.size(); i++) {
      next = Math.min(next, inOrder.get(i).dueNanos());
    }
    return next;
  }

  /** The entities that are on this machine now, in their fixed order. */
  List<EntityId> present() {
    return inOrder.stream().filter(Seat::isTaken).map(seat -> seat.id).toList();
  }

  /** What the tick left behind; empties it. */
  public TickYield drain() {
    adapters.flush(fromNanos);
    TickYield yield =
        new TickYield(adapters.drain(), sampler.drain(), List.copyOf(events), List.copyOf(news));
    events.clear();
    news.clear();
    return yield;
  }

  /** What faults of networks have touched. */
  public List<Statistic> faultStatistics() {
    return faults.statistics();
  }

  /** Bytes sent and received on each network since the start of the run. */
  public List<LinkTotal> linkTotals() {
    return adapters.totals();
  }

  /** The next time at which something other than data happens, samples left out. */
  private long nextCutNanos() {
    return Math.min(faults.nextNanos(), Math.min(control.nextNanos(), terminal.nextNanos()));
  }

  private void nextSegment() {
    position = 0;
    cutNanos = Math.min(endNanos, Math.min(nextCutNanos(), sampler.nextNanos()));
    if (cutNanos < fromNanos) {
      throw new IllegalStateException(
          name
              + ": control or a sample is due at "
              + cutNanos
              + ", before the present "
              + fromNanos);
    }
  }

  private ShellCall nextAdvance() {
    while (position < pipeline.size()) {
      Seat seat = pipeline.get(position++);
      if (seat.dueNanos() < cutNanos) {
        asked = seat;
        return new ShellCall.Advance(seat.id, seat.drainArrivals(), fromNanos, cutNanos);
      }
    }
    adapters.flush(fromNanos);
    fromNanos = cutNanos;
    if (cutNanos == endNanos) {
      position = 0;
      phase = Phase.CLOSE;
    } else {
      faults.advance(cutNanos);
      phase = Phase.CONTROL;
    }
    return null;
  }

  private ShellCall nextControl() {
    if (control.nextNanos() > cutNanos) {
      phase = Phase.MOVE;
      return null;
    }
    Delivery delivery = control.poll();
    if (delivery.dueNanos() < cutNanos) {
      throw new IllegalStateException(
          name + ": " + delivery + " is due before the present " + cutNanos);
    }
    asked = seat(delivery.to());
    return new ShellCall.Control(asked.id, cutNanos, delivery.padNanos(), delivery.message());
  }

  private ShellCall nextMove() {
    ShellCall call = terminal.next(cutNanos);
    if (call != null) {
      asked = seat(call.target());
      return call;
    }
    position = 0;
    if (control.nextNanos() == cutNanos) {
      phase = Phase.CONTROL;
    } else if (cutNanos == sampler.nextNanos()) {
      phase = Phase.SAMPLE;
      sampler.open();
    } else {
      phase = Phase.DATA;
      nextSegment();
    }
    return null;
  }

  private ShellCall nextSample() {
    ShellCall call = sampler.next();
    if (call != null) {
      asked = seat(call.target());
      return call;
    }
    phase = Phase.DATA;
    nextSegment();
    return null;
  }

  /** Who has not been asked anything is as it was, and has nothing for its journal. */
  private ShellCall nextClose() {
    while (position < inOrder.size() && !inOrder.get(position).hasToClose()) {
      position++;
    }
    if (position == inOrder.size()) {
      phase = Phase.DONE;
      return null;
    }
    asked = inOrder.get(position++);
    return new ShellCall.Close(asked.id, tick);
  }

  private void sendAway(Departure departure, List<Luggage> pieces) {
    adapters
        .on(departure.network(), pieces.get(0).entity())
        .send(departure.machine(), departure.atNanos(), departure.bytes(), pieces);
  }

  private void carryOut(Effect effect) {
    EntityId self = asked.id;
    if (effect instanceof Effect.SendRows rows) {
      checkRows(self, rows.rows());
      adapters.on(rows.network(), self).send(self, rows.to(), rows.rows());
    } else if (effect instanceof Effect.Pass pass) {
      checkPass(pass.to());
      seat(pass.to()).arrive(new BatchMail("", self, pass.to(), pass.rows()));
    } else if (effect instanceof Effect.Tell tell) {
      tell(tell.timeNanos(), tell.padNanos(), seat(tell.to()), tell.message());
    } else if (effect instanceof Effect.OutOfBand order) {
      long quantum = settings.quantumNanos();
      adapters.sendOutOfBand(
          control.number(
              order.timeNanos() + quantum,
              asked,
              order.to(),
              order.padNanos() + quantum,
              order.message()));
    } else if (effect instanceof Effect.Watch watch) {
      watches
          .computeIfAbsent(new WatchedEvent(watch.source(), watch.id()), e -> new ArrayList<>())
          .add(asked);
    } else if (effect instanceof Effect.Send send) {
      adapters
          .on(send.network(), self)
          .send(
              control.number(send.timeNanos(), asked, send.to(), send.padNanos(), send.message()));
    } else if (effect instanceof Effect.Timer timer) {
      long at = Math.max(timer.atNanos(), phase == Phase.DATA ? cutNanos : timer.atNanos());
      control.timer(
          asked, timer.key(), at, timer.padNanos() + at - timer.atNanos(), timer.message());
    } else if (effect instanceof Effect.Cancel cancel) {
      control.cancel(self, cancel.key());
    } else if (effect instanceof Effect.Log log) {
      log(log);
    } else if (effect instanceof Effect.Depart depart) {
      news.addAll(terminal.depart(depart.departure(), depart.timeNanos()));
    } else if (effect instanceof Effect.Adopt adopt) {
      news.addAll(terminal.adopt(adopt.entities(), adopt.atNanos(), adopt.timeNanos()));
    } else if (effect instanceof Effect.Impair impair) {
      checkAhead(impair.timeNanos(), impair.fault().fromNanos(), impair.fault().name());
      news.add(new LinkNews.Impaired(impair.fault()));
    } else if (effect instanceof Effect.Heal heal) {
      checkAhead(heal.timeNanos(), heal.atNanos(), heal.fault());
      news.add(new LinkNews.Healed(heal.fault(), heal.atNanos()));
    } else if (effect instanceof Effect.Power power) {
      checkAhead(power.timeNanos(), power.news().fromNanos(), power.news().toString());
      news.add(power.news());
    }
  }

  private void checkAhead(long nowNanos, long atNanos, String what) {
    if (atNanos < nowNanos + settings.quantumNanos()) {
      throw new IllegalStateException(
          name + ": " + what + " cannot be at " + atNanos + ", so soon after " + nowNanos);
    }
  }

  /** At once, but for the end of the data that is flowing. */
  private void tell(long timeNanos, long padNanos, Seat to, Message message) {
    long due = Math.max(timeNanos, phase == Phase.DATA ? cutNanos : timeNanos);
    deliver(control.number(due, asked, to.id, padNanos + due - timeNanos, message));
  }

  private void log(Effect.Log log) {
    EventRecord event = log.event();
    events.add(event);
    watches
        .getOrDefault(new WatchedEvent(event.source(), event.id()), List.of())
        .forEach(seat -> tell(event.timeNanos(), log.padNanos(), seat, new EventLogged(event)));
  }

  private void logOfLink(EventRecord event) {
    events.add(event);
    for (Seat seat :
        watches.getOrDefault(new WatchedEvent(event.source(), event.id()), List.of())) {
      deliver(control.number(event.timeNanos(), seat, seat.id, 0, new EventLogged(event)));
    }
  }

  /** Data flows forward: a row for an entity that has had its turn would come from the future. */
  private void checkPass(EntityId to) {
    if (phase == Phase.DATA && !pipeline.subList(position, pipeline.size()).contains(seat(to))) {
      throw new IllegalStateException(
          name + ": " + asked.id + " passes rows against the pipeline to " + to);
    }
  }

  private void checkRows(EntityId self, Batch rows) {
    long first = rows.timeNanos(0);
    long last = rows.timeNanos(rows.size() - 1);
    long until = phase == Phase.DATA ? cutNanos : cutNanos + 1;
    if (first < fromNanos || last >= until) {
      throw new IllegalStateException(
          "%s sends rows of [%d, %d] outside its segment [%d, %d)"
              .formatted(self, first, last, fromNanos, until));
    }
  }

  private Seat seat(EntityId id) {
    Seat seat = seats.get(id);
    if (seat == null) {
      throw new IllegalStateException("no entity " + id + " on machine " + name);
    }
    return seat;
  }
}
