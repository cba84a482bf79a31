package kagemusha.array;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kagemusha.array.pair.PairCopier;
import kagemusha.array.pair.ShadowImagePair;
import kagemusha.array.protocol.ControllerCommand.AdoptPair;
import kagemusha.array.protocol.ControllerCommand.ForPair;
import kagemusha.array.protocol.ControllerCommand.ForgetPair;
import kagemusha.array.protocol.ControllerCommand.FreezeImage;
import kagemusha.array.protocol.ControllerCommand.ReportPair;
import kagemusha.array.protocol.ControllerCommand.StartCopy;
import kagemusha.array.protocol.ControllerCommand.StopCopy;
import kagemusha.array.protocol.PairCopyNotice.CopyFailed;
import kagemusha.array.protocol.PairCopyNotice.ImageFrozen;
import kagemusha.array.protocol.PairCopyNotice.ImageRefused;
import kagemusha.array.protocol.PairNotice.Status;
import kagemusha.array.volume.Snapshot;
import kagemusha.array.volume.Volume;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** Commands that concern ShadowImage pairs, and what is to be told to the pairs. */
final class Pairs {
  private static final double BYTES_PER_MB = 1e6;
  private static final int INTERVAL_SECONDS = 60;

  private final String array;
  private final String network;
  private final Map<Integer, ManagedLu> lus;
  private final Streams streams;
  private final List<PairCopier> copiers;
  private final Map<String, PairCopier> copierOf = new LinkedHashMap<>();
  private final List<Loss> losses = new ArrayList<>();

  /** An image that will never be complete, and how many streams have read it. */
  private record Loss(long timeNanos, String image, int readers) {}

  Pairs(String array, String network, ControllerParts parts, Streams streams) {
    this.array = array;
    this.network = network;
    this.lus = parts.lus();
    this.streams = streams;
    this.copiers = parts.pairs();
    copiers.forEach(copier -> copierOf.put(copier.spec().name(), copier));
  }

  PairCopier copier(int number) {
    return copiers.get(number);
  }

  void on(ForPair command, Context context) {
    PairCopier copier = copierOf.get(command.pair());
    if (copier == null) {
      throw new IllegalStateException("pair " + command.pair() + " is not managed here");
    }
    long now = context.nowNanos();
    if (command instanceof AdoptPair adopt) {
      adopt(copier, adopt, now);
    } else if (command instanceof StartCopy start) {
      dropImage(copier, context);
      copier.start(now, context.padNanos(), start.back(), start.all());
    } else if (command instanceof FreezeImage freeze) {
      freeze(copier, freeze, context);
    } else if (command instanceof StopCopy) {
      dropImage(copier, context);
      copier.stop(now);
    } else if (command instanceof ForgetPair) {
      dropImage(copier, context);
      copier.forget(now);
    } else if (command instanceof ReportPair report) {
      report(copier, report, context);
    }
  }

  private static void adopt(PairCopier copier, AdoptPair adopt, long nowNanos) {
    switch (adopt.status()) {
      case SMPL -> copier.forget(nowNanos);
      case PAIR -> copier.follow();
      case PSUS, PSUE -> copier.note(adopt.image());
      case COPY, RCPY ->
          throw new IllegalStateException(
              "pair " + adopt.pair() + " cannot begin in state " + adopt.status());
    }
  }

  private void freeze(PairCopier copier, FreezeImage freeze, Context context) {
    boolean taken =
        lus.values().stream().anyMatch(lu -> lu.volume().snapshot(freeze.image()).isPresent());
    if (taken) {
      ImageRefused refused = new ImageRefused(freeze.pair(), freeze.image());
      context.tell(ShadowImagePair.idOf(array, freeze.pair()), refused);
    } else if (copier.freeze(context.nowNanos(), context.padNanos(), freeze.image())) {
      ImageFrozen frozen = new ImageFrozen(freeze.pair(), freeze.image());
      context.tell(ShadowImagePair.idOf(array, freeze.pair()), frozen);
    }
  }

  private void report(PairCopier copier, ReportPair report, Context context) {
    context.send(
        network,
        report.replyTo(),
        new Status(
            report.pair(),
            report.status(),
            copier.primary().number(),
            copier.secondary().number(),
            copier.differingBytes(),
            report.image(),
            copier.isPossible()));
  }

  private void dropImage(PairCopier copier, Context context) {
    copier.takeImage().ifPresent(image -> drop(copier.secondary(), image, context));
  }

  private void drop(Volume secondary, String image, Context context) {
    tell(new Loss(context.nowNanos(), image, close(secondary, image)), context);
  }

  /** Takes an image away from its readers; how many there were. */
  private int close(Volume secondary, String image) {
    Optional<Snapshot> content = secondary.snapshot(image);
    secondary.forget(image);
    return content.isPresent() ? streams.closeAll(content.get()) : 0;
  }

  private void tell(Loss loss, Context context) {
    if (loss.readers() > 0) {
      String text =
          "Image %s dropped while %d streams read it".formatted(loss.image(), loss.readers());
      context
          .at(loss.timeNanos())
          .event(array, ArrayEvents.STREAMS_DROPPED, Level.WARNING, text, loss.image());
    }
  }

  /** A piece of a copy has been read. */
  void read(long nowNanos, int number, int piece) {
    copiers.get(number).read(nowNanos, piece);
    closeLost(nowNanos, copiers.get(number));
  }

  /** Nothing is read any more of an image that has become invalid in this moment. */
  private void closeLost(long nowNanos, PairCopier copier) {
    Optional<String> lost = copier.takeLostImage();
    if (lost.isPresent()) {
      int readers = close(copier.secondary(), lost.get());
      losses.add(new Loss(nowNanos, lost.get(), readers));
    }
  }

  /** Dirty data has reached the disks. */
  void roomMade(long nowNanos) {
    for (int i = 0; i < copiers.size(); i++) {
      copiers.get(i).roomMade(nowNanos);
      closeLost(nowNanos, copiers.get(i));
    }
  }

  /** Tells the pairs what has come to an end. */
  void flush(Context context) {
    losses.forEach(loss -> tell(loss, context));
    losses.clear();
    for (int i = 0; i < copiers.size(); i++) {
      for (PairCopier.Report report : copiers.get(i).drainReports()) {
        EntityId pair = ShadowImagePair.idOf(array, report.notice().pair());
        context.at(report.timeNanos(), report.padNanos()).tell(pair, report.notice());
        if (report.notice() instanceof CopyFailed failed) {
          String text = "Pair " + failed.pair() + " cannot be copied: " + failed.why();
          context.event(array, ArrayEvents.POOL_FULL, Level.CRITICAL, text, failed.pair());
        }
      }
    }
  }

  List<Counter> counters() {
    return copiers.stream().flatMap(this::counters).toList();
  }

  private Stream<Counter> counters(PairCopier copier) {
    String pair = copier.spec().name();
    long[] before = new long[1];
    return Stream.of(
        Counter.every60s(
            new CounterName(array, "ShadowImage Pair", pair, "Differing MB"),
            () -> copier.differingBytes() / BYTES_PER_MB),
        Counter.every60s(
            new CounterName(array, "ShadowImage Pair", pair, "Copy MB/sec"),
            () -> {
              long bytes = copier.copiedBytes() - before[0];
              before[0] = copier.copiedBytes();
              return bytes / BYTES_PER_MB / INTERVAL_SECONDS;
            }));
  }

  void invariant() {
    copiers.forEach(PairCopier::invariant);
  }
}
