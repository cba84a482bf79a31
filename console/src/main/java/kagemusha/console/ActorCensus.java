package kagemusha.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kagemusha.kernel.entity.EntityId;
import org.apache.pekko.actor.ActorIdentity;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

/**
 * Asks the processes of a run which of them has the actor of an entity: not what the emulation
 * believes, but who answers.
 */
final class ActorCensus {
  /** A process that says nothing for so long has nobody who could. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** An actor that comes back to a machine has a number; nobody comes more often than this. */
  private static final int MOST_COMINGS = 9;

  private final ActorSystem<?> system;
  private final List<String> machines;

  ActorCensus(ActorSystem<?> system, List<String> machines) {
    this.system = system;
    this.machines = machines;
  }

  /**
   * Which machines have a living actor of this entity.
   *
   * @return address of the process by name of the machine
   */
  Map<String, String> hosting(EntityId entity) {
    String name = entity.name().replace('&', '+');
    List<String> names =
        Stream.concat(
                Stream.of(name),
                IntStream.rangeClosed(1, MOST_COMINGS).mapToObj(number -> name + "-" + number))
            .toList();
    List<CompletableFuture<Optional<ActorRef>>> asked = new ArrayList<>();
    for (String process : processes()) {
      for (String machine : machines) {
        names.forEach(each -> asked.add(ask(process, machine + "/" + each)));
      }
    }
    Map<String, String> hosting = new TreeMap<>();
    for (CompletableFuture<Optional<ActorRef>> each : asked) {
      each.join()
          .map(ActorRef::path)
          .ifPresent(path -> hosting.put(path.parent().name(), path.address().toString()));
    }
    return hosting;
  }

  private CompletableFuture<Optional<ActorRef>> ask(String process, String path) {
    ActorSelection selection = Adapter.toClassic(system).actorSelection(process + "/user/" + path);
    return Patterns.ask(selection, new Identify(path), PATIENCE)
        .thenApply(answer -> ((ActorIdentity) answer).getActorRef())
        .exceptionally(silence -> Optional.empty())
        .toCompletableFuture();
  }

  /** Those of machines. */
  private SortedSet<String> processes() {
    Cluster cluster = Cluster.get(system);
    SortedSet<String> addresses = new TreeSet<>();
    for (Member member : cluster.state().getMembers()) {
      if (!member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
        addresses.add(member.address().toString());
      }
    }
    return addresses;
  }
}
