package kagemusha.config;

import java.time.Duration;
import java.util.Optional;

/** Reads what a topology says of a virtual machine's life; what it does not say is as usual. */
final class VmLifeParts {
  private final ConfigReader life;

  private VmLifeParts(ConfigReader life) {
    this.life = life;
  }

  static VmLifeSpec life(Optional<ConfigReader> element) {
    return element
        .map(
            object ->
                object.allowing(
                    "integration",
                    "worker-start",
                    "boot",
                    "pause",
                    "resume",
                    "save-rate",
                    "restore-rate",
                    "turn-off",
                    "shut-down",
                    "reset",
                    "delete"))
        .map(object -> new VmLifeParts(object).read(VmLifeSpec.USUAL))
        .orElse(VmLifeSpec.USUAL);
  }

  private VmLifeSpec read(VmLifeSpec usual) {
    return new VmLifeSpec(
        life.has("integration") ? life.flag("integration") : usual.integration(),
        duration("worker-start", usual.workerStart()),
        duration("boot", usual.boot()),
        duration("pause", usual.pause()),
        duration("resume", usual.resume()),
        rate("save-rate", usual.saveBytesPerSecond()),
        rate("restore-rate", usual.restoreBytesPerSecond()),
        duration("turn-off", usual.turnOff()),
        duration("shut-down", usual.shutDown()),
        duration("reset", usual.reset()),
        duration("delete", usual.delete()));
  }

  private Duration duration(String key, Duration usual) {
    return life.has(key) ? life.duration(key, "0 s", "1 h") : usual;
  }

  private long rate(String key, long usual) {
    return life.has(key) ? life.bytesPerSecond(key, "1 MB/s", "100 GB/s") : usual;
  }
}
