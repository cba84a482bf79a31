package kagemusha.backup.dpm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.BackupWiring;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.VssNotice;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupPlan;
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

  /** An agent cannot tell what has changed: only a comparison brings the replica up to date. */
  public record TrackingLost(String run) implements Command {}

  /** An agent begins with a disk. */
  public record DiskOpened(
      String run, String stream, VmDisks.Disk disk, Purpose purpose, EntityId agent)
      implements Command {}

  /**
   * An agent begins with a disk whose snapshot is surfaced on the server, which is to read it.
   *
   * @param controller who opens streams on it
   */
  public record DiskSurfaced(DiskOpened opened, EntityId controller, String snapshot)
      implements Command {}

  /** The snapshot's volumes have appeared on the server. */
  record Imported(DiskSurfaced surfaced) implements Command {}

  record FromArray(ControllerNotice notice) implements Command {}

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

  /** Time to ask the agent of a run whether it is there. */
  record AskAgent(String run) implements Command {}

  /**
   * The agent of a run is there.
   *
   * @param busy whether it is at a run; if it is not, it has been started again and knows of none
   */
  public record AgentAnswers(String run, boolean busy) implements Command {}

  /** On which virtual machines are jobs at work? Answered with {@link AtWorkOn}. */
  public record AskAtWork(int ticket, EntityId replyTo) implements Command {}

  /** In the order of their names. */
  public record AtWorkOn(int ticket, List<String> vms) implements Message {
    public AtWorkOn {
      vms = List.copyOf(vms);
    }
  }

  /** Time to ask the agents who is where. */
  record AskOwners() implements Command {}

  /** These virtual machines are on the host, says its agent. */
  public record GuestsAre(String host, List<String> vms) implements Command {}

  /** From outside: a block of a replica loses its content on the server's disks. */
  public record DamageBlock(String vm, VhdRole role, long block) implements Command {}

  private static final int UNSAVED_BLOCKS = 65_536;

  private static final String NOT_UNDER_WAY = "the DPM server has no such run under way";

  private final EntityId id;
  private final BackupWiring wiring;
  private final ContentProof proof;
  private final Catalogue catalogue = new Catalogue();
  private final Ledger ledger = new Ledger(catalogue);
  private final ReplicaVolumes volumes;
  private final StreamDesk streams;
  private final OwnerMap owners;
  private final JobDesk jobs;

  /** A server with jobs outside any protection group, which does not look into databases. */
  public DpmServer(BackupWiring wiring, List<BackupJob> jobs) {
    this(wiring, BackupPlan.of(jobs), Optional.empty());
  }

  /**
   * @param database looks at the mail database in every recovery point
   */
  public DpmServer(BackupWiring wiring, BackupPlan plan, Optional<DatabaseProof> database) {
    this.id = wiring.server();
    this.wiring = wiring;
    this.proof = new ContentProof(catalogue.store(), database);
    this.volumes = new ReplicaVolumes(wiring, catalogue, ledger);
    this.streams = new StreamDesk(wiring);
    this.owners = new OwnerMap(wiring);
    this.jobs = new JobDesk(wiring, plan, catalogue, ledger, streams, proof, owners);
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
  public Command adapt(Message message) {
    return message instanceof ControllerNotice notice
        ? new FromArray(notice)
        : Command.class.cast(message);
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
    jobs.start(context);
    owners.start(context);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof JobDue due) {
      jobs.due(due.job(), context);
    } else if (command instanceof Repeat repeat) {
      jobs.queue(repeat.run(), context);
    } else if (command instanceof AskOwners) {
      owners.ask(context);
    } else if (command instanceof GuestsAre guests) {
      owners.are(guests, context);
    } else if (command instanceof Restarted) {
      jobs.restarted(context);
    } else if (command instanceof DamageBlock damage) {
      ledger.damage(damage, context);
    } else if (command instanceof AskAtWork ask) {
      context.tell(ask.replyTo(), new AtWorkOn(ask.ticket(), jobs.atWorkOn()));
    } else if (command instanceof DiskOpened opened) {
      opened(opened, context);
    } else if (command instanceof DiskSurfaced surfaced) {
      surfaced(surfaced, context);
    } else if (command instanceof Imported imported) {
      imported(imported.surfaced(), context);
    } else if (command instanceof FromArray array) {
      fromArray(array.notice(), context);
    } else if (command instanceof DiskShipped shipped) {
      long done = Math.max(context.nowNanos(), streams.freeNanos());
      context.timer("written " + shipped.stream(), done, new DiskWritten(shipped));
    } else if (command instanceof DiskWritten written) {
      written(written.shipped(), context);
    } else {
      ofRun(command, context);
    }
  }

  /** What is said of a run that ended with an earlier life of the server changes nothing. */
  private void ofRun(Command command, Context context) {
    if (command instanceof SnapshotTaken taken) {
      jobs.active(taken.run()).ifPresent(run -> run.took(taken, context.nowNanos()));
    } else if (command instanceof TrackingLost lost) {
      jobs.active(lost.run()).ifPresent(ActiveRun::touch);
    } else if (command instanceof AskAgent ask) {
      jobs.active(ask.run()).ifPresent(run -> jobs.askAgent(run, context));
    } else if (command instanceof AgentAnswers answer) {
      jobs.active(answer.run()).ifPresent(run -> jobs.answered(run, answer.busy(), context));
    } else if (command instanceof Restored restored) {
      jobs.active(restored.run()).ifPresent(run -> run.done(context));
    } else if (command instanceof JobEnded ended) {
      jobs.active(ended.run()).ifPresent(run -> jobs.ended(run, ended.outcome(), context));
    }
  }

  private void opened(DiskOpened opened, Context context) {
    jobs.active(opened.run())
        .ifPresentOrElse(
            run -> open(run, opened, context),
            () -> jobs.cancel(opened.agent(), opened.run(), NOT_UNDER_WAY, context));
  }

  /** With the first disk of a run its snapshot is brought here from the host. */
  private void surfaced(DiskSurfaced surfaced, Context context) {
    DiskOpened opened = surfaced.opened();
    Optional<ActiveRun> run = jobs.active(opened.run());
    if (run.isEmpty()) {
      jobs.cancel(opened.agent(), opened.run(), NOT_UNDER_WAY, context);
    } else if (run.get().disks().isEmpty()) {
      long takes = wiring.spec().vss().steps().surface().toNanos();
      String key = "import " + opened.run();
      context.timer(key, context.nowNanos() + takes, new Imported(surfaced));
      ServerEvents.note(
          context,
          ServerEvents.SNAPSHOT_IMPORTED,
          opened.run(),
          "The snapshot of run %s is imported; the server reads it over network %s.",
          opened.run(),
          wiring.storageNetwork());
    } else {
      imported(surfaced, context);
    }
  }

  /** A run that has ended meanwhile has nothing to be read. */
  private void imported(DiskSurfaced surfaced, Context context) {
    DiskOpened opened = surfaced.opened();
    jobs.active(opened.run())
        .ifPresent(
            run -> {
              DiskImage image = catalogue.store().image(run.run().vm(), opened.disk().role());
              OpenDisk disk = open(run, opened, image);
              run.disks().add(disk);
              proof.opened(disk, context);
              streams.open(disk, surfaced, context);
            });
  }

  /** What concerns a stream that is open no more changes nothing. */
  private void fromArray(ControllerNotice notice, Context context) {
    if (notice instanceof ControllerNotice.StreamEnded ended) {
      OpenDisk disk = streams.disk(ended.stream());
      if (disk != null && disk.surfaced() != null) {
        disk.surfaced().ended(ended, context);
      }
    } else if (notice instanceof ControllerNotice.Refused refused) {
      for (OpenDisk disk : streams.disks()) {
        if (refused.what().equals("OpenStream " + disk.stream())) {
          streams.close(disk.stream());
          context.send(
              wiring.backupNetwork(),
              disk.agent(),
              new DpmAgent.DiskStored(disk.stream(), refused.what() + ": " + refused.why()));
        }
      }
    }
  }

  private static OpenDisk open(ActiveRun run, DiskOpened opened, DiskImage image) {
    return new OpenDisk(
        run, opened.stream(), opened.disk(), opened.purpose(), opened.agent(), image);
  }

  private void open(ActiveRun run, DiskOpened opened, Context context) {
    VhdRole role = opened.disk().role();
    String vm = run.run().vm();
    boolean restore = run.run().kind() == BackupJob.Kind.RECOVERY;
    Map<VhdRole, DiskImage> point =
        restore ? catalogue.store().point(vm, run.source().orElseThrow().name()) : Map.of();
    DiskImage image =
        restore ? point.getOrDefault(role, new DiskImage()) : catalogue.store().image(vm, role);
    OpenDisk disk = open(run, opened, image);
    if (opened.purpose() == Purpose.RESTORE) {
      RestoreScope scope = RestoreScope.of(run.run(), point);
      streams.openRestore(disk, scope, run.source().orElseThrow(), context);
    } else {
      run.disks().add(disk);
      proof.opened(disk, context);
      streams.open(disk, context);
    }
  }

  private void written(DiskShipped shipped, Context context) {
    OpenDisk disk = streams.disk(shipped.stream());
    if (disk == null) {
      return;
    }
    streams.close(shipped.stream());
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

  @Override
  public void accept(EntityId from, Batch rows) {
    if (rows instanceof StreamRows pieces) {
      streams.accept(from.name(), pieces);
    } else if (rows instanceof StreamAcks acks) {
      streams.accept(from.name(), acks);
    } else {
      throw new IllegalArgumentException(id + " takes no " + rows.getClass().getSimpleName());
    }
  }

  @Override
  public long nextWorkNanos() {
    return streams.nextWorkNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    streams.advance(untilNanos, volumes, context);
    for (OpenDisk disk : streams.disks()) {
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
            this::drainProcessorPercent),
        Counter.every10s(
            new CounterName(spec.name(), "Memory", "", "Available MBytes"),
            () -> spec.memoryMb() - spec.baseMemoryMb()),
        Counter.every10s(
            new CounterName(spec.name(), "DPM", "", "Replica Bytes Written/sec"),
            () -> streams.drainWritten(10)),
        Counter.every10s(
            new CounterName(spec.name(), "DPM", "", "Replica Bytes Read/sec"),
            () -> streams.drainRead(10)));
  }

  private double drainProcessorPercent() {
    Topology.BackupServerSpec spec = wiring.serverSpec();
    double busy = streams.drainBusyNanos() / (10e9 * spec.processors());
    return Math.min(100, spec.baseCpuPercent() + 100 * busy);
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    jobs.summarise(report);
  }
}
