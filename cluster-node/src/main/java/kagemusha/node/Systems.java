package kagemusha.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings of the actor systems of a run. */
public final class Systems {
  /** Name of every actor system of a run. */
  public static final String NAME = "kagemusha";

  /** Role of the process that conducts. */
  public static final String CONDUCTOR = "conductor";

  /** Role of a process that runs machines. */
  public static final String MACHINE = "machine";

  private Systems() {}

  /**
   * @param port 0 for any free port
   * @param journal file of the embedded journal
   */
  public static Config settings(int port, List<String> roles, Path journal) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("pekko.remote.artery.canonical.port", port);
    own.put("pekko.cluster.roles", roles);
    own.put("kagemusha.journal.file", journal.toAbsolutePath().toString());
    return ConfigFactory.load(
        ConfigFactory.parseMap(own)
            .withFallback(ConfigFactory.parseResources("kagemusha-kernel.conf")));
  }
}
