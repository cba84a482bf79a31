package kagemusha.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.Moment;
import kagemusha.backup.vss.VssCommand;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssNotice;
import kagemusha.backup.vss.VssWiring;
import kagemusha.backup.vss.WriterState;
import kagemusha.kernel.data.Sets;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.event.Level;
import kagemusha.node.HyperVWriterState.Complete;
import kagemusha.node.HyperVWriterState.Deleting;
import kagemusha.node.HyperVWriterState.GuestPart;
import kagemusha.node.HyperVWriterState.Mounting;
import kagemusha.node.HyperVWriterState.Reverting;
import kagemusha.node.HyperVWriterState.Session;

/**
 * What follows the host's snapshot in {@link HyperVWriterState}: it is reverted to the guest's,
 * which is then deleted.
 */
final class RevertRules {
  private static final String SOURCE = "Hyper-V-VMMS";

  /** Windows Server's number. */
  static final int REVERT_FAILED = 10103;

  /** This product's own. */
  static final int REVERTED = 9230;

  private final WriterAnswers answers;
  private final VssWiring wiring;

  RevertRules(WriterAnswers answers, VssWiring wiring) {
    this.answers = answers;
    this.wiring = wiring;
  }

  /** Each LU of the host's snapshot goes back to the guest's within the VM's blocks. */
  Decision<HyperVWriterState> mounted(Mounting mounting, Moment now) {
    Session session = mounting.session();
    GuestPart guest = mounting.guest();
    if (!wiring.spec().revert()) {
      return deleteGuests(session, guest, now);
    }
    List<Act> acts = new ArrayList<>();
    Set<String> awaited = new TreeSet<>();
    for (VssNotice.Image yellow : guest.images()) {
      String purple = nameOf(mounting.images(), yellow.lu());
      List<Extent> extents = extents(guest.disks(), yellow.lu());
      acts.add(
          new Send(
              wiring.storageNetwork(),
              yellow.controller(),
              new ControllerCommand.Revert(purple, yellow.snapshot(), extents, answers.self())));
      awaited.add(purple);
    }
    return new Decision<>(new Reverting(session, guest, awaited), acts);
  }

  private static String nameOf(List<VssNotice.Image> images, int lu) {
    return images.stream()
        .filter(image -> image.lu() == lu)
        .map(VssNotice.Image::snapshot)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no image of LU " + lu));
  }

  private static List<Extent> extents(List<VmDisks.Disk> disks, int lu) {
    return disks.stream()
        .filter(disk -> disk.lu() == lu)
        .flatMap(disk -> disk.extents().stream())
        .toList();
  }

  Decision<HyperVWriterState> reverted(
      Reverting reverting, ControllerNotice.Reverted notice, Moment now) {
    Session session = reverting.session();
    Set<String> rest = Sets.without(reverting.awaited(), notice.snapshot());
    String text =
        "Snapshot %s was reverted to that of %s; %d blocks differed."
            .formatted(notice.snapshot(), session.vm(), notice.blocks());
    Log log = new Log(SOURCE, REVERTED, Level.INFORMATION, text, session.set());
    Decision<HyperVWriterState> next =
        rest.isEmpty()
            ? deleteGuests(session, reverting.guest(), now)
            : Decision.to(new Reverting(session, reverting.guest(), rest));
    return next.and(log);
  }

  Decision<HyperVWriterState> refused(Reverting reverting, ControllerNotice.Refused notice) {
    Session session = reverting.session();
    String why = notice.what() + ": " + notice.why();
    String text =
        "The virtual hard disks of %s could not be reverted to the guest's snapshot: %s."
            .formatted(session.vm(), why);
    return Decision.to(
        reverting,
        new Log(SOURCE, REVERT_FAILED, Level.ERROR, text, session.set()),
        answers.failed(
            session, WriterState.FAILED_AT_POST_SNAPSHOT, VssError.WRITER_RETRYABLE, why));
  }

  private Decision<HyperVWriterState> deleteGuests(Session session, GuestPart guest, Moment now) {
    return Decision.to(
        new Deleting(session, guest),
        new Tell(
            VssWiring.serviceOf(session.vm()),
            new VssCommand.BackupComplete(session.guestSet(), true)),
        WriterAnswers.silence(session, now, wiring.spec().limits().answer()));
  }

  /** The guest has deleted its snapshot. */
  Decision<HyperVWriterState> complete(Deleting deleting) {
    GuestPart guest = deleting.guest();
    return Decision.to(
        new Complete(deleting.session()),
        answers.recovered(deleting.session(), guest.disks(), guest.document(), true));
  }
}
