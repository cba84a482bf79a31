package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.entity.EntityId;

/** The network adapters of one machine, and the mail of the running tick that has left by them. */
final class Adapters implements Nic.Wire {
  /** The network of what goes past all networks. */
  private static final String OUT_OF_BAND = "";

  private final String machine;
  private final Directory directory;
  private final LinkFaults faults;
  private final Map<String, Nic> nics = new LinkedHashMap<>();
  private final List<Nic> all;
  private final TreeMap<String, Mail> outbox = new TreeMap<>();

  Adapters(MachineBlueprint blueprint, long quantumNanos, Directory directory, LinkFaults faults) {
    this.machine = blueprint.name();
    this.directory = directory;
    this.faults = faults;
    for (NicSpec spec : blueprint.nics()) {
      nics.put(spec.network(), new Nic(spec, quantumNanos));
    }
    all = List.copyOf(nics.values());
  }

  List<Counter> counters() {
    List<Counter> counters = new ArrayList<>();
    all.forEach(nic -> counters.addAll(nic.counters(machine)));
    return counters;
  }

  /**
   * The adapter on a network.
   *
   * @throws IllegalStateException if there is none
   */
  Nic on(String network, EntityId wantedBy) {
    Nic nic = nics.get(network);
    if (nic == null) {
      throw new IllegalStateException(
          machine + " has no NIC on " + network + ", wanted by " + wantedBy);
    }
    return nic;
  }

  /** Books what has arrived. */
  void receive(Mail mail) {
    for (ControlMail each : mail.control()) {
      if (!each.network().equals(OUT_OF_BAND)) {
        nics.get(each.network()).receiveControl();
      }
    }
    mail.data().forEach(each -> nics.get(each.network()).receive(each.rows()));
    mail.entities().forEach(each -> nics.get(each.network()).receiveBytes(each.bytes()));
  }

  /** Something for another machine that goes past all networks. */
  void sendOutOfBand(Delivery arriving) {
    control(OUT_OF_BAND, arriving);
  }

  /**
   * Puts all that has been sent on the wire.
   *
   * @param nowNanos when the segment began
   */
  void flush(long nowNanos) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).flush(this, nowNanos);
    }
  }

  /** Mail by receiving machine, which may be this one; empties the outbox. */
  SortedMap<String, Mail> drain() {
    SortedMap<String, Mail> drained = new TreeMap<>(outbox);
    outbox.clear();
    return drained;
  }

  /** Bytes sent and received on each network since the start of the run. */
  List<LinkTotal> totals() {
    return all.stream()
        .map(nic -> new LinkTotal(machine, nic.network(), nic.sentBytes(), nic.receivedBytes()))
        .toList();
  }

  @Override
  public void control(String network, Delivery arriving) {
    mailTo(arriving.to(), arriving.dueNanos()).control().add(new ControlMail(network, arriving));
  }

  @Override
  public void rows(BatchMail arriving) {
    mailTo(arriving.to(), arriving.rows().timeNanos(0)).data().add(arriving);
  }

  @Override
  public void entities(String to, Luggage.Load arriving) {
    outbox.computeIfAbsent(to, each -> Mail.empty()).entities().add(arriving);
  }

  @Override
  public LinkPath path(String network, EntityId to, long atNanos) {
    return faults.isQuiet() ? null : path(network, directory.machineOf(to, atNanos));
  }

  @Override
  public LinkPath path(String network, String to) {
    return faults.path(network, to);
  }

  private Mail mailTo(EntityId to, long dueNanos) {
    return outbox.computeIfAbsent(directory.machineOf(to, dueNanos), each -> Mail.empty());
  }
}
