package kagemusha.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.entity.EntityId;

/**
 * I/Os that have gone through another host and are not back, in the order in which they went. If
 * that host dies they are lost, and have to be repeated.
 */
final class AwayIo {
  private record Mark(EntityId guest, int slot) {}

  private record Gone(EntityId to, WaitingIo io) {}

  private final List<Map<Mark, Gone>> byLu = new ArrayList<>();

  AwayIo(int lus) {
    for (int lu = 0; lu < lus; lu++) {
      byLu.add(new LinkedHashMap<>());
    }
  }

  void went(WaitingIo io, EntityId to) {
    Mark mark = new Mark(io.batch().asker(), IoTag.slot(io.batch().tag(io.row())));
    byLu.get(io.lu()).put(mark, new Gone(to, io));
  }

  /** An I/O is back from there; false if it has been taken back and so is none of ours. */
  boolean back(int lu, EntityId guest, int slot, String from) {
    Map<Mark, Gone> gone = byLu.get(lu);
    Mark mark = new Mark(guest, slot);
    boolean known = gone.containsKey(mark) && gone.get(mark).to().name().equals(from);
    if (known) {
      gone.remove(mark);
    }
    return known;
  }

  /**
   * Takes back all I/Os of a volume. One that was linked to another that is back already stands for
   * itself from now on.
   */
  List<WaitingIo> takeBack(int lu) {
    List<WaitingIo> taken = new ArrayList<>();
    for (Gone gone : byLu.get(lu).values()) {
      WaitingIo io = gone.io();
      boolean follows = !taken.isEmpty() && io.follows(taken.get(taken.size() - 1));
      taken.add(io.isLinked() && !follows ? io.apart() : io);
    }
    byLu.get(lu).clear();
    return taken;
  }

  int count(int lu) {
    return byLu.get(lu).size();
  }
}
