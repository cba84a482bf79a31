package kagemusha.node.testkit;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.config.BackupJob;
import kagemusha.config.Phase;
import kagemusha.config.PhaseNames;
import kagemusha.config.Scenario;
import kagemusha.kernel.event.EventRecord;

/**
 * What a test calls an event by: a phase or an event's number, of anybody or of somebody: {@code
 * vss.freeze}, {@code vss.freeze of MAIL1}, {@code 1135}, {@code 18516 of MAIL1}. A phase of a job
 * can be asked for by the job or by the virtual machine that it protects.
 */
record EventPattern(Optional<Phase> phase, int id, Set<String> wanted) {
  private static final String OF = " of ";

  /**
   * @throws IllegalArgumentException if there is no such phase
   */
  static EventPattern of(String text, Scenario scenario) {
    int at = text.indexOf(OF);
    String what = at < 0 ? text : text.substring(0, at);
    Set<String> wanted = new TreeSet<>();
    if (what.matches("[0-9]+")) {
      if (at >= 0) {
        wanted.add(text.substring(at + OF.length()));
      }
      return new EventPattern(Optional.empty(), Integer.parseInt(what), wanted);
    }
    Phase phase =
        PhaseNames.named(what)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        what + " is no phase; there are " + PhaseNames.names()));
    if (at >= 0) {
      wanted.addAll(subjects(text.substring(at + OF.length()), phase, scenario));
    }
    return new EventPattern(Optional.of(phase), phase.id(), wanted);
  }

  /** Runs of a job, runs that protect a virtual machine, or whoever else is meant. */
  private static Set<String> subjects(String whose, Phase phase, Scenario scenario) {
    Set<String> subjects = new TreeSet<>(Set.of(whose));
    if (phase.ofRun()) {
      for (BackupJob job : scenario.jobs()) {
        if (job.name().equals(whose)) {
          subjects.addAll(job.runs());
        } else if (job.vms().contains(whose)) {
          subjects.add(job.run(whose));
        }
      }
    }
    return subjects;
  }

  boolean matches(EventRecord event) {
    return phase.isPresent()
        ? phase.get().isBegunBy(event.source(), event.id(), event.correlation())
            && (wanted.isEmpty() || phase.get().isOf(wanted, event.correlation()))
        : event.id() == id && (wanted.isEmpty() || wanted.contains(event.correlation()));
  }
}
