package kagemusha.backup.dpm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * The DPM server: runs the scenario's jobs by schedule, keeps replicas and recovery points, proves
 * their content block by block. Its {@link Catalogue} is durable.
 */
public final class DpmServer implements DurableEntity<DpmServer.Command, CatalogueEvent> {
  /** What the server accepts. */
  public sealed interface Command extends Message {}

  /** A scheduled job is due; jobs count from 0 in the scenario's order. */
  record JobDue(int job) implements Command {}

  /** A failed run is to be repeated. */
  record Repeat(Run run) implements Command {}

  /** The server is back: what was under way has failed. */
  record Restarted() implements Command {}

  /**
   * The snapshots of a run can be read.
   *
   * @param checkpoint of the store's document, -1 if there is none
   * @param lastLog of the store's document, -1 if there is none
   */
  public record SnapshotTaken(String run, boolean online, int checkpoint, int lastLog)
      implements Command {
    static SnapshotTaken of(String run, VssNotice.Ready ready) {
      return new SnapshotTaken(
          run,
          ready.online(),
          ready.document().map(document -> document.checkpoint()).orElse(-1),
          ready.document().map(document -> document.lastLog()).orElse(-1));
    }
  }

  /** An agent begins with a disk. */
  public record DiskOpened(
      String run, String stream, VmDisks.Disk disk, Purpose purpose, EntityId agent)
      implements Command {}

  /**
   * An agent has shipped all that it wants to of a disk.
   *
   * @param readBytes what it has read
   * @param shippedBytes what it has shipped
   * @param differing blocks that differed from the checksums
   * @param firstDifferent the first of them, counted in the LU; -1 if there is none
   * @param digest of all that was read
   */
  public record DiskShipped(
      String run,
      String stream,
      long readBytes,
      long shippedBytes,
      long differing,
      long firstDifferent,
      long digest)
      implements Command {}

  /** The last piece of the disk has been written. */
  record DiskWritten(DiskShipped shipped) implements Command {}

  /** An agent has restored all disks; what follows is the proof. */
  public record Restored(String run) implements Command {}

  /** The agent has finished the run and let go of everything. */
  public record JobEnded(String run, Outcome outcome) implements Command {}

  /** From outside: a block of a replica loses its content on the server's disks. */
  public record DamageBlock(String vm, VhdRole role, long block) implements Command {}

  private static final int UNSAVED_BLOCKS = 65_536;

  private final EntityId id;
  private final BackupWiring wiring;
  private final List<BackupJob> jobs;
  private final ContentProof proof;
  private final Catalogue catalogue = new Catalogue();
  private final Ledger ledger = new Ledger(catalogue);
  private final StreamDesk desk;
  private final JobQueue queue;
  private final RunFigures figures;
  private final Map<String, ActiveRun> active = new TreeMap<>();

  public DpmServer(BackupWiring wiring, List<BackupJob> jobs) {
    this(wiring, jobs, Optional.empty());
  }

  /**
   * @param database looks at the mail database in every recovery point
   */
  public DpmServer(BackupWiring wiring, List<BackupJob> jobs, Optional<DatabaseProof> database) {
    this.id = wiring.server();
    this.wiring = wiring;
    this.jobs = List.copyOf(jobs);
    this.proof = new ContentProof(database);
    this.desk = new StreamDesk(wiring);
    this.queue = new JobQueue(this::resources);
    Map<String, Integer> runs = new TreeMap<>();
    jobs.forEach(job -> runs.put(job.name(), job.vms().size()));
    this.figures = new RunFigures(runs);
  }

  private Set<String> resources(Run run) {
    Set<String> names = new TreeSet<>();
    names.add("host " + wiring.hostOf(run.vm()));
    wiring.lusOf(run.vm()).forEach(lu -> names.add("volume " + wiring.luName(lu)));
    return names;
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
  public Class<CatalogueEvent> eventType() {
    return CatalogueEvent.class;
  }

  @Override
  public void apply(CatalogueEvent event) {
    catalogue.apply(event);
  }

  Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public void start(Context context) {
    for (int i = 0; i < jobs.size(); i++) {
      BackupJob job = jobs.get(i);
      if (runs(job).anyMatch(run -> !catalogue.hasBegun(run.id()))) {
        long at = Math.max(context.nowNanos(), job.at().toNanos());
        context.timer("job " + job.name(), at, new JobDue(i));
      }
      runs(job)
          .forEach(
              run -> catalogue.failedAtNanos(run.id()).ifPresent(at -> repeat(run, at, context)));
    }
    if (!catalogue.open().isEmpty()) {
      context.timer("restarted", context.nowNanos(), new Restarted());
    }
  }

  private static Stream<Run> runs(BackupJob job) {
    return job.vms().stream().map(vm -> Run.of(job, vm));
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof JobDue due) {
      runs(jobs.get(due.job()))
          .filter(run -> !catalogue.hasBegun(run.id()))
          .forEach(run -> queue(run, context));
    } else if (command instanceof Repeat repeat) {
      queue(repeat.run(), context);
    } else if (command instanceof Restarted) {
      List.copyOf(catalogue.open()).forEach(run -> interrupted(run, context));
    } else if (command instanceof DamageBlock damage) {
      ledger.damage(damage, wiring.serverSpec().replicaCapacityBytes(), context);
    } else if (command instanceof DiskOpened opened) {
      opened(opened, context);
    } else if (command instanceof DiskShipped shipped) {
      long done = Math.max(context.nowNanos(), desk.freeNanos());
      context.timer("written " + shipped.stream(), done, new DiskWritten(shipped));
    } else if (command instanceof DiskWritten written) {
      written(written.shipped(), context);
    } else {
      ofRun(command, context);
    }
  }

