package kagemusha.node.audit;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** This package's classes on the wire. */
public final class AuditWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 600;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(Auditor.Ask.class, Acknowledged.class);
  }
}
