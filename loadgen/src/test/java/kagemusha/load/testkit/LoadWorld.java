package kagemusha.load.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kagemusha.config.Topology;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.client.LoadClient;
import kagemusha.load.directory.DomainController;
import kagemusha.load.profile.MailSite;
import kagemusha.load.server.MailServer;

/** Clients, domain controllers and servers of a site, in ticks of one quantum. */
public final class LoadWorld {
  private final long quantumNanos;
  private final MailSite site;
  private final Map<EntityId, BiConsumer<EntityId, Batch>> doors = new LinkedHashMap<>();
  private final Map<EntityId, FakeContext> contexts = new LinkedHashMap<>();
  private Consumer<Batch> tap = rows -> {};
  private long nowNanos;

  public final List<LoadClient> clients = new ArrayList<>();
  public final List<DomainController> controllers = new ArrayList<>();
  public final List<MailServer> servers = new ArrayList<>();
  public final List<FakeDisks> disks = new ArrayList<>();

  public LoadWorld(Topology topology, long seed, long quantumNanos, long dayNanos, long ioNanos) {
    this.quantumNanos = quantumNanos;
    this.site = MailSite.of(topology);
    for (EntityId id : site.clients()) {
      var client = new LoadClient(id, topology, dayNanos, clients.size());
      clients.add(client);
      open(id, seed, client::accept);
      client.start(contexts.get(id));
    }
    for (EntityId id : site.domainControllers()) {
      var controller = new DomainController(id, topology);
      controllers.add(controller);
      open(id, seed, controller::accept);
    }
    for (MailSite.Server each : site.servers()) {
      var server = MailServer.of(each.guest(), topology);
      var disk = new FakeDisks(ioNanos, 2 * quantumNanos, false);
      servers.add(server);
      disks.add(disk);
      open(each.guest(), seed, server::accept);
      server.start(contexts.get(each.guest()), disk);
    }
  }

  private void open(EntityId id, long seed, BiConsumer<EntityId, Batch> door) {
    doors.put(id, door);
    contexts.put(id, new FakeContext(id, seed, quantumNanos, this::carry));
  }

  private void carry(EntityId from, EntityId to, Batch rows) {
    long[] arrival = new long[rows.size()];
    for (int row = 0; row < arrival.length; row++) {
      if (rows.timeNanos(row) < nowNanos || rows.timeNanos(row) >= nowNanos + quantumNanos) {
        throw new AssertionError(from + " sends outside of the tick");
      }
      arrival[row] = rows.timeNanos(row) + site.latencyNanos() + quantumNanos;
    }
    tap.accept(rows);
    doors.get(to).accept(from, rows.arriving(arrival, quantumNanos));
  }

  /** Shows every batch that is sent from now on. */
  public void tap(Consumer<Batch> listener) {
    tap = listener;
  }

  /** Runs whole ticks until a time. */
  public void runUntil(long untilNanos) {
    while (nowNanos < untilNanos) {
      tick();
    }
  }

  private void tick() {
    long end = nowNanos + quantumNanos;
    for (LoadClient client : clients) {
      FakeContext context = contexts.get(client.id());
      context.at(nowNanos);
      FakeContext.Timer timer = context.timers().get("end of the day");
      if (timer != null && timer.atNanos() <= nowNanos) {
        context.cancel("end of the day");
        client.on((LoadClient.Command) timer.message(), context);
      }
      client.advance(end, context);
      client.invariant();
    }
    for (DomainController controller : controllers) {
      controller.advance(end, contexts.get(controller.id()));
      controller.invariant();
    }
    for (int i = 0; i < servers.size(); i++) {
      EntityId guest = site.servers().get(i).guest();
      servers.get(i).advance(end, contexts.get(guest), disks.get(i));
      servers.get(i).invariant();
      servers.get(i).accept(new EntityId("HYPR1.csv"), disks.get(i).completions());
    }
    nowNanos = end;
  }
}
