package kagemusha.load.profile;

import java.util.List;
import kagemusha.config.ConfigException;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology;
import kagemusha.config.Topology.NetworkSpec;
import kagemusha.config.Topology.VmSpec;
import kagemusha.kernel.entity.EntityId;

/**
 * Who takes part in a site's mail. User {@code u} of any server sits at client {@code u mod
 * clients}, so that every client has an equal share of every server.
 *
 * @param network name of the network that joins them all
 * @param latencyNanos one-way latency of that network
 */
public record MailSite(
    MailSpec mail,
    List<Server> servers,
    List<EntityId> clients,
    List<EntityId> domainControllers,
    String network,
    long latencyNanos) {

  /**
   * A mail server.
   *
   * @param activity how busy its users are: the guest's CPU relative to the mean of all guests;
   *     every rate of its users is multiplied by it
   */
  public record Server(EntityId guest, VmSpec vm, double activity) {}

  public MailSite {
    if (servers.isEmpty() || clients.isEmpty() || domainControllers.isEmpty()) {
      throw new ConfigException(
          "mail needs at least one virtual machine, one client and one domain controller");
    }
    servers = List.copyOf(servers);
    clients = List.copyOf(clients);
    domainControllers = List.copyOf(domainControllers);
  }

  /** The site of a topology: every virtual machine is a mail server. */
  public static MailSite of(Topology topology) {
    double meanCpu =
        topology.vms().stream().mapToDouble(VmSpec::cpuBasePercent).average().orElse(1);
    return new MailSite(
        topology.mail(),
        topology.vms().stream()
            .map(vm -> new Server(new EntityId(vm.name()), vm, vm.cpuBasePercent() / meanCpu))
            .toList(),
        topology.clients().clients().stream().map(EntityId::new).toList(),
        topology.clients().domainControllers().stream().map(EntityId::new).toList(),
        topology.clientNetwork(),
        clientNetwork(topology).latency().toNanos());
  }

  private static NetworkSpec clientNetwork(Topology topology) {
    return topology.networks().stream()
        .filter(network -> network.name().equals(topology.clientNetwork()))
        .findFirst()
        .orElseThrow(() -> new ConfigException("no network is called " + topology.clientNetwork()));
  }

  /** Position of a server in {@link #servers}. */
  public int indexOf(EntityId guest) {
    for (int i = 0; i < servers.size(); i++) {
      if (servers.get(i).guest().equals(guest)) {
        return i;
      }
    }
    throw new IllegalArgumentException(guest + " is no mail server");
  }

  /** Position of a client in {@link #clients}. */
  public int indexOfClient(EntityId client) {
    int index = clients.indexOf(client);
    if (index < 0) {
      throw new IllegalArgumentException(client + " is no mail client");
    }
    return index;
  }

  public int totalUsers() {
    return servers.stream().mapToInt(server -> server.vm().users()).sum();
  }

  /** Mean activity of all users: the number of messages that a user receives goes with it. */
  public double meanActivity() {
    double sum = 0;
    for (Server server : servers) {
      sum += server.activity() * server.vm().users();
    }
    return totalUsers() == 0 ? 0 : sum / totalUsers();
  }

  /** From the end of one remote call to the start of the next: there and back over the network. */
  public long turnaroundNanos() {
    return 2 * latencyNanos;
  }
}
