package kagemusha.backup.vss;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kagemusha.config.ArraySpec;
import kagemusha.config.Topology;
import kagemusha.config.VssSpec;
import kagemusha.kernel.entity.EntityId;

/** Who is who around the snapshot service. */
public final class VssWiring {
  private final Topology topology;
  private final Map<Integer, EntityId> pairs;

  /**
   * @param pairs the ShadowImage pair of each LU that is the primary volume of one
   */
  public VssWiring(Topology topology, Map<Integer, EntityId> pairs) {
    this.topology = topology;
    this.pairs = new TreeMap<>(pairs);
  }

  /** The service of a host, or of a guest by way of its integration component. */
  public static EntityId serviceOf(String machine) {
    return new EntityId(machine + ".vss");
  }

  /** The software provider of a host or a guest. */
  public static EntityId softwareProviderOf(String machine) {
    return new EntityId(machine + ".volsnap");
  }

  public static EntityId hardwareProviderOf(String host) {
    return new EntityId(host + ".hitachi");
  }

  public static EntityId hyperVWriterOf(String host) {
    return new EntityId(host + ".vmms");
  }

  public static EntityId storeWriterOf(String guest) {
    return new EntityId(guest + ".storewriter");
  }

  /** Name of a set's snapshot of a LU. */
  public static String snapshot(String set, int lu) {
    return set + ".lu" + lu;
  }

  /** The set that a snapshot belongs to by its name. */
  public static String setOf(String snapshot) {
    int end = snapshot.lastIndexOf(".lu");
    return end < 0 ? snapshot : snapshot.substring(0, end);
  }

  /** The set that a refused command of a controller concerns: "CreateSnapshot name". */
  public static String setOfRefused(String what) {
    String[] words = what.split(" ", 3);
    return words.length < 2 ? what : setOf(words[1]);
  }

  public EntityId controller(int lu) {
    ArraySpec.LuSpec spec = topology.array().lus().get(lu);
    return new EntityId(topology.array().name() + "." + spec.controller());
  }

  Optional<EntityId> pair(int lu) {
    return Optional.ofNullable(pairs.get(lu));
  }

  /** The primary LU of a pair, by the pair's name or the name of its entity. */
  Optional<Integer> luOfPair(String pair) {
    return pairs.entrySet().stream()
        .filter(
            entry -> {
              String entity = entry.getValue().name();
              return entity.equals(pair) || entity.endsWith("." + pair);
            })
        .map(Map.Entry::getKey)
        .findFirst();
  }

  String luName(int lu) {
    return topology.array().lus().get(lu).name();
  }

  public String storageNetwork() {
    return topology.storageNetwork();
  }

  public VssSpec spec() {
    return topology.backup().vss();
  }
}
