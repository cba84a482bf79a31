package kagemusha.console;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kagemusha.config.ConfigException;
import kagemusha.config.Injection;
import kagemusha.config.Trigger;
import kagemusha.kernel.conductor.ConductorCommand;
import kagemusha.kernel.conductor.ConductorCommand.Given;
import kagemusha.kernel.conductor.OutsideOrder;
import kagemusha.node.OutsideOrders;

/**
 * Takes orders to a run that is going on: reads them, gives them, and tells what became of them.
 */
final class OrderDesk {
  /** At a very slow pace the next tick may be far away. */
  private static final long PATIENCE_MINUTES = 4;

  private final OutsideOrders reader;
  private final Consumer<ConductorCommand> conductor;
  private final LongSupplier nowNanos;
  private int number;

  /**
   * @param nowNanos how far the run is
   */
  OrderDesk(OutsideOrders reader, Consumer<ConductorCommand> conductor, LongSupplier nowNanos) {
    this.nowNanos = nowNanos;
    this.reader = reader;
    this.number = reader.first();
    this.conductor = conductor;
  }

  ControlPoint.Answer take(String text) {
    try {
      Injection injection = reader.read(number, text);
      long now = nowNanos.getAsLong();
      if (injection.trigger() instanceof Trigger.At at && at.at().toNanos() < now) {
        String time = VirtualClock.elapsed(now);
        return refused("Refused: " + at.title() + " has passed; the run is at " + time + ".");
      }
      return give(reader.order(number++, text));
    } catch (ConfigException e) {
      return new ControlPoint.Answer(ControlPoint.Answer.NO_ORDER, e.getMessage());
    }
  }

  private ControlPoint.Answer give(OutsideOrder order) {
    CompletableFuture<Given> given = new CompletableFuture<>();
    conductor.accept(new ConductorCommand.Give(order, given::complete));
    try {
      return answer(order, given.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refused("interrupted");
    } catch (TimeoutException e) {
      return refused("the next tick has not come yet; the order will be given with it");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static ControlPoint.Answer answer(OutsideOrder order, Given given) {
    if (given instanceof Given.At at) {
      return new ControlPoint.Answer(
          ControlPoint.Answer.GIVEN,
          "Order %d given at virtual time %s (tick %d)."
              .formatted(order.number(), VirtualClock.elapsed(at.timeNanos()), at.tick()));
    }
    return refused("Refused: " + ((Given.Refused) given).why() + ".");
  }

  private static ControlPoint.Answer refused(String why) {
    return new ControlPoint.Answer(ControlPoint.Answer.REFUSED, why);
  }
}
