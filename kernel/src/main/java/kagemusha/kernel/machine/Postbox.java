package kagemusha.kernel.machine;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kagemusha.kernel.wire.WireCodec;

/**
 * Mail on its way out and in: turned into bytes here, not by the remoting, so that something that
 * cannot be sent fails the sender at once, and cut into parts that fit a frame.
 */
final class Postbox {
  /** Well below the remoting's frame size. */
  static final int PART_BYTES = 192 * 1024;

  private record Letter(long tick, String from) {}

  /** What has arrived of one letter. */
  private static final class Partial {
    final byte[][] parts;
    int missing;

    Partial(int count) {
      parts = new byte[count][];
      missing = count;
    }
  }

  private final WireCodec codec = new WireCodec();
  private final Map<Letter, Partial> partial = new HashMap<>();
  private final Map<Letter, Mail> complete = new HashMap<>();
  private long first;
  private long messages;
  private long bytes;

  /** Sends mail in as many parts as it takes; {@code send} gets each part. */
  void post(long tick, String self, Mail mail, Consumer<MachineCommand.MailPart> send) {
    byte[] all = codec.toBytes(mail);
    bytes += all.length;
    int count = Math.max(1, (all.length + PART_BYTES - 1) / PART_BYTES);
    for (int part = 0; part < count; part++) {
      int from = part * PART_BYTES;
      int to = Math.min(all.length, from + PART_BYTES);
      byte[] piece = count == 1 ? all : Arrays.copyOfRange(all, from, to);
      messages++;
      send.accept(new MachineCommand.MailPart(tick, self, part, count, piece));
    }
  }

  /** Mail that a machine sends to itself never becomes bytes. */
  void keep(long tick, String self, Mail mail) {
    complete.put(new Letter(tick, self), mail);
  }

  /** Takes a part; true if its letter is now complete. */
  boolean take(MachineCommand.MailPart part) {
    Letter letter = new Letter(part.tick(), part.from());
    if (part.parts() == 1) {
      complete.put(letter, (Mail) codec.fromBytes(part.bytes()));
      return true;
    }
    Partial open = partial.computeIfAbsent(letter, key -> new Partial(part.parts()));
    if (open.parts[part.part()] == null) {
      open.parts[part.part()] = part.bytes();
      open.missing--;
    }
    if (open.missing > 0) {
      return false;
    }
    partial.remove(letter);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] piece : open.parts) {
      whole.writeBytes(piece);
    }
    complete.put(letter, (Mail) codec.fromBytes(whole.toByteArray()));
    return true;
  }

  /**
   * All mail of ticks before this one, in the order of ticks and then of senders; what a lost
   * machine sent from the tick of its death until its return is forgotten.
   */
  List<Mail> collect(long beforeTick, List<String> senders, List<MachineCommand.Loss> losses) {
    forget(losses);
    complete.keySet().removeIf(letter -> letter.tick() < first);
    List<Letter> letters = new ArrayList<>(complete.keySet());
    letters.removeIf(letter -> letter.tick() >= beforeTick);
    letters.sort(
        Comparator.comparingLong(Letter::tick)
            .thenComparingInt(letter -> senders.indexOf(letter.from())));
    return letters.stream().map(complete::remove).toList();
  }

  /** Nothing of earlier ticks has been sent to this machine. */
  void forgetBefore(long firstTick) {
    complete.keySet().removeIf(letter -> letter.tick() < firstTick);
    partial.keySet().removeIf(letter -> letter.tick() < firstTick);
    first = firstTick;
  }

  private void forget(List<MachineCommand.Loss> losses) {
    for (MachineCommand.Loss loss : losses) {
      Predicate<Letter> late =
          letter ->
              letter.from().equals(loss.machine())
                  && letter.tick() >= loss.tick()
                  && letter.tick() < loss.backTick();
      complete.keySet().removeIf(late);
      partial.keySet().removeIf(late);
    }
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }
}
