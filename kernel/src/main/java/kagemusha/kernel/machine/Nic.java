package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Datagram;
import kagemusha.kernel.entity.EntityId;

/**
 * A network adapter with its transmit queue. All that the machine sends over this network in a
 * segment is put in order of time (at equal times rows before control) and leaves one after
 * another; it is due after transmission, latency and one quantum. The receiving side adds no queue
 * of its own: a switch port is taken to be as fast as what the senders bring.
 *
 * <p>Where the way to the receiver is cut, what is sent waits here; once the way is there again it
 * leaves, and its transport has noticed when it next sends again. Where something may get lost, it
 * is late by as many repetitions as it takes. Datagrams are lost in both cases.
 */
final class Nic {
  /** What a control message occupies on the wire. */
  private static final long CONTROL_BYTES = 256;

  /** Receives what has been put on the wire. */
  interface Wire {
    void control(String network, Delivery arriving);

    void rows(BatchMail arriving);

    void entities(String machine, Luggage.Load arriving);

    /** The way to where an entity is at this time, null if all is well with it. */
    default LinkPath path(String network, EntityId to, long atNanos) {
      return null;
    }

    /** The way to a machine, null if all is well with it. */
    default LinkPath path(String network, String machine) {
      return null;
    }
  }

  private final NicSpec spec;
  private final long quantumNanos;
  private final List<Outbound.Rows> data = new ArrayList<>();
  private final List<Delivery> control = new ArrayList<>();
  private final List<Outbound.Travellers> entities = new ArrayList<>();

  /** What waits because its way is cut. */
  private List<Outbound> waiting = new ArrayList<>();

  private final ArrivalOrder order = new ArrivalOrder();
  private final IntervalSum sent = new IntervalSum();
  private final IntervalSum received = new IntervalSum();
  private final IntervalSum total = new IntervalSum();
  private long sentBytes;
  private long receivedBytes;
  private long freeAtNanos;

  Nic(NicSpec spec, long quantumNanos) {
    this.spec = spec;
    this.quantumNanos = quantumNanos;
  }

  String network() {
    return spec.network();
  }