  /** What is said of a run that ended with an earlier life of the server changes nothing. */
  private void ofRun(Command command, Context context) {
    if (command instanceof SnapshotTaken taken && active.containsKey(taken.run())) {
      active.get(taken.run()).took(taken, context.nowNanos());
    } else if (command instanceof Restored restored && active.containsKey(restored.run())) {
      active.get(restored.run()).done(context);
    } else if (command instanceof JobEnded ended && active.containsKey(ended.run())) {
      ActiveRun run = active.remove(ended.run());
      run.done(context);
      finish(run, ended.outcome(), context);
      queue.ended(run.run());
      dispatch(context);
    }
  }

  private void queue(Run run, Context context) {
    queue
        .add(run)
        .ifPresent(
            ahead ->
                ServerEvents.note(
                    context,
                    ServerEvents.JOB_WAITS,
                    run.id(),
                    "The %s waits for job %s.",
                    run.title(),
                    ahead.id()));
    dispatch(context);
  }

  private void dispatch(Context context) {
    for (Optional<Run> next = queue.next(); next.isPresent(); next = queue.next()) {
      begin(next.get(), context);
    }
  }

  private void begin(Run run, Context context) {
    if (catalogue.group(run.vm()).isEmpty()) {
      ledger.record(new CatalogueEvent.MemberAdded(run.vm(), run.method().key()), context);
    }
    Optional<RecoveryPoint> newest = catalogue.newest(run.vm());
    ReplicaState state = catalogue.replica(run.vm());
    Optional<String> refusal =
        ReplicaRules.refusal(run.kind(), run.method(), state, newest.isPresent());
    ActiveRun started = new ActiveRun(run, newest, context);
    ledger.record(
        new CatalogueEvent.RunBegun(run.id(), run.kind(), run.vm(), context.nowNanos()), context);
    ServerEvents.note(context, ServerEvents.JOB_STARTED, run.id(), "The %s starts.", run.title());
    if (refusal.isPresent()) {
      started.done(context);
      failed(started, Outcome.failed(refusal.get()), false, context);
      queue.ended(run);
      return;
    }
    ledger.change(run.id(), run.vm(), ReplicaRules.begun(run.kind(), state), context);
    active.put(run.id(), started);
    context.send(
        wiring.backupNetwork(),
        wiring.agentForVm(run.vm()),
        new DpmAgent.Carry(
            new JobOrder(run.id(), run.kind(), run.method(), run.vm(), run.dataSetBytes(), id)));
  }

  private void opened(DiskOpened opened, Context context) {
    ActiveRun run = active.get(opened.run());
    if (run == null) {
      cancel(opened.agent(), opened.run(), context);
      return;
    }
    VhdRole role = opened.disk().role();
    String vm = run.run().vm();
    boolean restore = run.run().kind() == BackupJob.Kind.RECOVERY;
    DiskImage image =
        restore
            ? catalogue
                .store()
                .point(vm, run.source().orElseThrow().name())
                .getOrDefault(role, new DiskImage())
            : catalogue.store().image(vm, role);
    OpenDisk disk =
        new OpenDisk(run, opened.stream(), opened.disk(), opened.purpose(), opened.agent(), image);
    if (opened.purpose() == Purpose.RESTORE) {
      desk.openRestore(disk, run.source().orElseThrow().whole(), context);
    } else {
      run.disks().add(disk);
      desk.open(disk, context);
    }
  }

  private void cancel(EntityId agent, String run, Context context) {
    context.send(
        wiring.backupNetwork(),
        agent,
        new DpmAgent.Cancel(run, "the DPM server was started again"));
  }

  private void written(DiskShipped shipped, Context context) {
    OpenDisk disk = desk.disk(shipped.stream());
    if (disk == null) {
      return;
    }
    desk.close(shipped.stream());
    disk.digest(shipped.digest());
    String failure =
        disk.purpose() == Purpose.PROOF
            ? proof.restored(disk, shipped, context)
            : stored(disk, shipped, context);
    context.send(
        wiring.backupNetwork(), disk.agent(), new DpmAgent.DiskStored(disk.stream(), failure));
  }

