package kagemusha.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What an injection does. */
public sealed interface Deed {
  /** As configuration and reports call it. */
  String title();

  /**
   * Something that is asked of a virtual machine.
   *
   * @param to the host that it is to go to, of a verb that takes one
   */
  record OfVm(VmOperation.Verb verb, Optional<String> to) implements Deed {
    @Override
    public String title() {
      return verb.key() + to.map(host -> " to " + host).orElse("");
    }
  }

  /**
   * Something that befalls a part of the site.
   *
   * @param settings what the verb takes beside its target
   */
  record Fault(FaultVerb verb, FaultSettings settings) implements Deed {
    @Override
    public String title() {
      return verb.key();
    }
  }

  /** Which way a network fault works, as seen from the machine that it is on. */
  enum Direction {
    BOTH,
    OUT,
    IN;

    /** How configuration calls it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What verbs take. What a verb does not take has its neutral value.
   *
   * @param network of a network fault
   * @param peer the machine at the other end; empty for all
   * @param more what is added to each message's way, or to a step
   * @param loss share of messages that are lost, 0 to 1
   * @param factor how many times as long something takes
   * @param rebuildBytesPerSecond of a spare
   * @param period of a link that comes and goes
   * @param step a phase of a snapshot set
   * @param real whether the process itself is killed or stopped
   */
  record FaultSettings(
      Optional<String> network,
      Optional<String> peer,
      Direction direction,
      Duration more,
      double loss,
      long bitsPerSecond,
      double factor,
      long rebuildBytesPerSecond,
      Duration period,
      Optional<Phase> step,
      boolean real) {
    /** 30 to 50 MB/s under load [EE]. */
    private static final long USUAL_REBUILD = 40_000_000;

    public static final FaultSettings NONE =
        new FaultSettings(
            Optional.empty(),
            Optional.empty(),
            Direction.BOTH,
            Duration.ZERO,
            0,
            Long.MAX_VALUE,
            1,
            USUAL_REBUILD,
            Duration.ZERO,
            Optional.empty(),
            false);
  }
}
