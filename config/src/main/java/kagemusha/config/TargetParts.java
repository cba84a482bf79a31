package kagemusha.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.config.FaultVerb.Victim;

/** Reads on whom an injection is done. */
final class TargetParts {
  private static final Pattern OWNER = Pattern.compile("(owner|non-owner)(?:\\s+of\\s+(\\S+))?");
  private static final String IN_BACKUP = "vm in backup";
  private static final String RANDOM = "random";

  private final Topology topology;

  TargetParts(Topology topology) {
    this.topology = topology;
  }

  Target of(ConfigReader element, Victim victim) {
    List<String> names = names(victim);
    String text = element.text("on").strip();
    boolean hosts = victim == Victim.HOST || victim == Victim.MACHINE;
    Matcher owner = OWNER.matcher(text);
    if (names.contains(text)) {
      return new Target.Named(text);
    } else if (hosts && owner.matches()) {
      return owner(element, owner);
    } else if (victim == Victim.VM && text.equals(IN_BACKUP)) {
      return new Target.InBackup();
    } else if (text.equals(RANDOM) && !names.isEmpty()) {
      return new Target.Random(hosts ? topology.hostNames() : names);
    }
    List<String> allowed = new ArrayList<>(names);
    allowed.addAll(
        hosts
            ? List.of("owner", "owner of CSV", "non-owner", "non-owner of CSV")
            : victim == Victim.VM ? List.of(IN_BACKUP) : List.of());
    allowed.add(RANDOM);
    String where = "there is no such " + victim.title() + " in topology '" + topology.name() + "'";
    throw element.fault(
        "on", "found '" + text + "'; " + where + Nearest.hint(text, allowed, "Allowed"));
  }

  private Target owner(ConfigReader element, Matcher owner) {
    boolean owns = owner.group(1).equals("owner");
    List<String> csvs = topology.array().csvNames();
    String csv = owner.group(2) == null ? csvs.get(0) : owner.group(2);
    if (!csvs.contains(csv)) {
      String noSuch = "found '" + csv + "'; there is no such cluster shared volume";
      throw element.fault("on", noSuch + Nearest.hint(csv, csvs, "Allowed"));
    } else if (!owns && topology.hosts().size() < 2) {
      throw element.fault("on", "found non-owner; there is one host only");
    }
    return new Target.Owner(csv, owns);
  }

  private List<String> names(Victim victim) {
    ArraySpec array = topology.array();
    return switch (victim) {
      case MACHINE -> topology.machines();
      case HOST -> topology.hostNames();
      case CONTROLLER -> array.controllers().stream().map(c -> c.name()).toList();
      case RAID_GROUP -> array.raidGroups().stream().map(g -> g.name()).toList();
      case POOL -> array.lus().stream().map(ArraySpec.LuSpec::pool).distinct().toList();
      case VOLUME -> array.csvNames();
      case VM -> topology.vmNames();
    };
  }

  /** The networks that a machine is attached to. */
  List<String> networksOf(String machine) {
    if (topology.hostNames().contains(machine)) {
      return topology.host(machine).networks();
    } else if (machine.equals(topology.array().name())) {
      return topology.array().networks();
    }
    return machine.equals(topology.backupServer().name())
        ? topology.backupServer().networks()
        : topology.clients().networks();
  }
}
