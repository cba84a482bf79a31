package kagemusha.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.IoLatencies;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.counter.Statistic;

/** Counters of one host's storage stack, per volume. */
final class CsvCounters {
  private static final double NANOS_PER_SECOND = 1e9;

  /** What is counted of one volume. */
  private static final class Volume {
    final IntervalSum queueSeconds = new IntervalSum();
    final IntervalSum directReads = new IntervalSum();
    final IntervalSum directWrites = new IntervalSum();
    final IntervalSum redirectedReads = new IntervalSum();
    final IntervalSum redirectedWrites = new IntervalSum();
    final IntervalSum redirectedBytes = new IntervalSum();
    final IntervalSum metadata = new IntervalSum();
    final IntervalSum served = new IntervalSum();
    final IntervalSum redirectSeconds = new IntervalSum();
    final IntervalSum holdSeconds = new IntervalSum();
    final IoLatencies latencies = new IoLatencies();
    final RedirectedTimes redirectedTimes = new RedirectedTimes();
    double totalRedirectSeconds;
    double totalHoldSeconds;
    long totalRedirected;
    long totalRedirectedBytes;
    long totalDirect;
    long totalServed;
    long totalServedBytes;
  }

  private final String host;
  private final CsvWiring wiring;
  private final Volume[] volumes;
  private long handled;

  CsvCounters(String host, CsvWiring wiring) {
    this.host = host;
    this.wiring = wiring;
    this.volumes = new Volume[wiring.lus().size()];
    for (int lu = 0; lu < volumes.length; lu++) {
      volumes[lu] = new Volume();
    }
  }

  void redirected(int lu, IoKind kind, int bytes) {
    Volume volume = volumes[lu];
    handled++;
    if (kind == IoKind.METADATA) {
      volume.metadata.add(1);
      return;
    }
    (kind == IoKind.READ ? volume.redirectedReads : volume.redirectedWrites).add(1);
    volume.redirectedBytes.add(bytes);
    volume.totalRedirected++;
    volume.totalRedirectedBytes += bytes;
  }

  void direct(int lu, IoKind kind, int bytes, boolean local) {
    Volume volume = volumes[lu];
    handled++;
    if (!local) {
      volume.served.add(1);
      if (kind != IoKind.METADATA) {
        volume.totalServed++;
        volume.totalServedBytes += bytes;
      }
    } else if (kind == IoKind.METADATA) {
      volume.metadata.add(1);
    } else {
      (kind == IoKind.READ ? volume.directReads : volume.directWrites).add(1);
      volume.totalDirect++;
    }
  }

  /** I/Os that this host has sent through the owners of volumes, since the start. */
  long totalRedirected() {
    long total = 0;
    for (Volume volume : volumes) {
      total += volume.totalRedirected;
    }
    return total;
  }

  /** The coordinator has said which way a volume's I/O goes. */
  void redirection(int lu, boolean redirected, long nowNanos, long padNanos) {
    volumes[lu].redirectedTimes.now(redirected, nowNanos, padNanos);
  }

  /**
   * An I/O of this host is back from the array.
   *
   * @param tripNanos of the way there and back
   * @param served whether it was redirected from another host
   */
  void completed(int lu, IoCompletions batch, int row, long tripNanos, boolean served) {
    Volume volume = volumes[lu];
    long latencyNanos = batch.residenceNanos(row) + tripNanos;
    volume.queueSeconds.add(latencyNanos / NANOS_PER_SECOND);
    volume.latencies.add(batch.payloadBytes(row) > 0, served, tripNanos, batch, row);
  }

  /** An I/O of this host's own guests is back, and so much of its latency was not the array's. */
  void delayed(int lu, long redirectNanos, long holdNanos) {
    Volume volume = volumes[lu];
    volume.redirectSeconds.add(redirectNanos / NANOS_PER_SECOND);
    volume.totalRedirectSeconds += redirectNanos / NANOS_PER_SECOND;
    volume.holdSeconds.add(holdNanos / NANOS_PER_SECOND);
    volume.totalHoldSeconds += holdNanos / NANOS_PER_SECOND;
  }

  /** Disk I/Os handled by the parent partition since last asked. */
  long drainHandled() {
    long count = handled;
    handled = 0;
    return count;
  }

  List<Counter> list() {
    List<Counter> list = new ArrayList<>();
    for (int lu = 0; lu < volumes.length; lu++) {
      String name = wiring.lus().get(lu);
      Volume volume = volumes[lu];
      add(list, "PhysicalDisk", name, "Avg. Disk Queue Length", volume.queueSeconds);
      add(list, "Cluster Shared Volumes", name, "Direct Reads/sec", volume.directReads);
      add(list, "Cluster Shared Volumes", name, "Direct Writes/sec", volume.directWrites);
      add(list, "Cluster Shared Volumes", name, "Redirected Reads/sec", volume.redirectedReads);
      add(list, "Cluster Shared Volumes", name, "Redirected Writes/sec", volume.redirectedWrites);
      add(list, "Cluster Shared Volumes", name, "Redirected Bytes/sec", volume.redirectedBytes);
      add(list, "Cluster Shared Volumes", name, "Metadata IO/sec", volume.metadata);
      add(list, "Cluster Shared Volumes", name, "Served for Others/sec", volume.served);
      add(list, "Cluster Shared Volumes", name, "Redirection Delay", volume.redirectSeconds);
      add(list, "Cluster Shared Volumes", name, "Hold Delay", volume.holdSeconds);
      list.addAll(volume.latencies.counters(host, name));
    }
    return list;
  }

  private void add(List<Counter> list, String object, String lu, String counter, IntervalSum sum) {
    list.add(
        Counter.every10s(new CounterName(host, object, lu, counter), () -> sum.drainPerSecond(10)));
  }

  void invariant() {
    for (Volume volume : volumes) {
      volume.latencies.invariant();
    }
  }

  void summarise(Consumer<Statistic> report) {
    for (int lu = 0; lu < volumes.length; lu++) {
      String instance = host + "/" + wiring.lus().get(lu);
      Volume volume = volumes[lu];
      report.accept(new Statistic(CsvWiring.DATA_IO, instance, "direct", volume.totalDirect));
      report.accept(
          new Statistic(CsvWiring.DATA_IO, instance, "redirected", volume.totalRedirected));
      report.accept(
          new Statistic(
              CsvWiring.DATA_IO, instance, "redirected bytes", volume.totalRedirectedBytes));
      report.accept(new Statistic(CsvWiring.DATA_IO, instance, "served", volume.totalServed));
      report.accept(
          new Statistic(CsvWiring.DATA_IO, instance, "served bytes", volume.totalServedBytes));
      report.accept(
          new Statistic(
              CsvWiring.DATA_IO, instance, "redirection seconds", volume.totalRedirectSeconds));
      volume.redirectedTimes.summarise(instance, report);
      report.accept(
          new Statistic(CsvWiring.DATA_IO, instance, "hold seconds", volume.totalHoldSeconds));
    }
  }
}