  long sentBytes() {
    return sentBytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  /** Queues a control message that leaves at its {@code dueNanos}. */
  void send(Delivery delivery) {
    control.add(delivery);
  }

  void send(EntityId from, EntityId to, Batch rows) {
    data.add(new Outbound.Rows(from, to, rows));
  }

  /** Queues entities that leave together, behind everything else of the segment. */
  void send(String machine, long atNanos, long bytes, List<Luggage> pieces) {
    entities.add(new Outbound.Travellers(machine, atNanos, bytes, pieces));
  }

  /**
   * Puts everything queued on the wire.
   *
   * @param nowNanos when the segment began; what waited leaves now if its way is there again
   */
  void flush(Wire wire, long nowNanos) {
    if (!waiting.isEmpty()) {
      resume(wire, nowNanos);
    }
    if (data.isEmpty() && control.isEmpty() && entities.isEmpty()) {
      return;
    }
    order.forgetUntil(nowNanos);
    data.removeIf(rows -> mustWait(rows, wire));
    control.sort(Delivery.ORDER);
    int nextControl = 0;
    while (true) {
      Outbound.Rows earliest = earliestRow();
      long rowTime = earliest == null ? Long.MAX_VALUE : earliest.nextNanos();
      if (nextControl < control.size() && control.get(nextControl).dueNanos() < rowTime) {
        send(control.get(nextControl++), wire);
      } else if (earliest != null) {
        sendRow(earliest, rowTime, 0, false);
      } else {
        break;
      }
    }
    data.forEach(rows -> handOver(rows, wire));
    entities.forEach(out -> send(out, wire));
    data.clear();
    control.clear();
    entities.clear();
  }

  private Outbound.Rows earliestRow() {
    Outbound.Rows best = null;
    long bestTime = Long.MAX_VALUE;
    for (int i = 0; i < data.size(); i++) {
      Outbound.Rows out = data.get(i);
      if (!out.isDone() && out.nextNanos() < bestTime) {
        best = out;
        bestTime = out.nextNanos();
      }
    }
    return best;
  }

  /**
   * What has waited leaves in the order in which it came; of what one entity sends another, the
   * oldest is the one that is sent again and takes the others with it.
   */
  private void resume(Wire wire, long nowNanos) {
    List<Outbound> all = waiting;
    waiting = new ArrayList<>();
    Map<String, Long> lates = new TreeMap<>();
    for (Outbound each : all) {
      LinkPath path = path(each, nowNanos, wire);
      if (path != null && path.isCut()) {
        waiting.add(each);
      } else {
        long late =
            lates.computeIfAbsent(
                each.connection(),
                key -> spec.patience().nextNanos(each.sentNanos(), nowNanos) - nowNanos);
        resume(each, path, nowNanos, late, wire);
      }
    }
  }

  private void resume(Outbound each, LinkPath path, long nowNanos, long late, Wire wire) {
    if (each instanceof Outbound.Control out) {
      Delivery delivery = out.delivery();
      long due = transmit(nowNanos, CONTROL_BYTES) + late;
      due =
          order.arriveControl(
              delivery.from(), delivery.to(), passed(path, due, CONTROL_BYTES), true);
      wire.control(spec.network(), delivery.arriving(due, quantumNanos));
    } else if (each instanceof Outbound.Rows out) {
      out.path = path;
      while (!out.isDone()) {
        sendRow(out, nowNanos, late, true);
      }
      handOver(out, wire);
    } else if (each instanceof Outbound.Travellers out) {
      long due = passed(path, transmit(nowNanos, out.bytes()) + late, out.bytes());
      wire.entities(
          out.machine(), new Luggage.Load(spec.network(), due, out.bytes(), out.pieces()));
    }
  }

  private LinkPath path(Outbound each, long nowNanos, Wire wire) {
    long at = nowNanos + spec.latencyNanos() + quantumNanos;
    if (each instanceof Outbound.Control out) {
      return wire.path(spec.network(), out.delivery().to(), at);
    } else if (each instanceof Outbound.Rows out) {
      return wire.path(spec.network(), out.to, at);
    }
    return wire.path(spec.network(), ((Outbound.Travellers) each).machine());
  }

  private boolean mustWait(Outbound.Rows out, Wire wire) {
    out.path = path(out, out.sentNanos(), wire);
    return mustWait(out, out.path, out.rows.size());
  }

  private boolean mustWait(Outbound out, LinkPath path, int count) {
    if (path == null || !path.isCut()) {
      return false;
    }
    path.book(count);
    waiting.add(out);
    return true;
  }

  private void sendRow(Outbound.Rows out, long atNanos, long late, boolean heldUp) {
    long bytes = out.rows.wireBytes(out.next);
    long due = transmit(atNanos, bytes) + late;
    long passed = passed(out.path, due, bytes);
    out.arrivals[out.next++] = order.arrive(out.from, out.to, passed, heldUp || out.path != null);
  }

  private void handOver(Outbound.Rows out, Wire wire) {
    wire.rows(
        new BatchMail(
            spec.network(), out.from, out.to, out.rows.arriving(out.arrivals, quantumNanos)));
  }

  private void send(Delivery out, Wire wire) {
    long at = out.dueNanos();
    LinkPath path = wire.path(spec.network(), out.to(), at + spec.latencyNanos() + quantumNanos);
    if (out.message() instanceof Datagram) {
      long due = transmit(at, CONTROL_BYTES);
      if (path == null || !path.loses()) {
        long passed = path == null ? due : path.passNanos(due, CONTROL_BYTES);
        wire.control(spec.network(), out.arriving(passed, quantumNanos));
      }
    } else if (!mustWait(new Outbound.Control(out), path, 1)) {
      long due = transmit(at, CONTROL_BYTES);
      due =
          order.arriveControl(out.from(), out.to(), passed(path, due, CONTROL_BYTES), path != null);
      wire.control(spec.network(), out.arriving(due, quantumNanos));
    }
  }

  private void send(Outbound.Travellers out, Wire wire) {
    LinkPath path = wire.path(spec.network(), out.machine());
    if (!mustWait(out, path, 1)) {
      long due = passed(path, transmit(out.sentNanos(), out.bytes()), out.bytes());
      wire.entities(
          out.machine(), new Luggage.Load(spec.network(), due, out.bytes(), out.pieces()));
    }
  }

  private long passed(LinkPath path, long due, long bytes) {
    return path == null ? due : path.passNanos(due, bytes) + path.repeatNanos(spec.patience());
  }

  private long transmit(long atNanos, long bytes) {
    freeAtNanos = Math.max(atNanos, freeAtNanos) + spec.transmitNanos(bytes);
    sentBytes += bytes;
    sent.add(bytes);
    total.add(bytes);
    return freeAtNanos + spec.latencyNanos() + quantumNanos;
  }

  /** Books what has arrived over this network. */
  void receive(Batch rows) {
    long bytes = 0;
    for (int i = 0; i < rows.size(); i++) {
      bytes += rows.wireBytes(i);
    }
    receiveBytes(bytes);
  }

  void receiveControl() {
    receiveBytes(CONTROL_BYTES);
  }

  void receiveBytes(long bytes) {
    receivedBytes += bytes;
    received.add(bytes);
    total.add(bytes);
  }

  List<Counter> counters(String machine) {
    return List.of(
        Counter.every10s(name(machine, "Bytes Total/sec"), () -> total.drainPerSecond(10)),
        Counter.every10s(name(machine, "Bytes Sent/sec"), () -> sent.drainPerSecond(10)),
        Counter.every10s(name(machine, "Bytes Received/sec"), () -> received.drainPerSecond(10)));
  }

  private CounterName name(String machine, String counter) {
    return new CounterName(machine, "Network Interface", spec.network(), counter);
  }
}