  private String stored(OpenDisk disk, DiskShipped shipped, Context context) {
    disk.run().read(shipped.readBytes());
    ledger.save(disk, context);
    return proof.stored(disk, shipped, context);
  }

  private void finish(ActiveRun ended, Outcome outcome, Context context) {
    desk.closeAll(ended);
    if (!outcome.good()) {
      failed(ended, outcome, true, context);
      return;
    }
    Run run = ended.run();
    ledger.record(new CatalogueEvent.RunEnded(run.id(), "", context.nowNanos()), context);
    ledger.settled(run.id(), run.kind(), run.vm(), true, ended.isTouched(), context);
    if (ReplicaRules.makesPoint(run.kind())) {
      point(ended, context);
    }
    figures.succeeded(ended);
    ServerEvents.note(
        context,
        ServerEvents.JOB_SUCCEEDED,
        run.id(),
        "Job %s succeeded: %d MB.",
        run.id(),
        ended.movedBytes() / 1_000_000);
  }

  /**
   * @param carried whether an agent had the run; what was refused has changed nothing
   */
  private void failed(ActiveRun ended, Outcome outcome, boolean carried, Context context) {
    Run run = ended.run();
    if (outcome.dpmError() != 0) {
      ServerEvents.error(
          context,
          outcome.dpmError(),
          run.id(),
          "The %s failed because of VSS: %s.",
          run.title(),
          outcome.failure());
    }
    ServerEvents.error(
        context,
        ServerEvents.JOB_FAILED,
        run.id(),
        "Job %s failed: %s.",
        run.id(),
        outcome.failure());
    ledger.record(
        new CatalogueEvent.RunEnded(run.id(), outcome.failure(), context.nowNanos()), context);
    if (carried) {
      ledger.settled(run.id(), run.kind(), run.vm(), false, ended.isTouched(), context);
    }
    figures.failed(ended);
    repeat(run, context.nowNanos(), context);
  }

  /** Once; a repetition that an earlier life of the server has begun is not begun again. */
  private void repeat(Run run, long failedNanos, Context context) {
    Optional<BackupJob.Kind> kind = ReplicaRules.rerun(run.kind(), catalogue.replica(run.vm()));
    if (run.attempt() > 1 || kind.isEmpty()) {
      return;
    }
    Run again = run.again(kind.get());
    if (!catalogue.hasBegun(again.id())) {
      long dueNanos = failedNanos + wiring.spec().dpm().autoRerun().toNanos();
      long at = Math.max(context.nowNanos(), dueNanos);
      ServerEvents.note(
          context,
          ServerEvents.RERUN,
          run.id(),
          "Job %s is run again as %s in %d minutes.",
          run.id(),
          again.kind().key(),
          (at - context.nowNanos()) / 60_000_000_000L);
      context.timer("repeat " + again.id(), at, new Repeat(again));
    }
  }

  private void point(ActiveRun ended, Context context) {
    RecoveryPoint point = ended.point();
    ledger.record(new CatalogueEvent.PointCreated(point), context);
    proof.point(ended, point, catalogue.store().point(point.vm(), point.name()), context);
    ledger.expire(wiring.spec().dpm().retention().toNanos(), context);
  }

  /** A run that an earlier life of the server has begun; its agent may still be at it. */
  private void interrupted(CatalogueEvent.RunBegun begun, Context context) {
    String why = "the DPM server was started again";
    ServerEvents.error(
        context, ServerEvents.JOB_FAILED, begun.run(), "Job %s failed: %s.", begun.run(), why);
    ledger.record(new CatalogueEvent.RunEnded(begun.run(), why, context.nowNanos()), context);
    cancel(wiring.agentForVm(begun.vm()), begun.run(), context);
    Optional<Run> first =
        jobs.stream()
            .flatMap(DpmServer::runs)
            .filter(run -> run.id().equals(begun.run()))
            .findFirst();
    ledger.settled(begun.run(), begun.kind(), begun.vm(), false, true, context);
    first.ifPresent(run -> repeat(run, context.nowNanos(), context));
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof StreamRows pieces) {
      desk.accept(from.name(), pieces);
    } else if (rows instanceof StreamAcks acks) {
      desk.accept(from.name(), acks);
    } else {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
  }

  @Override
  public long nextWorkNanos() {
    return desk.nextWorkNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    desk.advance(untilNanos, catalogue.store(), context);
    for (OpenDisk disk : desk.disks()) {
      String vm = disk.run().run().vm();
      if (catalogue.store().unsaved(vm, disk.disk().role()) > UNSAVED_BLOCKS) {
        ledger.save(disk, context);
      }
    }
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
            () -> desk.drainWritten(10)),
        Counter.every10s(
            new CounterName(spec.name(), "DPM", "", "Replica Bytes Read/sec"),
            () -> desk.drainRead(10)));
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    figures.summarise(report);
  }
}
