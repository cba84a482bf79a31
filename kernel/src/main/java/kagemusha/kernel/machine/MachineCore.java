package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;

/**
 * One machine's share of a tick, as a conversation: {@link #next()} says what to ask which entity,
 * {@link #apply} takes its answer. It knows no actors; the actor that drives it and a test that
 * drives it in a loop get the same run.
 *
 * <pre>
 * open(tick) -> { data segment up to T -> control at T -> samples at T } ... -> close -> done
 * T is the next control delivery, the next sample or the end of the tick.
 * </pre>
 */
public final class MachineCore {
  private static final long SAMPLE_NANOS = 10_000_000_000L;

  private enum Phase {
    DATA,
    CONTROL,
    SAMPLE,
    CLOSE,
    DONE
  }

  /** An entity as the machine sees it. */
  private static final class Slot {
    final EntityId id;
    final List<Counter> counters;
    List<BatchMail> arrivals = new ArrayList<>();
    long arrivalNanos = Long.MAX_VALUE;
    long nextWorkNanos = Long.MAX_VALUE;

    Slot(Entity<?> entity) {
      this.id = entity.id();
      this.counters = List.copyOf(entity.counters());
    }

    long dueNanos() {
      return Math.min(arrivalNanos, nextWorkNanos);
    }

    void arrive(BatchMail mail) {
      arrivals.add(mail);
      arrivalNanos = Math.min(arrivalNanos, mail.rows().timeNanos(0));
    }

    List<BatchMail> drainArrivals() {
      List<BatchMail> drained = arrivals;
      arrivals = new ArrayList<>();
      arrivalNanos = Long.MAX_VALUE;
      return drained;
    }
  }

  private final String name;
  private final Map<EntityId, Slot> slots = new LinkedHashMap<>();
  private final List<Slot> inOrder;
  private final List<Slot> pipeline = new ArrayList<>();
  private final Map<String, Nic> nics = new LinkedHashMap<>();
  private final List<Counter> nicCounters = new ArrayList<>();
  private final ControlQueue control = new ControlQueue();
  private final List<SampleRow> samples = new ArrayList<>();
  private final List<EventRecord> events = new ArrayList<>();
  private final Directory directory;
  private final TreeMap<String, Mail> outbox = new TreeMap<>();

  private Phase phase = Phase.DONE;
  private Slot asked;
  private int position;
  private long tick;
  private long fromNanos;
  private long cutNanos;
  private long endNanos;
  private long nextSampleNanos = SAMPLE_NANOS;
  private double[] sampling = {};
  private int sampled;

  public MachineCore(MachineBlueprint blueprint, RunSettings settings, Directory directory) {
    this.name = blueprint.name();
    this.directory = directory;
    for (Entity<?> entity : blueprint.entities()) {
      slots.put(entity.id(), new Slot(entity));
    }
    inOrder = List.copyOf(slots.values());
    blueprint.pipeline().forEach(id -> pipeline.add(slots.get(id)));
    for (NicSpec spec : blueprint.nics()) {
      Nic nic = new Nic(spec, settings.quantumNanos());
      nics.put(spec.network(), nic);
      nicCounters.addAll(nic.counters(name));
    }
  }

  /** Names of all counters of this machine, in the order of its samples. */
  public List<CounterColumn> columns() {
    List<CounterColumn> columns = new ArrayList<>();
    nicCounters.forEach(counter -> columns.add(CounterColumn.of(counter)));
    inOrder.forEach(slot -> slot.counters.forEach(c -> columns.add(CounterColumn.of(c))));
    return columns;
  }

  /**
   * Comes to life at this time, which is zero but for a machine that was lost and has come back.
   */
  public void begin(long startNanos) {
    fromNanos = startNanos;
    nextSampleNanos = (startNanos / SAMPLE_NANOS + 1) * SAMPLE_NANOS;
  }

  /** Effects of an entity's start, before the first tick. */
  public void started(EntityId id, List<?> effects, long nextWorkNanos) {
    Slot slot = slots.get(id);
    slot.nextWorkNanos = nextWorkNanos;
    asked = slot;
    effects.forEach(effect -> carryOut((Effect) effect));
  }

