package kagemusha.node.injection;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.config.Injection;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.event.Level;

/** Events of what is done from outside; their correlation is the injection's number. */
public final class InjectionEvents {
  public static final String SOURCE = "Injection";

  /** What it waits for has come. */
  public static final int TRIGGERED = 9300;

  /** It is done to somebody. */
  public static final int BEGUN = 9301;

  /** It is undone. */
  public static final int ENDED = 9302;

  /** It has changed something. */
  public static final int TOUCHED = 9303;

  /** Who it is done to refuses, so that it changes nothing. */
  public static final int REFUSED = 9304;

  /** It was triggered, and the dice said no. */
  public static final int PASSED_OVER = 9305;

  /** There is nobody of the kind that it is to be done to. */
  public static final int NOBODY = 9306;

  /** It was ordered for a time that had passed. */
  public static final int TOO_LATE = 9307;

  private static final Pattern FAULT = Pattern.compile("injection ([0-9]+) on .*");

  private InjectionEvents() {}

  /** How a network fault is called that an injection makes at a machine. */
  public static String networkFault(int number, String machine) {
    return "injection " + number + " on " + machine;
  }

  /** The injection that a network fault of this name, or a part of it, comes from. */
  public static OptionalInt ofNetworkFault(String name) {
    Matcher matcher = FAULT.matcher(name);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** The correlation of an injection's events. */
  public static String correlation(int number) {
    return Integer.toString(number);
  }

  static void log(Context context, int id, Level level, Injection injection, String what) {
    String line = injection.line() > 0 ? ", line " + injection.line() : "";
    String text = "Injection %d%s: %s.".formatted(injection.number(), line, what);
    context.event(SOURCE, id, level, text, correlation(injection.number()));
  }
}
