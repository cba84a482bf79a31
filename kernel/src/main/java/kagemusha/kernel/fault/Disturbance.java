package kagemusha.kernel.fault;

import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * Something that is done to an entity from outside, and who wants to know what it changes.
 *
 * @param number of the injection
 * @param injector on the same machine
 */
public record Disturbance(int number, EntityId injector) {
  /** Name of the figure of what an injection has touched, by its number. */
  public static final String FIGURE = "Injection";

  /**
   * It has changed so much.
   *
   * @param what for people
   */
  public record Touched(int number, long count, String what) implements Message {}

  /** It has changed nothing. */
  public record Refused(int number, String why) implements Message {}

  public void touched(Context context, long count, String what) {
    context.tell(injector, new Touched(number, count, what));
  }

  public void refused(Context context, String why) {
    context.tell(injector, new Refused(number, why));
  }

  /** The same for rules. */
  public Tell touched(long count, String what) {
    return new Tell(injector, new Touched(number, count, what));
  }

  /** The same for rules. */
  public Tell refused(String why) {
    return new Tell(injector, new Refused(number, why));
  }
}
