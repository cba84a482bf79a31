package kagemusha.array;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.protocol.ControllerCommand.OpenWrite;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/**
 * The sequential writes to a controller's LUs, as restores make them. Each stream has one write
 * under way, which passes the front end and then goes the way of a host's write.
 *
 * <pre>
 * Open    --row--> Writing  --done--> Open or, with rows left, Writing
 * any     --row outside the LU, pool full--> closed   Refused
 * any     --CloseStream--> closed   a write under way ends, without an acknowledgement
 * </pre>
 */
final class WriteStreams implements WritePath.Client {
  private final ControllerParts parts;
  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final WritePath writes;
  private final Outbox outbox;
  private final String network;
  private final Map<Integer, WriteStream> open = new LinkedHashMap<>();
  private final Map<String, Integer> serials = new LinkedHashMap<>();
  private final List<WriteStream> ended = new ArrayList<>();
  private int nextSerial;

  WriteStreams(
      ControllerParts parts, FrontEnd frontEnd, WritePath writes, Outbox outbox, String network) {
    this.parts = parts;
    this.agenda = parts.agenda();
    this.frontEnd = frontEnd;
    this.writes = writes;
    this.outbox = outbox;
    this.network = network;
  }

  /** Opens a stream, unless there is an {@code objection} or the LU is not here. */
  void open(OpenWrite order, String known, Context context) {
    String objection = known;
    if (!parts.manages(order.lu())) {
      objection = "LU " + order.lu() + " is not managed by this controller";
    } else if (serials.containsKey(order.stream())) {
      objection = "a stream of this name is open";
    }
    if (!objection.isEmpty()) {
      Refused refused = new Refused("OpenWrite " + order.stream(), objection);
      context.send(network, order.replyTo(), refused);
      return;
    }
    int serial = nextSerial++;
    open.put(serial, new WriteStream(order, parts.lu(order.lu()), context.padNanos()));
    serials.put(order.stream(), serial);
  }

  /** A row has come; one of a stream that is closed means nothing. */
  void arrive(long nowNanos, StreamRows batch, int row) {
    Integer serial = serials.get(batch.stream());
    if (serial == null) {
      return;
    }
    WriteStream stream = open.get(serial);
    String objection = stream.objection(batch, row);
    if (objection.isEmpty()) {
      stream.add(batch, row);
      begin(nowNanos, serial, stream);
    } else {
      fail(nowNanos, serial, stream, objection);
    }
  }

  private void begin(long nowNanos, int serial, WriteStream stream) {
    if (stream.begin(nowNanos)) {
      frontEnd.submit(nowNanos, Work.ROW_READY, serial, 0);
    }
  }

  /** The front end has taken the command. */
  void ready(long nowNanos, int serial) {
    WriteStream stream = open.get(serial);
    writes.write(nowNanos, this, serial, stream.lu(), stream.firstBlock(), stream.blocks());
  }

  @Override
  public void stored(long nowNanos, WriteJob job) {
    WriteStream stream = open.get(job.index());
    if (!job.failed()) {
      stream.store();
    } else if (!stream.isClosed()) {
      String pool = stream.lu().volume().pool().name();
      fail(nowNanos, job.index(), stream, "pool " + pool + " is full");
    }
  }

  @Override
  public void acknowledge(long doneNanos, int index) {
    agenda.add(doneNanos, Work.ROW_WRITTEN, index, 0);
  }

  /** A write is complete. */
  void written(long nowNanos, int serial) {
    WriteStream stream = open.get(serial);
    long bytes = (long) stream.blocks() * IoBatch.BLOCK_BYTES;
    stream.lu().meter().completed(IoKind.WRITE, bytes, nowNanos - stream.startNanos());
    if (stream.isClosed()) {
      open.remove(serial);
    } else {
      stream.done(nowNanos);
      begin(nowNanos, serial, stream);
    }
  }

  private void fail(long nowNanos, int serial, WriteStream stream, String why) {
    OpenWrite order = stream.order();
    String what = "OpenWrite " + order.stream();
    outbox.letter(nowNanos, stream.padNanos(), order.replyTo(), new Refused(what, why));
    outbox.incident(
        nowNanos,
        ArrayEvents.RESTORE_FAILED,
        Level.ERROR,
        "Stream " + order.stream() + " to LU " + stream.lu().volume().name() + " ended: " + why,
        order.stream());
    ended.add(stream);
    close(serial, stream);
  }

  /** Ends a stream without a word. */
  void close(String name) {
    Integer serial = serials.get(name);
    if (serial != null) {
      close(serial, open.get(serial));
    }
  }

  /** Ends all streams of these askers without a word. */
  void forsake(List<EntityId> askers) {
    List.copyOf(open.values()).stream()
        .map(WriteStream::order)
        .filter(order -> askers.contains(order.replyTo()))
        .forEach(order -> close(order.stream()));
  }

  private void close(int serial, WriteStream stream) {
    serials.remove(stream.order().stream());
    stream.close();
    if (!stream.isBusy()) {
      open.remove(serial);
    }
  }

  /** Sends what has been acknowledged. */
  void flush(Context context) {
    ended.forEach(stream -> sendAcks(stream, context));
    ended.clear();
    open.values().forEach(stream -> sendAcks(stream, context));
  }

  private void sendAcks(WriteStream stream, Context context) {
    if (!stream.acks().isEmpty()) {
      OpenWrite order = stream.order();
      context.send(network, order.replyTo(), stream.acks().build(order.stream()));
    }
  }
}
