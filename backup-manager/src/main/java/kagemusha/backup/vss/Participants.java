package kagemusha.backup.vss;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.backup.VmDisks;
import kagemusha.config.BackupJob.Method;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * Who takes part in the sets of one service: its writers, the provider for each method, and who
 * holds writes.
 */
final class Participants {
  /**
   * Somebody who can hold writes.
   *
   * @param key how the answer names what is held
   */
  record Hold(String key, EntityId holder, Message hold, Message release) {}

  private final String machine;
  private final boolean inGuest;
  private final EntityId service;
  private final Set<EntityId> writers;
  private final Map<Method, EntityId> providers;

  private Participants(
      String machine, boolean inGuest, EntityId writer, Map<Method, EntityId> providers) {
    this.machine = machine;
    this.inGuest = inGuest;
    this.service = VssWiring.serviceOf(machine);
    this.writers = new TreeSet<>(Set.of(writer));
    this.providers = new TreeMap<>(providers);
  }

  private static Map<Method, EntityId> both(EntityId network, EntityId shadowImage) {
    Map<Method, EntityId> providers = new TreeMap<>();
    providers.put(Method.NETWORK, network);
    providers.put(Method.SHADOW_IMAGE, shadowImage);
    return providers;
  }

  /** On a host: the Hyper-V writer, both providers; the host's storage stack holds the writes. */
  static Participants ofHost(String host) {
    return new Participants(
        host,
        false,
        VssWiring.hyperVWriterOf(host),
        both(VssWiring.softwareProviderOf(host), VssWiring.hardwareProviderOf(host)));
  }

  /** In a guest: the store's writer and one provider; the virtual machine holds its own writes. */
  static Participants ofGuest(String guest) {
    EntityId provider = VssWiring.softwareProviderOf(guest);
    Map<Method, EntityId> providers = both(provider, provider);
    providers.put(Method.IN_GUEST, provider);
    return new Participants(guest, true, VssWiring.storeWriterOf(guest), providers);
  }

  EntityId service() {
    return service;
  }

  Set<EntityId> writers() {
    return writers;
  }

  Optional<EntityId> provider(Method method) {
    return Optional.ofNullable(providers.get(method));
  }

  List<Hold> holds(String set, Set<Integer> lus) {
    if (inGuest) {
      EntityId vm = new EntityId(machine);
      return List.of(
          new Hold(
              machine, vm, new VmDisks.HoldWrites(set, service), new VmDisks.ReleaseWrites(set)));
    }
    List<Hold> holds = new ArrayList<>();
    for (int lu : lus) {
      holds.add(
          new Hold(
              key(lu),
              CsvWiring.nodeOf(machine),
              new CsvNode.HoldWrites(lu, set, service),
              new CsvNode.ReleaseWrites(lu, set)));
    }
    return holds;
  }

  static String key(int lu) {
    return "LU " + lu;
  }
}
