package kagemusha.backup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/**
 * The DPM server: starts the scenario's job, stores what agents ship, checks it when a disk is
 * whole.
 */
public final class DpmServer implements Entity<DpmServer.Command> {
  /** What the server accepts. */
  public sealed interface Command extends Message {}

  /** A scheduled job is due. */
  public record StartJob() implements Command {}

  /** An agent has shipped all of a disk; its content must have this digest. */
  public record DiskShipped(
      String job, String vm, VhdRole role, String stream, long bytes, long digest, EntityId agent)
      implements Command {}

  /** The last piece of the disk has been written. */
  public record DiskWritten(DiskShipped shipped) implements Command {}

  /**
   * The agent has finished the job and let go of the volumes; {@code failure} is empty if it went
   * well.
   */
  public record JobEnded(String job, String failure) implements Command {}

  private static final String SOURCE = "DPM";
  private static final int JOB_STARTED = 9110;
  private static final int DISK_VERIFIED = 9111;
  private static final int JOB_SUCCEEDED = 9112;
  private static final int REPLICA_INCONSISTENT = 3106;
  private static final int OUT_OF_SPACE = 9113;

  /** So much of a stream is on the replica volume at this time, and its agent is told then. */
  private record Written(long atNanos, String agent, String stream, long totalBytes) {}

  private final EntityId id;
  private final BackupWiring wiring;
  private final Optional<BackupJob> planned;
  private final Inbox<StreamRows> pieces = new Inbox<>();
  private final Map<String, ReplicaVolume> volumes = new TreeMap<>();
  private final Map<String, Long> received = new TreeMap<>();
  private final Deque<Written> unacknowledged = new ArrayDeque<>();
  private final List<Statistic> finished = new ArrayList<>();
  private final IntervalSum writtenRate = new IntervalSum();

  private long diskFreeNanos;
  private long stored;
  private boolean full;
  private long jobStartNanos;

  public DpmServer(BackupWiring wiring, Optional<BackupJob> planned) {
    this.id = wiring.server();
    this.wiring = wiring;
    this.planned = planned;
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public void start(Context context) {
    planned.ifPresent(job -> context.timer("job", job.at().toNanos(), new StartJob()));
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof StartJob) {
      planned.ifPresent(job -> startJob(job, context));
    } else if (command instanceof DiskShipped shipped) {
      long done = Math.max(context.nowNanos(), diskFreeNanos);
      context.timer("written " + shipped.stream(), done, new DiskWritten(shipped));
    } else if (command instanceof DiskWritten diskWritten) {
      verify(diskWritten.shipped(), context);
    } else if (command instanceof JobEnded ended) {
      jobEnded(ended, context);
    }
  }

