package kagemusha.backup.dpm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kagemusha.backup.BackupWiring;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupPlan;
import kagemusha.config.DpmVersion;
import kagemusha.config.RestoreSpec;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * The runs of the DPM server's jobs: when each is due, which has to wait, what becomes of the
 * replica when one ends, and which is run again. What happens to the disks of a run is not here.
 */
final class JobDesk {
  private final BackupWiring wiring;
  private final BackupPlan plan;
  private final List<BackupJob> jobs;
  private final Catalogue catalogue;
  private final Ledger ledger;
  private final StreamDesk streams;
  private final ContentProof proof;
  private final JobQueue queue;
  private final RunFigures figures;
  private final AgentQuestions agents;
  private final OwnerMap owners;
  private final Map<String, ActiveRun> active = new TreeMap<>();

  /** Hosts whose agents carry out the runs that are under way, wherever the machines go. */
  private final Map<String, String> carriers = new TreeMap<>();

  JobDesk(
      BackupWiring wiring,
      BackupPlan plan,
      Catalogue catalogue,
      Ledger ledger,
      StreamDesk streams,
      ContentProof proof,
      OwnerMap owners) {
    this.owners = owners;
    this.wiring = wiring;
    this.plan = plan;
    this.jobs = plan.jobs();
    this.catalogue = catalogue;
    this.ledger = ledger;
    this.streams = streams;
    this.proof = proof;
    this.queue = new JobQueue(this::resources, wiring.spec().dpm().tuning().parallelJobs());
    Map<String, Integer> runs = new TreeMap<>();
    jobs.forEach(job -> runs.put(job.name(), job.vms().size()));
    this.figures = new RunFigures(runs);
    this.agents = new AgentQuestions(wiring);
  }

  private Set<String> resources(Run run) {
    Set<String> names = new TreeSet<>();
    if (run.restore().to().isPresent()) {
      names.add("host " + run.restore().to().get().host());
      names.add("volume " + run.restore().to().get().lu());
      return names;
    }
    if (run.method() == BackupJob.Method.IN_GUEST) {
      names.add("guest " + run.vm());
      return names;
    }
    names.add("host " + hostOf(run.id(), run.vm()));
    wiring.lusOf(run.vm()).forEach(lu -> names.add("volume " + wiring.luName(lu)));
    return names;
  }

  /** Sets the clock for all that is still to be done, also after a restart. */
  void start(Context context) {
    for (int i = 0; i < jobs.size(); i++) {
      BackupJob job = jobs.get(i);
      if (runs(job).anyMatch(run -> !catalogue.hasBegun(run.id()))) {
        long at = Math.max(context.nowNanos(), job.at().toNanos());
        context.timer("job " + job.name(), at, new DpmServer.JobDue(i));
      }
      runs(job)
          .forEach(
              run -> catalogue.failedAtNanos(run.id()).ifPresent(at -> repeat(run, at, context)));
    }
    if (!catalogue.open().isEmpty()) {
      context.timer("restarted", context.nowNanos(), new DpmServer.Restarted());
    }
  }

  private static Stream<Run> runs(BackupJob job) {
    return job.vms().stream().map(vm -> Run.of(job, vm));
  }

  /** The run of this name if it is under way; one of an earlier life of the server is not. */
  Optional<ActiveRun> active(String run) {
    return Optional.ofNullable(active.get(run));
  }

  /** The virtual machines of the runs under way, by name. */
  List<String> atWorkOn() {
    return active.values().stream().map(run -> run.run().vm()).distinct().sorted().toList();
  }

  /** A job's time has come. */
  void due(int job, Context context) {
    runs(jobs.get(job))
        .filter(run -> !catalogue.hasBegun(run.id()))
        .forEach(run -> queue(run, context));
  }

  /** The server is back: what was under way has failed. */
  void restarted(Context context) {
    List.copyOf(catalogue.open()).forEach(run -> interrupted(run, context));
  }

  /** The agent has let go of a run. */
  void ended(ActiveRun run, Outcome outcome, Context context) {
    active.remove(run.run().id());
    carriers.remove(run.run().id());
    agents.end(run.run().id());
    run.done(context);
    finish(run, outcome, context);
    queue.ended(run.run());
    dispatch(context);
  }

  /** An agent that has not answered for too long has taken its run with it. */
  void askAgent(ActiveRun run, Context context) {
    EntityId agent = agentOf(run.run());
    if (!agents.ask(run.run().id(), agent, context)) {
      String why = "its agent %s does not answer".formatted(agent);
      ServerEvents.unreachable(context, agent, agents.limitSeconds(), run.run().id());
      cancel(agent, run.run().id(), why, context);
      ended(run, Outcome.failed(why), context);
    }
  }

  /** An agent at rest was started again: its word that the run has ended would have come before. */
  void answered(ActiveRun run, boolean busy, Context context) {
    agents.answered(run.run().id());
    if (!busy) {
      String why = "its agent %s knows nothing of it".formatted(agentOf(run.run()));
      ended(run, Outcome.failed(why), context);
    }
  }

  void queue(Run run, Context context) {
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
    ledger.member(run, plan.group(run.vm(), run.method()), context);
    Optional<RecoveryPoint> newest = catalogue.newest(run.vm());
    ReplicaState state = catalogue.replica(run.vm());
    Optional<RestoreOrder> restore = restore(run, newest);
    Optional<String> refusal =
        ReplicaRules.refusal(run.kind(), run.method(), state, newest.isPresent())
            .or(() -> transportRefusal(run))
            .or(() -> restore.isPresent() ? Optional.empty() : Optional.of("there is no room"));
    ActiveRun started = new ActiveRun(run, ShippingTerms.of(run, plan), newest, context);
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
    carriers.put(run.id(), owners.hostOf(run.vm()));
    agents.begin(run.id(), context);
    RestoreOrder places = restore.orElseThrow();
    if (!places.toOriginalPlace()) {
      ledger.record(RestorePlaces.placed(run, places.places()), context);
    }
    context.send(
        wiring.backupNetwork(), agentOf(run), new DpmAgent.Carry(order(run, newest, places)));
  }

