package kagemusha.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import kagemusha.config.Topology.VhdRole;

/** Reads what a recovery is to restore and to where. */
final class RestoreParts {
  private static final List<String> KEYS =
      List.of("data-set", "to", "items", "bring-online-after", "outside-cluster");
  private static final List<String> ROLES =
      Stream.of(VhdRole.values()).map(role -> role.name().toLowerCase(Locale.ROOT)).toList();

  private RestoreParts() {}

  static RestoreSpec restore(ConfigReader job, BackupJob.Kind kind, Topology topology) {
    for (String key : KEYS) {
      if (job.has(key) && kind != BackupJob.Kind.RECOVERY) {
        throw job.fault(
            key, "found one in a job of kind " + kind.key() + "; allowed: in a recovery");
      }
    }
    Optional<RestoreSpec.Place> to =
        job.optional("to", job::object).map(place -> place(place, topology));
    if (job.has("items") && to.isEmpty()) {
      throw job.fault("items", "found without to; allowed: single disks go to another place only");
    }
    if (job.has("bring-online-after") && to.isPresent()) {
      String rule = "; allowed: only for the original place, whose resource fails";
      throw job.fault("bring-online-after", "found with to" + rule);
    }
    if (job.has("outside-cluster") && to.isPresent()) {
      String rule = "; allowed: only for the original place, what is elsewhere is outside anyhow";
      throw job.fault("outside-cluster", "found with to" + rule);
    }
    return new RestoreSpec(
        to,
        job.optional("items", key -> items(job)).orElse(List.of()),
        job.has("data-set")
            ? OptionalLong.of(job.bytes("data-set", "1 MB", "1 PB"))
            : OptionalLong.empty(),
        job.optional("bring-online-after", key -> job.duration(key, "0 s", "30 d")),
        job.flag("outside-cluster", false));
  }

  private static RestoreSpec.Place place(ConfigReader element, Topology topology) {
    ConfigReader place = element.allowing("host", "lu");
    return new RestoreSpec.Place(
        place.oneOf("host", "host", topology.hostNames()),
        place.oneOf("lu", "cluster shared volume", topology.array().csvNames()));
  }

  private static List<VhdRole> items(ConfigReader job) {
    return job.references("items", "disk", ROLES).stream()
        .map(name -> VhdRole.valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }
}
