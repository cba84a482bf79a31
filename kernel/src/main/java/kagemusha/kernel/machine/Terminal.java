package kagemusha.kernel.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Departure;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.image.ImageCodec;
import kagemusha.kernel.image.MemoryImage;

/**
 * Entities that come to a machine and leave it. A conversation like the machine's own: {@link
 * #next} says what to ask which entity, {@link #answered} takes its answer.
 */
final class Terminal {
  /** Something that happens at one time, after all control messages of that time. */
  private sealed interface Step {}

  private record Leave(Departure departure) implements Step {}

  private record Drop(EntityId entity) implements Step {}

  private record Arrive(Luggage.Load load) implements Step {}

  private record Adopt(List<EntityId> entities) implements Step {}

  private final String machine;
  private final long quantumNanos;
  private final Map<EntityId, Seat> seats;
  private final ControlQueue control;
  private final Directory directory;
  private final BiConsumer<Departure, List<Luggage>> sender;
  private final TreeMap<Long, List<Step>> steps = new TreeMap<>();
  private final Deque<ShellCall> calls = new ArrayDeque<>();
  private final Deque<Luggage> arriving = new ArrayDeque<>();
  private final List<Luggage> packed = new ArrayList<>();
  private Departure leaving;

  /**
   * @param sender puts what has been packed on the wire
   */
  Terminal(
      String machine,
      long quantumNanos,
      Map<EntityId, Seat> seats,
      ControlQueue control,
      Directory directory,
      BiConsumer<Departure, List<Luggage>> sender) {
    this.machine = machine;
    this.quantumNanos = quantumNanos;
    this.seats = seats;
    this.control = control;
    this.directory = directory;
    this.sender = sender;
  }

  /** When the next entity comes or leaves. */
  long nextNanos() {
    return steps.isEmpty() ? Long.MAX_VALUE : steps.firstKey();
  }

  /** Entities of this machine are to leave; returns what everybody has to know. */
  List<Relocation> depart(Departure departure, long nowNanos) {
    departure.entities().forEach(this::checkTaken);
    add(checked(departure.atNanos(), nowNanos), new Leave(departure));
    return relocations(departure.entities(), departure.atNanos(), departure.machine());
  }

  /** Entities are to begin a new life here; returns what everybody has to know. */
  List<Relocation> adopt(List<EntityId> entities, long atNanos, long nowNanos) {
    entities.forEach(this::seat);
    add(checked(atNanos, nowNanos), new Adopt(entities));
    return relocations(entities, atNanos, machine);
  }

  private long checked(long atNanos, long nowNanos) {
    if (atNanos < nowNanos + quantumNanos) {
      throw new IllegalStateException(
          machine + ": entities cannot move at " + atNanos + ", so soon after " + nowNanos);
    }
    return atNanos;
  }

  private static List<Relocation> relocations(List<EntityId> entities, long atNanos, String to) {
    return entities.stream().map(entity -> new Relocation(entity, atNanos, to)).toList();
  }

  /** Notes a move; an entity that somebody else adopts loses its seat here. */
  void relocated(Relocation move, long nowNanos) {
    directory.relocate(move);
    Seat seat = seats.get(move.entity());
    boolean own = seat != null && isLeaving(move);
    if (seat != null && seat.isTaken() && !move.machine().equals(machine) && !own) {
      add(Math.max(move.fromNanos(), nowNanos), new Drop(move.entity()));
    }
  }

  private boolean isLeaving(Relocation move) {
    return steps.getOrDefault(move.fromNanos(), List.of()).stream()
        .anyMatch(
            step ->
                step instanceof Leave leave
                    && leave.departure().machine().equals(move.machine())
                    && leave.departure().entities().contains(move.entity()));
  }

  /** Entities are on their way here. */
  void receive(Luggage.Load load) {
    add(load.dueNanos(), new Arrive(load));
  }

  private void add(long atNanos, Step step) {
    steps.computeIfAbsent(atNanos, at -> new ArrayList<>()).add(step);
  }

  /** What to ask next, or null when all that is due has been asked and answered. */
  ShellCall next(long nowNanos) {
    while (calls.isEmpty()) {
      if (leaving != null) {
        sendAway();
      }
      if (nextNanos() > nowNanos) {
        return null;
      }
      List<Step> due = steps.firstEntry().getValue();
      begin(due.remove(0), nowNanos);
      if (due.isEmpty()) {
        steps.pollFirstEntry();
      }
    }
    return calls.peek();
  }

  /** Nobody is left to send if all have been adopted elsewhere before they could leave. */
  private void sendAway() {
    if (!packed.isEmpty()) {
      sender.accept(leaving, List.copyOf(packed));
    }
    packed.clear();
    leaving = null;
  }

