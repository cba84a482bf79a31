package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.random.RandomStream;

/** The way over one network to one other machine, and the faults that lie on it now. */
final class LinkPath {
  /** What a fault on this way has done so far. */
  static final class Touched {
    final Impairment impairment;
    long waited;
    long repeated;
    long lost;
    long delayed;

    Touched(Impairment impairment) {
      this.impairment = impairment;
    }
  }

  private final RandomStream random;
  private final List<Touched> faults = new ArrayList<>();
  private long freeAtNanos;

  LinkPath(RandomStream random) {
    this.random = random;
  }

  void add(Touched fault) {
    faults.add(fault);
  }

  void remove(Touched fault) {
    faults.remove(fault);
  }

  boolean isWell() {
    return faults.isEmpty();
  }

  boolean isCut() {
    return faults.stream().anyMatch(each -> each.impairment.cut());
  }

  /** So much has to wait because the way is cut. */
  void book(int waiting) {
    faults.stream().filter(each -> each.impairment.cut()).forEach(each -> each.waited += waiting);
  }

  /** Whether something that is sent once is lost. */
  boolean loses() {
    for (Touched each : faults) {
      if (each.impairment.cut() || isLost(each)) {
        each.lost++;
        return true;
      }
    }
    return false;
  }

  private boolean isLost(Touched each) {
    return each.impairment.loss() > 0 && random.chance(each.impairment.loss());
  }

  /** How much later than on a well network something arrives that is sent until it does. */
  long repeatNanos(NicSpec.Patience patience) {
    long late = 0;
    for (Touched each : faults) {
      for (int attempt = 0; isLost(each); attempt++) {
        late += patience.waitNanos(attempt);
        each.repeated++;
      }
    }
    return late;
  }

  /** When something gets to the end of the way that enters it at this time. */
  long passNanos(long atNanos, long bytes) {
    long at = atNanos;
    for (Touched each : faults) {
      long before = at;
      long bits = each.impairment.bitsPerSecond();
      if (bits > 0) {
        freeAtNanos = Math.max(at, freeAtNanos) + bytes * 8 * 1_000_000_000L / bits;
        at = freeAtNanos;
      }
      at += each.impairment.delayNanos();
      each.delayed += at > before ? 1 : 0;
    }
    return at;
  }
}
