package kagemusha.config;

import java.util.Optional;

/** Reads what a topology says of a virtual machine's life; what it does not say is as usual. */
final class VmLifeParts {
  private VmLifeParts() {}

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
        .map(part -> read(part, VmLifeSpec.USUAL))
        .orElse(VmLifeSpec.USUAL);
  }

  private static VmLifeSpec read(ConfigReader part, VmLifeSpec usual) {
    return new VmLifeSpec(
        part.flag("integration", usual.integration()),
        part.duration("worker-start", "0 s", "1 h", usual.workerStart()),
        part.duration("boot", "0 s", "1 h", usual.boot()),
        part.duration("pause", "0 s", "1 h", usual.pause()),
        part.duration("resume", "0 s", "1 h", usual.resume()),
        part.bytesPerSecond("save-rate", "1 MB/s", "100 GB/s", usual.saveBytesPerSecond()),
        part.bytesPerSecond("restore-rate", "1 MB/s", "100 GB/s", usual.restoreBytesPerSecond()),
        part.duration("turn-off", "0 s", "1 h", usual.turnOff()),
        part.duration("shut-down", "0 s", "1 h", usual.shutDown()),
        part.duration("reset", "0 s", "1 h", usual.reset()),
        part.duration("delete", "0 s", "1 h", usual.delete()));
  }
}
