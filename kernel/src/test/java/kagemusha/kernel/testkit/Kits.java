package kagemusha.kernel.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/**
 * Actor systems with the product's own settings, but never at the price of the test's process. What
 * is expected comes in milliseconds; only on a machine that is busy otherwise it takes longer.
 */
public final class Kits {
  private Kits() {}

  public static ActorTestKit start(String name, Path journal) {
    Config own =
        ConfigFactory.parseMap(
            Map.of(
                "pekko.coordinated-shutdown.exit-jvm", "off",
                "pekko.jvm-exit-on-fatal-error", "off",
                "pekko.loglevel", "WARNING",
                "pekko.actor.testkit.typed.single-expect-default", "30s",
                "kagemusha.journal.file", journal.toString()));
    return ActorTestKit.create(
        name,
        ConfigFactory.load(
            own.withFallback(ConfigFactory.parseResources("kagemusha-kernel.conf"))));
  }
}
