package kagemusha.node.migration;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** What hosts say to each other about live migration, and what a virtual machine takes along. */
public final class MigrationWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 800;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        Trip.class,
        MigrationDesk.Ask.class,
        MigrationDesk.Over.class,
        MigrationService.Go.class,
        MigrationService.Wait.class,
        MigrationService.Accepted.class,
        MigrationService.Declined.class,
        MigrationService.PassOver.class,
        MigrationService.Offer.class,
        MigrationService.Withdrawn.class,
        PageRows.class);
  }
}
