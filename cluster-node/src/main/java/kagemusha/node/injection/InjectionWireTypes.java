package kagemusha.node.injection;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** What injectors say to each other. */
public final class InjectionWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 700;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        Injector.Order.class,
        Injector.Resolve.class,
        Injector.Perform.class,
        Injector.Spent.class,
        Injector.Over.class,
        Injector.Back.class);
  }
}