  private void begin(Step step, long nowNanos) {
    if (step instanceof Leave leave) {
      leaving = leave.departure();
      leaving.entities().stream()
          .filter(entity -> seat(entity).isTaken())
          .forEach(entity -> calls.add(new ShellCall.Pack(entity)));
    } else if (step instanceof Drop drop && seat(drop.entity()).isTaken()) {
      calls.add(new ShellCall.Evict(drop.entity(), nowNanos));
    } else if (step instanceof Adopt adopt) {
      adopt.entities().stream()
          .filter(entity -> !seat(entity).isTaken())
          .forEach(entity -> calls.add(new ShellCall.Begin(entity, nowNanos)));
    } else if (step instanceof Arrive arrive) {
      for (Luggage piece : arrive.load().pieces()) {
        if (isExpected(piece.entity(), nowNanos)) {
          arriving.add(piece);
          calls.add(new ShellCall.Unpack(piece.entity(), nowNanos, piece.state()));
        }
      }
    }
  }

  /** Not what somebody has adopted in the meantime. */
  private boolean isExpected(EntityId entity, long nowNanos) {
    return !seat(entity).isTaken() && directory.machineOf(entity, nowNanos).equals(machine);
  }

  /** The entity asked has done what it was asked for. */
  void answered(ShellAnswer answer, long nowNanos) {
    ShellCall call = calls.remove();
    Seat seat = seat(call.target());
    if (call instanceof ShellCall.Pack) {
      packed.add(pack(seat, answer.packed().orElseThrow()));
    } else if (call instanceof ShellCall.Evict) {
      clear(seat);
    } else if (call instanceof ShellCall.Begin) {
      begin(seat, nowNanos);
    } else if (call instanceof ShellCall.Unpack) {
      unpack(seat, arriving.remove(), nowNanos);
    }
  }

  private Luggage pack(Seat seat, Object state) {
    List<Delivery> deliveries = new ArrayList<>();
    List<Luggage.Alarm> alarms = new ArrayList<>();
    control.extract(seat.id, deliveries, alarms);
    seat.leave();
    MemoryImage waiting = ImageCodec.imageOf(new Luggage.Waiting(deliveries, alarms));
    return new Luggage(seat.id, seat.lives() + 1, state, waiting, seat.drainArrivals());
  }

  /** What was to reach an earlier life is lost. */
  private void begin(Seat seat, long nowNanos) {
    List<Delivery> waiting = seat.drainWaiting();
    List<BatchMail> rows = seat.drainArrivals();
    seat.take(seat.lives() + 1);
    waiting.stream().filter(each -> each.dueNanos() >= nowNanos).forEach(control::add);
    rows.stream().filter(each -> each.rows().timeNanos(0) >= nowNanos).forEach(seat::arrive);
  }

  private void clear(Seat seat) {
    control.extract(seat.id, new ArrayList<>(), new ArrayList<>());
    seat.drainWaiting();
    seat.drainArrivals();
    seat.leave();
  }

  /** What has come here before its entity waits no longer. */
  private void unpack(Seat seat, Luggage piece, long nowNanos) {
    Luggage.Waiting packed = ImageCodec.valueOf(piece.waiting(), Luggage.Waiting.class);
    List<Delivery> waiting = new ArrayList<>(packed.control());
    waiting.addAll(seat.drainWaiting());
    List<BatchMail> rows = new ArrayList<>(piece.data());
    rows.addAll(seat.drainArrivals());
    seat.take(piece.lives());
    waiting.forEach(each -> control.add(notBefore(nowNanos, each)));
    for (Luggage.Alarm alarm : packed.alarms()) {
      long at = Math.max(alarm.atNanos(), nowNanos);
      control.timer(
          seat, alarm.key(), at, alarm.padNanos() + pad(at - alarm.atNanos()), alarm.message());
    }
    rows.forEach(each -> seat.arrive(notBefore(nowNanos, each)));
  }

  private Delivery notBefore(long nowNanos, Delivery each) {
    long due = Math.max(each.dueNanos(), nowNanos);
    return each.arriving(due, pad(due - each.dueNanos()));
  }

  /** Of what the journey has delayed, one quantum is not the emulated system's. */
  private long pad(long delayNanos) {
    return Math.min(delayNanos, quantumNanos);
  }

  private static BatchMail notBefore(long nowNanos, BatchMail mail) {
    Batch rows = mail.rows();
    long[] times = new long[rows.size()];
    for (int row = 0; row < times.length; row++) {
      times[row] = Math.max(rows.timeNanos(row), nowNanos);
    }
    return new BatchMail(mail.network(), mail.from(), mail.to(), rows.arriving(times, 0));
  }

  private void checkTaken(EntityId entity) {
    if (!seat(entity).isTaken()) {
      throw new IllegalStateException(entity + " is not on machine " + machine);
    }
  }

  private Seat seat(EntityId entity) {
    Seat seat = seats.get(entity);
    if (seat == null) {
      throw new IllegalStateException("no seat for " + entity + " on machine " + machine);
    }
    return seat;
  }
}
