package kagemusha.array;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.protocol.ControllerCommand.CloseStream;
import kagemusha.array.protocol.ControllerCommand.Grant;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.StreamEnded;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.volume.Snapshot;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * The sequential streams of a controller. Each has a serial number, which is never used again, so
 * that reads of a stream that was closed are recognised when they are done.
 */
final class Streams {
  private record Ending(long timeNanos, long padNanos, EntityId replyTo, StreamEnded notice) {}

  private final Agenda agenda;
  private final FrontEnd frontEnd;
  private final String network;
  private final Map<Integer, StreamReader> open = new LinkedHashMap<>();
  private final Map<String, Integer> serials = new LinkedHashMap<>();
  private final List<Ending> endings = new ArrayList<>();
  private final List<StreamReader> cutOff = new ArrayList<>();
  private int nextSerial;

  Streams(Agenda agenda, FrontEnd frontEnd, String network) {
    this.agenda = agenda;
    this.frontEnd = frontEnd;
    this.network = network;
  }

  void open(OpenStream order, ManagedLu lu, Snapshot snapshot, Context context) {
    String objection = StreamReader.objection(order);
    if (serials.containsKey(order.stream())) {
      objection = "a stream of this name is open";
    }
    if (!objection.isEmpty()) {
      Refused refused = new Refused("OpenStream " + order.stream(), objection);
      context.send(network, order.replyTo(), refused);
      return;
    }
    StreamReader stream = new StreamReader(order, lu, snapshot, context.padNanos());
    int serial = nextSerial++;
    open.put(serial, stream);
    serials.put(order.stream(), serial);
    pump(context.nowNanos(), serial, stream);
    if (stream.isEnded()) {
      end(context.nowNanos(), serial, stream);
      flush(context);
    }
  }

  /** A grant for a stream that has ended meanwhile is late and means nothing. */
  void grant(Grant grant, Context context) {
    Integer serial = serials.get(grant.stream());
    if (serial != null) {
      StreamReader stream = open.get(serial);
      stream.grant(grant.grantedBytes());
      pump(context.nowNanos(), serial, stream);
    }
  }

  /** Ends a stream without a word; what is in flight is dropped when it is done. */
  void close(CloseStream command) {
    Integer serial = serials.remove(command.stream());
    if (serial != null) {
      open.remove(serial);
    }
  }

  /**
   * Closes all streams that read a snapshot and have not come to their end; how many there were.
   * What is complete is still sent.
   */
  int closeAll(Snapshot snapshot) {
    List<StreamReader> readers =
        open.values().stream()
            .filter(stream -> stream.snapshot() == snapshot && !stream.isEnded())
            .toList();
    for (StreamReader reader : readers) {
      cutOff.add(reader);
      close(new CloseStream(reader.order().stream()));
    }
    return readers.size();
  }

  /** Ends all streams of these askers without a word. */
  void forsake(List<EntityId> askers) {
    List.copyOf(open.values()).stream()
        .map(StreamReader::order)
        .filter(order -> askers.contains(order.replyTo()))
        .forEach(order -> close(new CloseStream(order.stream())));
  }

  private void pump(long nowNanos, int serial, StreamReader stream) {
    for (int read = stream.issue(nowNanos); read >= 0; read = stream.issue(nowNanos)) {
      frontEnd.submit(nowNanos, Work.STREAM_READY, serial, read);
    }
  }

  /** The front end is done with a read. */
  void ready(long nowNanos, int serial, int read) {
    StreamReader stream = open.get(serial);
    if (stream != null) {
      long done = stream.fetch(nowNanos, read, frontEnd);
      agenda.add(done + frontEnd.latencyNanos(), Work.STREAM_DONE, serial, read);
    }
  }

  /** A read is complete. */
  void done(long nowNanos, int serial, int read) {
    StreamReader stream = open.get(serial);
    if (stream == null) {
      return;
    }
    long bytes = (long) stream.blocks(read) * IoBatch.BLOCK_BYTES;
    stream.lu().meter().completed(IoKind.READ, bytes, nowNanos - stream.startNanos(read));
    stream.done(nowNanos, read);
    pump(nowNanos, serial, stream);
    if (stream.isEnded()) {
      end(nowNanos, serial, stream);
    }
  }

  private void end(long nowNanos, int serial, StreamReader stream) {
    OpenStream order = stream.order();
    StreamEnded notice = new StreamEnded(order.stream(), stream.sentBytes(), stream.digest());
    endings.add(new Ending(nowNanos, stream.padNanos(), order.replyTo(), notice));
  }

  /** Sends what is complete, and only then the end, which so never leaves before the data. */
  void flush(Context context) {
    cutOff.forEach(stream -> sendRows(stream, context));
    cutOff.clear();
    open.values().forEach(stream -> sendRows(stream, context));
    for (Ending ending : endings) {
      context.at(ending.timeNanos, ending.padNanos).send(network, ending.replyTo, ending.notice);
      close(new CloseStream(ending.notice.stream()));
    }
    endings.clear();
  }

  private void sendRows(StreamReader stream, Context context) {
    if (!stream.rows().isEmpty()) {
      OpenStream order = stream.order();
      context.send(network, order.replyTo(), stream.rows().build(order.stream()));
    }
  }

  boolean isOpen(String stream) {
    return serials.containsKey(stream);
  }

  void invariant() {
    open.values().forEach(StreamReader::invariant);
  }
}
