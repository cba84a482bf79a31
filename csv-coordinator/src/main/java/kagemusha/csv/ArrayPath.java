package kagemusha.csv;

import java.util.List;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.fault.DisturbedCount;

/**
 * A host's way to the array.
 *
 * <pre>
 * There --LosePath--> Lost    5121: what others own is redirected; 5120: what it owns is queued
 * Lost  --FindPath--> There   what was queued goes on
 * </pre>
 *
 * <p>What has left before comes back; the cluster does not move the volumes of such an owner.
 */
final class ArrayPath {
  static final int BACK = 9016;

  private final String host;
  private final CsvWiring wiring;
  private final RequestRouter router;
  private final DisturbedCount touched = new DisturbedCount("I/Os without a path to the array");
  private long seen;

  ArrayPath(String host, CsvWiring wiring, RequestRouter router) {
    this.host = host;
    this.wiring = wiring;
    this.router = router;
  }

  void lose(Disturbance by, VolumeAccess[] volumes, Context context) {
    if (touched.isOn()) {
      by.refused(context, host + " has no path to the array already");
      return;
    }
    touched.begin(by);
    seen = router.withoutPath();
    router.losePath();
    List<String> csvs = wiring.csvs();
    for (int lu = 0; lu < volumes.length; lu++) {
      if (csvs.contains(wiring.lus().get(lu))) {
        lost(wiring.lus().get(lu), volumes[lu].isOwner(), context);
      }
    }
  }

  private void lost(String volume, boolean owned, Context context) {
    String text =
        owned
            ? "Volume %s is paused on its owner %s, which has no path to it; I/O is queued."
            : "Volume %s is not directly accessible from %s any more; its I/O is redirected.";
    log(
        context,
        owned ? Takeover.PAUSED : CsvVolumeRules.REDIRECTED,
        Level.WARNING,
        text.formatted(volume, host));
  }

  void find(Context context) {
    if (touched.isOn()) {
      tell(context);
      touched.end(context);
      log(context, BACK, Level.INFORMATION, host + " reaches the array again.");
      router.findPath(context);
    }
  }

  void summarise(Consumer<Statistic> report) {
    touched.summarise(report);
  }

  private void log(Context context, int id, Level level, String text) {
    context.event(CsvVolumeRules.SOURCE, id, level, text, "path of " + host);
  }

  /** Data has flowed. */
  void tell(Context context) {
    if (touched.isOn()) {
      touched.add(router.withoutPath() - seen, context);
      seen = router.withoutPath();
    }
  }
}
