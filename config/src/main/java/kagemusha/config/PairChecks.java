package kagemusha.config;

import java.util.Map;
import java.util.TreeMap;

/** The two LUs of a ShadowImage pair must fit together, and an LU belongs to one pair. */
final class PairChecks {
  private PairChecks() {}

  static void check(ArraySpec array, ConfigReader reader) {
    Map<String, String> pairOf = new TreeMap<>();
    for (ArraySpec.PairSpec pair : array.pairs()) {
      ConfigReader element = reader.element("pairs", pair.name());
      claim(pairOf, pair.primary(), pair.name(), "primary", element);
      claim(pairOf, pair.secondary(), pair.name(), "secondary", element);
      fit(array.lu(pair.primary()), array.lu(pair.secondary()), element);
    }
  }

  private static void claim(
      Map<String, String> pairOf, String lu, String pair, String key, ConfigReader element) {
    String before = pairOf.put(lu, pair);
    if (before != null) {
      String found = "found '" + lu + "', which belongs to pair " + before + " already";
      throw element.fault(key, found + "; allowed: an LU that no pair uses");
    }
  }

  private static void fit(
      ArraySpec.LuSpec primary, ArraySpec.LuSpec secondary, ConfigReader element) {
    String found = "found '" + secondary.name() + "', ";
    if (secondary.csv()) {
      String rule = "; allowed: an LU with csv = false";
      throw element.fault("secondary", found + "which is a cluster shared volume" + rule);
    }
    if (secondary.capacityBytes() != primary.capacityBytes()) {
      String rule = "; allowed: an LU of the capacity of " + primary.name() + ", ";
      String size = "which has " + Units.bytes(secondary.capacityBytes());
      throw element.fault("secondary", found + size + rule + Units.bytes(primary.capacityBytes()));
    }
    if (!secondary.controller().equals(primary.controller())) {
      String rule = "; allowed: an LU of controller " + primary.controller() + ", as the primary";
      throw element.fault(
          "secondary", found + "which controller " + secondary.controller() + " manages" + rule);
    }
  }
}