  /** Takes in mail of a committed tick; called in the order of the senders' machines. */
  public void receive(Mail mail) {
    for (ControlMail each : mail.control()) {
      nics.get(each.network()).receiveControl();
      control.add(each.delivery());
    }
    for (BatchMail each : mail.data()) {
      nics.get(each.network()).receive(each.rows());
      slot(each.to()).arrive(each);
    }
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
            case SAMPLE -> nextSample();
            case CLOSE -> nextClose();
            case DONE -> null;
          };
      if (call != null || phase == Phase.DONE) {
        return call;
      }
    }
  }

  /** Carries out what the entity asked last wants done. */
  void apply(ShellAnswer answer) {
    asked.nextWorkNanos = answer.nextWorkNanos();
    for (double value : answer.samples()) {
      sampling[sampled++] = value;
    }
    List<Effect> effects = answer.effects();
    for (int i = 0; i < effects.size(); i++) {
      carryOut(effects.get(i));
    }
  }

  /** When this machine next has something to do, its own mail to others left out. */
  public long nextNanos() {
    long next = Math.min(control.nextNanos(), nextSampleNanos);
    for (Slot slot : inOrder) {
      next = Math.min(next, slot.dueNanos());
    }
    return next;
  }

  /** What the tick left behind; empties it. */
  public TickYield drain() {
    flush();
    TickYield yield =
        new TickYield(new TreeMap<>(outbox), List.copyOf(samples), List.copyOf(events));
    outbox.clear();
    samples.clear();
    events.clear();
    return yield;
  }

  /** Bytes sent and received on each network since the start of the run. */
  public List<LinkTotal> linkTotals() {
    return nics.values().stream()
        .map(nic -> new LinkTotal(name, nic.network(), nic.sentBytes(), nic.receivedBytes()))
        .toList();
  }

  private void nextSegment() {
    position = 0;
    cutNanos = Math.min(endNanos, Math.min(control.nextNanos(), nextSampleNanos));
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
      Slot slot = pipeline.get(position++);
      if (slot.dueNanos() < cutNanos) {
        asked = slot;
        return new ShellCall.Advance(slot.id, slot.drainArrivals(), fromNanos, cutNanos);
      }
    }
    flush();
    fromNanos = cutNanos;
    if (cutNanos == endNanos) {
      position = 0;
      phase = Phase.CLOSE;
    } else {
      phase = Phase.CONTROL;
    }
    return null;
  }

  private ShellCall nextControl() {
    if (control.nextNanos() > cutNanos) {
      position = 0;
      phase = cutNanos == nextSampleNanos ? Phase.SAMPLE : Phase.DATA;
      if (phase == Phase.SAMPLE) {
        beginSample();
      } else {
        nextSegment();
      }
      return null;
    }
    Delivery delivery = control.poll();
    if (delivery.dueNanos() < cutNanos) {
      throw new IllegalStateException(
          name + ": " + delivery + " is due before the present " + cutNanos);
    }
    asked = slot(delivery.to());
    return new ShellCall.Control(asked.id, cutNanos, delivery.padNanos(), delivery.message());
  }

  private void beginSample() {
    sampling = new double[columns().size()];
    sampled = 0;
    for (Counter counter : nicCounters) {
      sampling[sampled++] = due(counter) ? counter.read().getAsDouble() : Double.NaN;
    }
  }

  private boolean due(Counter counter) {
    return nextSampleNanos % (counter.intervalSeconds() * 1_000_000_000L) == 0;
  }

  private ShellCall nextSample() {
    while (position < inOrder.size()) {
      Slot slot = inOrder.get(position++);
      if (!slot.counters.isEmpty()) {
        asked = slot;
        return new ShellCall.Sample(slot.id, nextSampleNanos % (6 * SAMPLE_NANOS) == 0);
      }
    }
    samples.add(new SampleRow(nextSampleNanos, sampling));
    nextSampleNanos += SAMPLE_NANOS;
    phase = Phase.DATA;
    nextSegment();
    return null;
  }

  private ShellCall nextClose() {
    if (position == inOrder.size()) {
      phase = Phase.DONE;
      return null;
    }
    asked = inOrder.get(position++);
    return new ShellCall.Close(asked.id, tick);
  }

  private void flush() {
    nics.values().forEach(nic -> nic.flush(wire));
  }

  private final Nic.Wire wire =
      new Nic.Wire() {
        @Override
        public void control(String network, Delivery arriving) {
          mailTo(arriving.to()).control().add(new ControlMail(network, arriving));
        }

        @Override
        public void rows(BatchMail arriving) {
          mailTo(arriving.to()).data().add(arriving);
        }
      };

  private Mail mailTo(EntityId to) {
    return outbox.computeIfAbsent(directory.machineOf(to), machine -> Mail.empty());
  }

  private void carryOut(Effect effect) {
    EntityId self = asked.id;
    if (effect instanceof Effect.SendRows rows) {
      checkRows(self, rows.rows());
      nic(self, rows.network()).send(self, rows.to(), rows.rows());
    } else if (effect instanceof Effect.Pass pass) {
      checkPass(pass.to());
      slot(pass.to()).arrive(new BatchMail("", self, pass.to(), pass.rows()));
    } else if (effect instanceof Effect.Tell tell) {
      long due = Math.max(tell.timeNanos(), phase == Phase.DATA ? cutNanos : tell.timeNanos());
      long pad = tell.padNanos() + due - tell.timeNanos();
      control.add(control.number(due, self, slot(tell.to()).id, pad, tell.message()));
    } else if (effect instanceof Effect.Send send) {
      nic(self, send.network())
          .send(control.number(send.timeNanos(), self, send.to(), send.padNanos(), send.message()));
    } else if (effect instanceof Effect.Timer timer) {
      long at = Math.max(timer.atNanos(), phase == Phase.DATA ? cutNanos : timer.atNanos());
      control.timer(
          self, timer.key(), at, timer.padNanos() + at - timer.atNanos(), timer.message());
    } else if (effect instanceof Effect.Cancel cancel) {
      control.cancel(self, cancel.key());
    } else if (effect instanceof Effect.Log log) {
      events.add(log.event());
    }
  }

  /** Data flows forward: a row for an entity that has had its turn would come from the future. */
  private void checkPass(EntityId to) {
    if (phase == Phase.DATA && !pipeline.subList(position, pipeline.size()).contains(slot(to))) {
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

  private Nic nic(EntityId self, String network) {
    Nic nic = nics.get(network);
    if (nic == null) {
      throw new IllegalStateException(name + " has no NIC on " + network + ", wanted by " + self);
    }
    return nic;
  }

  private Slot slot(EntityId id) {
    Slot slot = slots.get(id);
    if (slot == null) {
      throw new IllegalStateException("no entity " + id + " on machine " + name);
    }
    return slot;
  }
}
