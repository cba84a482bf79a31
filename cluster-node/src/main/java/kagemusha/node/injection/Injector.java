package kagemusha.node.injection;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.config.Target;
import kagemusha.config.Trigger;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.EventLogged;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.random.RandomStream;

/**
 * Does to the entities of its machine what the scenario says. The way of an injection is in the
 * package's chapter.
 */
public final class Injector implements Entity<Injector.Command> {
  /** What an injector accepts. */
  public sealed interface Command extends Message {}

  /**
   * Somebody outside wants something done; every machine's injector is told.
   *
   * @param number it counts on from those of the scenario
   * @param text an object as in the scenario's {@code injections}
   */
  public record Order(int number, String text) implements Command {}

  /** Its time has come. */
  record Due(int number) implements Command {}

  /** What is watched for has been logged here. */
  record Seen(EventRecord event) implements Command {}

  /** The delay behind the trigger is over. */
  record Fire(int number) implements Command {}

  /** To the injector that knows whom the selector means. */
  record Resolve(int number) implements Command {}

  /** To the injector of the machine on which the target was. */
  record Perform(int number, String target) implements Command {}

  /** To the others: it has been triggered once more. */
  record Spent(int number) implements Command {}

  /** It has lasted as long as it was to last. */
  record Over(int number, String target) implements Command {}

  /** From the injector of a machine that was off: it is on again. */
  record Back(String machine) implements Command {}

  record Answered(Site.Answer answer) implements Command {}

  private final String machine;
  private final EntityId id;
  private final Site site;
  private final Map<Integer, Injection> injections = new TreeMap<>();
  private final Map<Integer, Integer> triggered = new TreeMap<>();
  private final Map<Integer, Long> touched = new TreeMap<>();
  private final Map<Integer, RandomStream> chances = new TreeMap<>();
  private final Set<String> watched = new TreeSet<>();

  /** Machines that are being switched on, and by which injection. */
  private final Map<String, Integer> switchedOn = new TreeMap<>();

  public Injector(String machine, Site site, List<Injection> injections) {
    this.machine = machine;
    this.id = idOf(machine);
    this.site = site;
    injections.forEach(each -> this.injections.put(each.number(), each));
  }

  public static EntityId idOf(String machine) {
    return new EntityId(machine + ".injector");
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    if (message instanceof EventLogged logged) {
      return new Seen(logged.event());
    } else if (message instanceof Command command) {
      return command;
    }
    return new Answered(
        site.answer(message)
            .orElseThrow(() -> new ClassCastException(id + " takes no " + message)));
  }

  @Override
  public void start(Context context) {
    injections.values().forEach(each -> await(each, context));
    if (context.nowNanos() > 0) {
      tellOthers(new Back(machine), context);
    }
  }

  private void await(Injection injection, Context context) {
    Trigger trigger = injection.trigger();
    int number = injection.number();
    if (trigger instanceof Trigger.At at) {
      long due = at.at().toNanos();
      if (due >= context.nowNanos()) {
        context.timer("due " + number, due, new Due(number));
      }
    } else if (trigger instanceof Trigger.Reached reached) {
      boolean ofArray = reached.phase().source().isEmpty();
      watch(ofArray ? site.array() : reached.phase().source(), reached.phase().id(), context);
    } else if (trigger instanceof Trigger.Ordered) {
      if (isMine(injection, context)) {
        trigger(injection, context);
      }
    } else {
      site.observe(injection, trigger, machine, id).forEach(act -> act.perform(context));
    }
  }

