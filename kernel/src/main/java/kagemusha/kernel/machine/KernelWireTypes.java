package kagemusha.kernel.machine;

import java.util.List;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.EventLogged;
import kagemusha.kernel.entity.Impairment;
import kagemusha.kernel.entity.LinkFault;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.Disturbance;
import kagemusha.kernel.image.MemoryImage;
import kagemusha.kernel.wire.WireTypes;

/** The kernel's own classes on the wire. */
public final class KernelWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 0;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        EntityId.class,
        EntityId[].class,
        Delivery.class,
        ControlMail.class,
        BatchMail.class,
        Mail.class,
        EventRecord.class,
        Level.class,
        Statistic.class,
        CounterColumn.class,
        SampleRow.class,
        LinkTotal.class,
        MachineCommand.Peer.class,
        MachineCommand.Begin.class,
        MachineCommand.Open.class,
        MachineCommand.MailPart.class,
        MachineCommand.Finish.class,
        MachineCommand.Welcome.class,
        MachineReport.Ready.class,
        MachineReport.Done.class,
        MachineReport.Received.class,
        MachineReport.Failed.class,
        MachineReport.Summary.class,
        MachineReport.WireTotal.class,
        MachineCommand.Loss.class,
        MachineReport.Posted.class,
        MachineReport.Unrecorded.class,
        MachineCommand.Rejoin.class,
        MachineReport.Joined.class,
        MachineReport.Figures.class,
        Relocation.class,
        Luggage.class,
        Luggage.Alarm.class,
        Luggage.Load.class,
        EventLogged.class,
        LinkFault.class,
        LinkFault.Hop.class,
        Impairment.class,
        LinkNews.Impaired.class,
        LinkNews.Healed.class,
        MachineCommand.Order.class,
        MemoryImage.class,
        Disturbance.class,
        MachineCommand.PowerOff.class,
        PowerNews.Off.class,
        PowerNews.On.class);
  }
}
