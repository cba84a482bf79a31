package kagemusha.csv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/** Takes completions one stop back along their route: to a guest here or to another host's node. */
final class CompletionRouter {
  private final EntityId self;
  private final CsvWiring wiring;
  private final VolumeAccess[] volumes;
  private final CsvCounters counters;
  private final Delays delays;
  private final AwayIo away;
  private final String[] controllers;
  private final Map<List<EntityId>, IoCompletions.Builder> lanes = new LinkedHashMap<>();

  private IoCompletions laneBatch;
  private EntityId laneGuest;
  private boolean laneLocal;
  private IoCompletions.Builder laneBuilder;

  CompletionRouter(
      EntityId self,
      CsvWiring wiring,
      VolumeAccess[] volumes,
      CsvCounters counters,
      Delays delays,
      AwayIo away) {
    this.away = away;
    this.self = self;
    this.wiring = wiring;
    this.volumes = volumes;
    this.counters = counters;
    this.delays = delays;
    this.controllers = new String[volumes.length];
    for (int lu = 0; lu < volumes.length; lu++) {
      controllers[lu] = wiring.controller(lu).name();
    }
  }

  /**
   * One row; returns its LU. What comes from a host that is gone, when it has been taken back,
   * means nothing.
   */
  int back(String sender, IoCompletions batch, int row) {
    if (batch != laneBatch) {
      if (!batch.nextStop().equals(self)) {
        throw new IllegalStateException(self + " got completions for " + batch.nextStop());
      }
      laneBatch = batch;
      List<EntityId> route = batch.route();
      laneGuest = route.get(0);
      laneLocal = route.size() == 2;
      laneBuilder =
          lanes.computeIfAbsent(
              route.subList(0, route.size() - 1), key -> new IoCompletions.Builder());
    }
    long tag = batch.tag(row);
    int lu = IoTag.lu(tag);
    if (!sender.equals(controllers[lu]) && !away.back(lu, laneGuest, IoTag.slot(tag), sender)) {
      return lu;
    }
    volumes[lu].completed(batch.payloadBytes(row) == 0); // only reads bring data back
    if (sender.equals(controllers[lu])) {
      counters.completed(lu, batch, row, wiring.storageTripNanos(IoTag.bytes(tag)), !laneLocal);
    }
    laneBuilder.copy(batch, row);
    delays.back(laneGuest, batch, row);
    laneBuilder.delayed(delays.holdNanos(), delays.redirectNanos());
    if (laneLocal) {
      counters.delayed(lu, delays.redirectNanos(), delays.holdNanos());
    }
    return lu;
  }

  void flush(Context context) {
    laneBatch = null;
    lanes.forEach(
        (route, builder) -> {
          if (!builder.isEmpty()) {
            IoCompletions rows = builder.build(route);
            if (route.size() == 1) {
              context.pass(rows.nextStop(), rows);
            } else {
              context.send(wiring.network(), rows.nextStop(), rows);
            }
          }
        });
  }
}