  private void watch(String source, int event, Context context) {
    if (watched.add(source + " " + event)) {
      context.watch(source, event);
    }
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof Order order) {
      ordered(site.order(order.number(), order.text()), context);
    } else if (command instanceof Due due) {
      if (isMine(of(due.number()), context)) {
        trigger(of(due.number()), context);
      }
    } else if (command instanceof Seen seen) {
      seen(seen.event(), context);
    } else if (command instanceof Fire fire) {
      fire(of(fire.number()), context);
    } else if (command instanceof Spent spent) {
      triggered.merge(spent.number(), 1, Integer::sum);
    } else if (command instanceof Resolve resolve) {
      resolve(of(resolve.number()), context);
    } else if (command instanceof Perform perform) {
      perform(of(perform.number()), perform.target(), context);
    } else if (command instanceof Over over) {
      over(of(over.number()), over.target(), context);
    } else if (command instanceof Back back) {
      back(back.machine(), context);
    } else if (command instanceof Answered answered) {
      answered(answered.answer(), context);
    }
  }

  private void ordered(Injection injection, Context context) {
    injections.put(injection.number(), injection);
    boolean late =
        injection.trigger() instanceof Trigger.At at && at.at().toNanos() < context.nowNanos();
    if (late && isMine(injection, context)) {
      note(context, InjectionEvents.TOO_LATE, injection, "its time has passed already");
    }
    await(injection, context);
  }

  private Injection of(int number) {
    return injections.get(number);
  }

  /** Whether a time that all machines know is this one's affair: that of whom it is done to. */
  private boolean isMine(Injection injection, Context context) {
    return injection.on() instanceof Target.Named named
        ? isHere(injection, named.name(), context)
        : site.knows(injection.on()).equals(machine);
  }

  private boolean isHere(Injection injection, String target, Context context) {
    return context.machineOf(site.victim(injection.deed(), target)).equals(machine);
  }

  private void seen(EventRecord event, Context context) {
    for (Injection each : List.copyOf(injections.values())) {
      if (each.trigger() instanceof Trigger.Reached reached
          && reached.phase().isBegunBy(event.source(), event.id(), event.correlation())
          && (reached.subjects().isEmpty()
              || reached.phase().isOf(reached.subjects(), event.correlation()))) {
        trigger(each, context);
      }
    }
  }

  /** The others are told, because a phase can be reached on one machine after another. */
  private void trigger(Injection injection, Context context) {
    int number = injection.number();
    if (triggered.getOrDefault(number, 0) >= injection.times()) {
      return;
    }
    triggered.merge(number, 1, Integer::sum);
    if (!(injection.trigger() instanceof Trigger.At)) {
      tellOthers(new Spent(number), context);
    }
    if (injection.probability() < 1 && !dice(injection, context).chance(injection.probability())) {
      note(context, InjectionEvents.PASSED_OVER, injection, "chance has passed it over");
      return;
    }
    String title = injection.trigger().title();
    note(context, InjectionEvents.TRIGGERED, injection, "triggered, " + title);
    long at = context.nowNanos() + injection.delay().toNanos();
    if (at > context.nowNanos()) {
      context.timer("fire " + number + " " + triggered.get(number), at, new Fire(number));
    } else {
      fire(injection, context);
    }
  }

  private void tellOthers(Command command, Context context) {
    site.machines().stream()
        .filter(other -> !other.equals(machine))
        .forEach(other -> context.outOfBand(idOf(other), command));
  }

  /** Only now is it sure that it was off. */
  private void back(String which, Context context) {
    Integer by = switchedOn.remove(which);
    if (by != null) {
      answered(new Site.Answer.Touched(by, 1, which + " is on again"), context);
    }
  }

  private RandomStream dice(Injection injection, Context context) {
    return chances.computeIfAbsent(
        injection.number(), number -> context.random("injection " + number));
  }

  private void fire(Injection injection, Context context) {
    if (injection.on() instanceof Target.Named named) {
      perform(injection, named.name(), context);
    } else if (injection.on() instanceof Target.Random random) {
      List<String> candidates = random.candidates();
      int chosen = (int) dice(injection, context).below(candidates.size());
      perform(injection, candidates.get(chosen), context);
    } else if (site.knows(injection.on()).equals(machine)) {
      resolve(injection, context);
    } else {
      context.outOfBand(idOf(site.knows(injection.on())), new Resolve(injection.number()));
    }
  }

  private void resolve(Injection injection, Context context) {
    site.ask(injection, id).perform(context);
  }

  /** Here, if the target is here; else where it is. */
  private void perform(Injection injection, String target, Context context) {
    if (!isHere(injection, target, context)) {
      forward(injection, target, new Perform(injection.number(), target), context);
      return;
    }
    String what = injection.deed().title() + " on " + target;
    note(context, InjectionEvents.BEGUN, injection, what);
    if (injection.deed() instanceof Deed.Fault fault && fault.verb() == FaultVerb.RESTART_MACHINE) {
      switchedOn.put(target, injection.number());
    }
    site.begin(injection, target, id, context::machineOf).forEach(act -> act.perform(context));
    injection
        .lasts()
        .filter(lasts -> !injection.isReal())
        .ifPresent(
            lasts ->
                context.timer(
                    "over " + injection.number() + " " + target,
                    context.nowNanos() + lasts.toNanos(),
                    new Over(injection.number(), target)));
  }

  private void over(Injection injection, String target, Context context) {
    if (!isHere(injection, target, context)) {
      forward(injection, target, new Over(injection.number(), target), context);
      return;
    }
    String what = injection.deed().title() + " on " + target + " ends";
    note(context, InjectionEvents.ENDED, injection, what);
    site.end(injection, target, id).forEach(act -> act.perform(context));
  }

  private void forward(Injection injection, String target, Command command, Context context) {
    String where = context.machineOf(site.victim(injection.deed(), target));
    context.outOfBand(idOf(where), command);
  }

  private void answered(Site.Answer answer, Context context) {
    if (answer instanceof Site.Answer.Nothing) {
      return;
    }
    Injection injection = of(answer.injection());
    if (answer instanceof Site.Answer.Means means) {
      int place = injection.on() instanceof Target.Owner owner && !owner.owns() ? 1 : 0;
      if (means.targets().size() > place) {
        perform(injection, means.targets().get(place), context);
      } else {
        String what = "there is nobody who is " + injection.on().title();
        note(context, InjectionEvents.NOBODY, injection, what);
      }
    } else if (answer instanceof Site.Answer.Reached) {
      trigger(injection, context);
    } else if (answer instanceof Site.Answer.Touched touch && touch.count() > 0) {
      touched.merge(touch.injection(), touch.count(), Long::sum);
      note(context, InjectionEvents.TOUCHED, injection, "touched: " + touch.what());
    } else if (answer instanceof Site.Answer.Refused refused) {
      InjectionEvents.log(
          context, InjectionEvents.REFUSED, Level.WARNING, injection, "refused: " + refused.why());
    }
  }

  private static void note(Context context, int event, Injection injection, String what) {
    InjectionEvents.log(context, event, Level.INFORMATION, injection, what);
  }

  @Override
  public void summarise(Consumer<Statistic> report) {
    touched.forEach(
        (number, count) ->
            report.accept(
                new Statistic(
                    Disturbance.FIGURE, Integer.toString(number), "touched " + machine, count)));
  }
}
