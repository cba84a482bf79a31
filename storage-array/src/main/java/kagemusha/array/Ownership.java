package kagemusha.array;

import java.util.Map;
import java.util.TreeMap;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PoolSpec;
import kagemusha.config.ConfigException;

/**
 * Checks that disks are shared by no two controllers. The two run apart from each other, so a
 * spindle with two masters would serve two queues at once.
 */
final class Ownership {
  private final ArraySpec array;
  private final Map<String, String> controllerOfPool = new TreeMap<>();
  private final Map<String, String> poolOfGroup = new TreeMap<>();

  Ownership(ArraySpec array) {
    this.array = array;
  }

  void check() {
    for (LuSpec lu : array.lus()) {
      String other = controllerOfPool.putIfAbsent(lu.pool(), lu.controller());
      if (other != null && !other.equals(lu.controller())) {
        throw new ConfigException(
            "pool %s has LUs of the controllers %s and %s; a pool belongs to one controller"
                .formatted(lu.pool(), other, lu.controller()));
      }
    }
    for (PoolSpec pool : array.pools()) {
      for (String group : pool.allGroups()) {
        String other = poolOfGroup.putIfAbsent(group, pool.name());
        if (other != null) {
          throw new ConfigException(
              "RAID group %s is in pool %s and again in pool %s; it belongs to one pool"
                  .formatted(group, other, pool.name()));
        }
      }
    }
  }
}