  private void startJob(BackupJob job, Context context) {
    String vm = job.vms().get(0);
    ReplicaJob replica =
        new ReplicaJob("replica-" + vm, vm, job.dataSetBytes().orElse(Long.MAX_VALUE), id);
    jobStartNanos = context.nowNanos();
    log(
        context,
        JOB_STARTED,
        Level.INFORMATION,
        "Replica creation of " + vm + " starts.",
        replica.job());
    context.send(wiring.backupNetwork(), wiring.agentForVm(vm), new DpmAgent.StartReplica(replica));
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (!(rows instanceof StreamRows batch)) {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
    pieces.add(from.name(), batch);
  }

  @Override
  public long nextWorkNanos() {
    return unacknowledged.isEmpty()
        ? pieces.nextNanos()
        : Math.min(pieces.nextNanos(), unacknowledged.peekFirst().atNanos());
  }

  /** Pieces go to the replica volume one after another; each is acknowledged when it is written. */
  @Override
  public void advance(long untilNanos, Context context) {
    while (pieces.next(untilNanos)) {
      store(pieces.sender(), pieces.batch(), pieces.row(), context);
    }
    acknowledge(untilNanos, context);
  }

  private void acknowledge(long untilNanos, Context context) {
    Map<String, AckRows> acks = new TreeMap<>();
    while (!unacknowledged.isEmpty() && unacknowledged.peekFirst().atNanos() < untilNanos) {
      Written written = unacknowledged.removeFirst();
      acks.computeIfAbsent(written.stream(), stream -> new AckRows(written.agent(), stream))
          .add(written);
    }
    acks.values().forEach(rows -> rows.send(context));
  }

  private void store(String agent, StreamRows batch, int row, Context context) {
    int bytes = batch.bytes(row);
    long takes = bytes * 1_000_000_000L / wiring.serverSpec().replicaBytesPerSecond();
    diskFreeNanos = Math.max(diskFreeNanos, batch.timeNanos(row)) + takes;
    if (stored + bytes > wiring.serverSpec().replicaCapacityBytes()) {
      reportFull(context, batch.stream(), batch.timeNanos(row));
    } else {
      stored += bytes;
      writtenRate.add(bytes);
      volumes
          .computeIfAbsent(batch.stream(), key -> new ReplicaVolume())
          .write(batch.firstBlock(row), bytes, batch.versions(row));
    }
    long total = received.merge(batch.stream(), (long) bytes, Long::sum);
    unacknowledged.add(new Written(diskFreeNanos, agent, batch.stream(), total));
  }

  private void reportFull(Context context, String stream, long timeNanos) {
    if (!full) {
      full = true;
      context.at(timeNanos);
      log(context, OUT_OF_SPACE, Level.ERROR, "The replica volumes are full.", stream);
    }
  }

  /** The acknowledgements of one stream. */
  private final class AckRows {
    private final String agent;
    private final String stream;
    private final List<Long> times = new ArrayList<>();
    private final List<Long> totals = new ArrayList<>();

    AckRows(String agent, String stream) {
      this.agent = agent;
      this.stream = stream;
    }

    void add(Written written) {
      times.add(written.atNanos());
      totals.add(written.totalBytes());
    }

    void send(Context context) {
      context.send(
          wiring.backupNetwork(),
          new EntityId(agent),
          new StreamAcks(
              stream,
              times.stream().mapToLong(Long::longValue).toArray(),
              totals.stream().mapToLong(Long::longValue).toArray()));
    }
  }

  private void verify(DiskShipped shipped, Context context) {
    ReplicaVolume volume = volumes.getOrDefault(shipped.stream(), new ReplicaVolume());
    String failure = "";
    if (full) {
      failure = "the replica volumes are full";
    } else if (volume.digest() != shipped.digest() || volume.bytes() != shipped.bytes()) {
      failure = "the replica differs from the snapshot";
    }
    if (failure.isEmpty()) {
      log(
          context,
          DISK_VERIFIED,
          Level.INFORMATION,
          "Disk %s of %s agrees with its snapshot in every block (%d MB)."
              .formatted(shipped.role(), shipped.vm(), shipped.bytes() / 1_000_000),
          shipped.job());
    } else {
      log(
          context,
          REPLICA_INCONSISTENT,
          Level.ERROR,
          "The replica of %s is inconsistent: disk %s: %s."
              .formatted(shipped.vm(), shipped.role(), failure),
          shipped.job());
    }
    context.send(
        wiring.backupNetwork(),
        shipped.agent(),
        new DpmAgent.DiskStored(shipped.stream(), failure));
  }

  private void jobEnded(JobEnded ended, Context context) {
    long durationNanos = context.nowNanos() - jobStartNanos - context.padNanos();
    double minutes = durationNanos / 60e9;
    if (ended.failure().isEmpty()) {
      log(
          context,
          JOB_SUCCEEDED,
          Level.INFORMATION,
          "Job %s succeeded: %d MB.".formatted(ended.job(), stored / 1_000_000),
          ended.job());
      finished.add(new Statistic("job duration", ended.job(), "minutes", minutes));
      finished.add(new Statistic("transferred data", ended.job(), "MB", stored / 1e6));
    } else {
      log(
          context,
          REPLICA_INCONSISTENT,
          Level.ERROR,
          "Job %s failed: %s.".formatted(ended.job(), ended.failure()),
          ended.job());
      finished.add(new Statistic("job failed after", ended.job(), "minutes", minutes));
    }
  }

  private static void log(Context context, int number, Level level, String text, String job) {
    context.event(SOURCE, number, level, text, job);
  }

  @Override
  public List<Counter> counters() {
    Topology.BackupServerSpec spec = wiring.serverSpec();
    return List.of(
        Counter.every10s(
            new CounterName(spec.name(), "Processor", "_Total", "% Processor Time"),
            spec::baseCpuPercent),
        Counter.every10s(
            new CounterName(spec.name(), "Memory", "", "Available MBytes"),
            () -> spec.memoryMb() - spec.baseMemoryMb()),
        Counter.every10s(
            new CounterName(spec.name(), "DPM", "", "Replica Bytes Written/sec"),
            () -> writtenRate.drainPerSecond(10)));
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    finished.forEach(report);
  }
}