  /** Where a recovery is to put what; empty if there is no room. */
  private Optional<RestoreOrder> restore(Run run, Optional<RecoveryPoint> newest) {
    RestoreSpec spec = run.restore();
    if (spec.to().isEmpty() || newest.isEmpty()) {
      long online = spec.bringOnlineAfter().map(Duration::toNanos).orElse(-1L);
      return Optional.of(new RestoreOrder(List.of(), true, online, spec.outsideCluster()));
    }
    return new RestorePlaces(wiring, catalogue)
        .find(run, spec.to().get(), newest.get())
        .map(places -> new RestoreOrder(places, spec.items().isEmpty(), -1, true));
  }

  /** A restore to another place is done by the agent of the host there. */
  private EntityId agentOf(Run run) {
    return run.restore()
        .to()
        .map(place -> BackupWiring.agentOf(place.host()))
        .orElse(agentOf(run.id(), run.vm(), run.method()));
  }

  private EntityId agentOf(String run, String vm, BackupJob.Method method) {
    return method == BackupJob.Method.IN_GUEST
        ? BackupWiring.agentInGuest(vm)
        : BackupWiring.agentOf(hostOf(run, vm));
  }

  private String hostOf(String run, String vm) {
    return carriers.getOrDefault(run, owners.hostOf(vm));
  }

  private JobOrder order(Run run, Optional<RecoveryPoint> newest, RestoreOrder restore) {
    return new JobOrder(
        run.id(),
        run.kind(),
        run.method(),
        run.vm(),
        run.dataSetBytes(),
        wiring.server(),
        ShippingTerms.of(run, plan),
        newest
            .flatMap(RecoveryPoint::document)
            .map(JobOrder.Known::of)
            .orElse(JobOrder.Known.NOTHING),
        restore);
  }

  private Optional<String> transportRefusal(Run run) {
    DpmVersion version = wiring.spec().dpm().version();
    return run.kind() != BackupJob.Kind.RECOVERY
            && wiring.readByServer(run.method())
            && !version.readsTransportableSnapshots()
        ? Optional.of(
            "DPM "
                + version.key()
                + " reads no transportable snapshots; with backup.transport = non-transportable the"
                + " host reads them, with backup.dpm-version = 2012 the server does")
        : Optional.empty();
  }

  private void finish(ActiveRun ended, Outcome outcome, Context context) {
    streams.closeAll(ended, context);
    if (!outcome.good()) {
      failed(ended, outcome, true, context);
      return;
    }
    Run run = ended.run();
    ledger.record(new CatalogueEvent.RunEnded(run.id(), "", context.nowNanos()), context);
    ledger.settled(run.id(), run.kind(), run.vm(), true, ended.isTouched(), context);
    if (ReplicaRules.makesPoint(run.kind(), run.method())) {
      point(ended, context);
    } else {
      proof.ended(ended, context);
    }
    figures.succeeded(ended);
    ServerEvents.note(
        context,
        ServerEvents.JOB_SUCCEEDED,
        run.id(),
        "Job %s succeeded: %d MB%s.",
        run.id(),
        ended.movedBytes() / 1_000_000,
        ended.terms().compressed()
            ? ", %d MB on the network".formatted(ended.sentBytes() / 1_000_000)
            : "");
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
      context.timer("repeat " + again.id(), at, new DpmServer.Repeat(again));
    }
  }

  private void point(ActiveRun ended, Context context) {
    RecoveryPoint point = ended.point();
    ledger.record(new CatalogueEvent.PointCreated(point), context);
    figures.point(point, context.nowNanos());
    proof.point(ended, point, catalogue.store().point(point.vm(), point.name()), context);
    ledger.expire(wiring.spec().dpm().retention().toNanos(), context);
  }

  /** A run that an earlier life of the server has begun; its agent may still be at it. */
  private void interrupted(CatalogueEvent.RunBegun begun, Context context) {
    String why = "the DPM server was started again";
    ServerEvents.error(
        context, ServerEvents.JOB_FAILED, begun.run(), "Job %s failed: %s.", begun.run(), why);
    ledger.record(new CatalogueEvent.RunEnded(begun.run(), why, context.nowNanos()), context);
    cancel(agentOf(begun), begun.run(), why, context);
    Optional<Run> first =
        jobs.stream()
            .flatMap(JobDesk::runs)
            .filter(run -> run.id().equals(begun.run()))
            .findFirst();
    ledger.settled(begun.run(), begun.kind(), begun.vm(), false, true, context);
    first.ifPresent(run -> repeat(run, context.nowNanos(), context));
  }

  /** A run that is not one of the jobs' own is the repetition of one. */
  private EntityId agentOf(CatalogueEvent.RunBegun begun) {
    return jobs.stream()
        .flatMap(JobDesk::runs)
        .filter(run -> begun.run().equals(run.id()) || begun.run().startsWith(run.id() + "."))
        .findFirst()
        .map(this::agentOf)
        .orElse(agentOf(begun.run(), begun.vm(), BackupJob.Method.NETWORK));
  }

  /** Tells an agent to give up a run that the server knows nothing of any more. */
  void cancel(EntityId agent, String run, String why, Context context) {
    context.send(wiring.backupNetwork(), agent, new DpmAgent.Cancel(run, why));
  }

  void summarise(Consumer<Statistic> report) {
    figures.summarise(report);
  }
}
