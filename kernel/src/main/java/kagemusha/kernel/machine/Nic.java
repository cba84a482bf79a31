package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;

/**
 * A network adapter with its transmit queue. All that the machine sends over this network in a
 * segment is put in order of time (at equal times rows before control) and leaves one after
 * another; it is due after transmission, latency and one quantum. The receiving side adds no queue
 * of its own: a switch port is taken to be as fast as what the senders bring.
 */
final class Nic {
  /** What a control message occupies on the wire. */
  private static final long CONTROL_BYTES = 256;

  /** Receives what has been put on the wire. */
  interface Wire {
    void control(String network, Delivery arriving);

    void rows(BatchMail arriving);

    void entities(String machine, Luggage.Load arriving);
  }

  /** Entities on their way out. */
  private record Leaving(String machine, long atNanos, long bytes, List<Luggage> pieces) {}

  private static final class Outgoing {
    final EntityId from;
    final EntityId to;
    final Batch rows;
    final long[] arrivals;
    int next;

    Outgoing(EntityId from, EntityId to, Batch rows) {
      this.from = from;
      this.to = to;
      this.rows = rows;
      this.arrivals = new long[rows.size()];
    }
  }

  private final NicSpec spec;
  private final long quantumNanos;
  private final List<Outgoing> data = new ArrayList<>();
  private final List<Delivery> control = new ArrayList<>();
  private final List<Leaving> entities = new ArrayList<>();
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
    data.add(new Outgoing(from, to, rows));
  }

  /** Queues entities that leave together, behind everything else of the segment. */
  void send(String machine, long atNanos, long bytes, List<Luggage> pieces) {
    entities.add(new Leaving(machine, atNanos, bytes, pieces));
  }

  /** Puts everything queued on the wire. */
  void flush(Wire wire) {
    if (data.isEmpty() && control.isEmpty() && entities.isEmpty()) {
      return;
    }
    control.sort(Delivery.ORDER);
    int nextControl = 0;
    while (true) {
      Outgoing earliest = earliestRow();
      long rowTime = earliest == null ? Long.MAX_VALUE : earliest.rows.timeNanos(earliest.next);
      if (nextControl < control.size() && control.get(nextControl).dueNanos() < rowTime) {
        Delivery out = control.get(nextControl++);
        wire.control(spec.network(), arriving(out, transmit(out.dueNanos(), CONTROL_BYTES)));
      } else if (earliest != null) {
        long bytes = earliest.rows.wireBytes(earliest.next);
        earliest.arrivals[earliest.next++] = transmit(rowTime, bytes);
      } else {
        break;
      }
    }
    for (Outgoing out : data) {
      wire.rows(
          new BatchMail(
              spec.network(), out.from, out.to, out.rows.arriving(out.arrivals, quantumNanos)));
    }
    for (Leaving out : entities) {
      long dueNanos = transmit(out.atNanos(), out.bytes());
      wire.entities(
          out.machine(), new Luggage.Load(spec.network(), dueNanos, out.bytes(), out.pieces()));
    }
    data.clear();
    control.clear();
    entities.clear();
  }

  private Outgoing earliestRow() {
    Outgoing best = null;
    long bestTime = Long.MAX_VALUE;
    for (int i = 0; i < data.size(); i++) {
      Outgoing out = data.get(i);
      if (out.next < out.arrivals.length && out.rows.timeNanos(out.next) < bestTime) {
        best = out;
        bestTime = out.rows.timeNanos(out.next);
      }
    }
    return best;
  }

  private long transmit(long atNanos, long bytes) {
    freeAtNanos = Math.max(atNanos, freeAtNanos) + spec.transmitNanos(bytes);
    sentBytes += bytes;
    sent.add(bytes);
    total.add(bytes);
    return freeAtNanos + spec.latencyNanos() + quantumNanos;
  }

  private Delivery arriving(Delivery out, long dueNanos) {
    return new Delivery(
        dueNanos,
        out.from(),
        out.incarnation(),
        out.sequence(),
        out.to(),
        out.padNanos() + quantumNanos,
        out.message());
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
