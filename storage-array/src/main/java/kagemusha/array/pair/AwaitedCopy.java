package kagemusha.array.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.array.protocol.PairCopyNotice.CopyDone;
import kagemusha.array.protocol.PairCopyNotice.CopyFailed;
import kagemusha.array.protocol.PairCopyNotice.ImageFrozen;

/** What a pair waits for, and what it is to be told. */
final class AwaitedCopy {
  private final String pair;
  private final List<PairCopier.Report> reports = new ArrayList<>();
  private boolean copy;
  private Optional<String> image = Optional.empty();
  private long padNanos;

  AwaitedCopy(String pair) {
    this.pair = pair;
  }

  /** The pair waits until nothing differs. */
  void copy(long padNanos) {
    copy = true;
    this.padNanos = padNanos;
  }

  /** The pair waits for nothing but an image, which is taken when nothing differs. */
  void image(long padNanos, String name) {
    nothing();
    image = Optional.of(name);
    this.padNanos = padNanos;
  }

  void nothing() {
    copy = false;
    image = Optional.empty();
    padNanos = 0;
  }

  boolean isCopy() {
    return copy;
  }

  Optional<String> image() {
    return image;
  }

  void copied(long nowNanos) {
    report(nowNanos, new CopyDone(pair));
    nothing();
  }

  void frozen(long nowNanos, String name) {
    report(nowNanos, new ImageFrozen(pair, name));
    nothing();
  }

  void failed(long nowNanos, String why) {
    report(nowNanos, new CopyFailed(pair, why));
  }

  private void report(long nowNanos, PairCopyNotice notice) {
    reports.add(new PairCopier.Report(nowNanos, padNanos, notice));
  }

  /** What is to be told to the pair; empties it. */
  List<PairCopier.Report> drainReports() {
    List<PairCopier.Report> drained = List.copyOf(reports);
    reports.clear();
    return drained;
  }
}
