package kagemusha.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads when an injection happens, and refuses moments that never come. */
final class TriggerParts {
  private static final Pattern PROGRESS =
      Pattern.compile("(migration\\s+of|job)\\s+(\\S+)\\s*>=\\s*([0-9]+(?:\\.[0-9]+)?)\\s*%");
  private static final Pattern COUNT =
      Pattern.compile("redirected I/Os(?:\\s+of\\s+(\\S+))?\\s*>=\\s*([0-9]{1,15})");
  private static final String ALLOWED =
      "a phase such as \"vss.freeze of GUEST1\", a progress such as \"job express-full >= 30 %\" or"
          + " \"migration of GUEST1 >= 40 %\", or a count such as \"redirected I/Os >= 1000\"";

  private final Topology topology;
  private final List<BackupJob> jobs;
  private final Duration length;

  TriggerParts(Topology topology, List<BackupJob> jobs, Duration length) {
    this.topology = topology;
    this.jobs = jobs;
    this.length = length;
  }

  Trigger trigger(ConfigReader element) {
    if (element.has("at") && element.has("when")) {
      throw element.fault("when", "found beside at; allowed: one of both");
    } else if (element.has("when")) {
      return when(element, element.text("when").strip());
    }
    Duration at = element.duration("at", "0 s", "30 d");
    if (at.compareTo(length) >= 0) {
      String rule = "; allowed: before the end of the run, " + length.toSeconds() + " s";
      throw element.fault("at", "found " + element.text("at") + rule);
    }
    return new Trigger.At(at, "at " + element.text("at"));
  }

  private Trigger when(ConfigReader element, String text) {
    Matcher progress = PROGRESS.matcher(text);
    Matcher count = COUNT.matcher(text);
    if (progress.matches()) {
      return progress(element, text, progress);
    } else if (count.matches()) {
      return count(element, text, count);
    }
    return PhaseOf.read(element, "when", text)
        .map(reached -> reached(element, text, reached.phase(), reached.who()))
        .orElseThrow(() -> element.fault("when", "found '" + text + "'; allowed: " + ALLOWED));
  }

  private Trigger progress(ConfigReader element, String text, Matcher progress) {
    double percent = Double.parseDouble(progress.group(3));
    if (percent <= 0 || percent > 100) {
      String rule = "; allowed: a percentage above 0 and at most 100";
      throw element.fault("when", "found " + progress.group(3) + " %" + rule);
    }
    String name = progress.group(2);
    if (progress.group(1).equals("job")) {
      List<String> names = jobs.stream().map(BackupJob::name).toList();
      check(element, "job in this scenario", name, names);
      Set<String> runs = new TreeSet<>();
      jobs.stream().filter(job -> job.name().equals(name)).forEach(job -> runs.addAll(job.runs()));
      return new Trigger.Progress(Trigger.Course.JOB, runs, percent / 100, text);
    }
    check(element, "VM in topology '" + topology.name() + "'", name, topology.vmNames());
    checkCluster(element, text);
    return new Trigger.Progress(Trigger.Course.MIGRATION, Set.of(name), percent / 100, text);
  }

  private Trigger count(ConfigReader element, String text, Matcher count) {
    List<String> hosts = topology.hostNames();
    String host = count.group(1);
    if (host != null) {
      check(element, "host in topology '" + topology.name() + "'", host, hosts);
    }
    long atLeast = Long.parseLong(count.group(2));
    if (atLeast < 1) {
      throw element.fault("when", "found " + atLeast + "; allowed: a whole number from 1");
    }
    if (hosts.size() < 2) {
      throw element.fault("when", "found '" + text + "'; a single host redirects nothing");
    }
    return new Trigger.Count(
        Trigger.Counted.REDIRECTED_IOS,
        host == null ? new TreeSet<>(hosts) : Set.of(host),
        atLeast,
        text);
  }

  private Trigger reached(ConfigReader element, String text, Phase phase, Optional<String> of) {
    Set<String> subjects = of.map(who -> subjects(element, phase, who)).orElse(Set.of());
    if (phase.ofRun()) {
      checkOpens(element, text, phase, of);
    } else if (phase.subject() == Phase.Subject.PAIR && topology.array().pairs().isEmpty()) {
      throw neverOpens(element, text, "there is no pair in topology '" + topology.name() + "'");
    } else if (phase.subject() == Phase.Subject.HOST || phase.name().startsWith("migration.")) {
      checkCluster(element, text);
    }
    return new Trigger.Reached(phase, subjects, text);
  }

  private Set<String> subjects(ConfigReader element, Phase phase, String who) {
    String where = " in topology '" + topology.name() + "'";
    switch (phase.subject()) {
      case PAIR -> {
        List<String> pairs = topology.array().pairs().stream().map(p -> p.name()).toList();
        check(element, "pair" + where, who, pairs);
        return Set.of(who);
      }
      case VM -> {
        check(element, "VM" + where, who, topology.vmNames());
        return Set.of(who);
      }
      case HOST -> {
        check(element, "host" + where, who, topology.hostNames());
        return Set.of(who);
      }
      default -> {
        List<String> known = new ArrayList<>(topology.vmNames());
        jobs.forEach(job -> known.add(job.name()));
        check(element, "VM or job", who, known);
        Set<String> runs = new TreeSet<>();
        jobs.forEach(job -> runs.addAll(job.runsOf(who)));
        return runs;
      }
    }
  }

  /** Some job must pass through it. */
  private void checkOpens(ConfigReader element, String text, Phase phase, Optional<String> of) {
    List<BackupJob> concerned =
        jobs.stream()
            .filter(
                job -> of.isEmpty() || job.name().equals(of.get()) || job.vms().contains(of.get()))
            .toList();
    if (concerned.isEmpty()) {
      String who = of.map(name -> "no job protects " + name).orElse("the scenario has no job");
      throw neverOpens(element, text, who);
    } else if (concerned.stream().noneMatch(phase::isPassedBy)) {
      throw neverOpens(element, text, "no job of this kind and method passes through it");
    }
  }

  private void checkCluster(ConfigReader element, String text) {
    if (topology.hosts().size() < 2) {
      throw neverOpens(element, text, "a single host is in no cluster");
    }
  }

  private static ConfigException neverOpens(ConfigReader element, String text, String why) {
    return element.fault("when", "found '" + text + "', which never comes: " + why);
  }

  private static void check(ConfigReader element, String what, String name, List<String> names) {
    if (!names.contains(name)) {
      String noSuch = "found '" + name + "'; there is no such " + what;
      throw element.fault("when", noSuch + Nearest.hint(name, names, "Allowed"));
    }
  }
}
