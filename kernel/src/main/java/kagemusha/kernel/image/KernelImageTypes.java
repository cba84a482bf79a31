package kagemusha.kernel.image;

import java.util.List;
import java.util.stream.Stream;

/** What is plain in the JDK, settings, which know no kernel, and the kernel's own. */
public final class KernelImageTypes implements ImageTypes {
  private static final String PLAIN =
      """
      [B
      [I
      [J
      [S
      [Z
      [[I
      java.time.Duration
      java.time.LocalTime
      java.util.ArrayDeque
      java.util.ArrayList
      java.util.BitSet
      java.util.EnumMap
      java.util.HashMap
      java.util.HashSet
      java.util.ImmutableCollections$List12
      java.util.ImmutableCollections$ListN
      java.util.ImmutableCollections$Map1
      java.util.ImmutableCollections$MapN
      java.util.ImmutableCollections$Set12
      java.util.ImmutableCollections$SetN
      java.util.LinkedHashMap
      java.util.LinkedHashSet
      java.util.Optional
      java.util.OptionalDouble
      java.util.OptionalInt
      java.util.OptionalLong
      java.util.TreeMap
      java.util.TreeSet
      """;

  private static final String SETTINGS =
      """
      kagemusha.config.AgentWatch
      kagemusha.config.ArraySpec
      kagemusha.config.ArraySpec$ControllerSpec
      kagemusha.config.ArraySpec$DriveSpec
      kagemusha.config.ArraySpec$LuSpec
      kagemusha.config.ArraySpec$PairSpec
      kagemusha.config.ArraySpec$PairStart
      kagemusha.config.ArraySpec$PoolSpec
      kagemusha.config.ArraySpec$RaidGroupSpec
      kagemusha.config.ArraySpec$RaidLevel
      kagemusha.config.BackupSpec
      kagemusha.config.BackupSpec$DpmSpec
      kagemusha.config.BackupSpec$StreamSpec
      kagemusha.config.CompressionSpec
      kagemusha.config.CsvSpec
      kagemusha.config.CsvSpec$FailoverSpec
      kagemusha.config.DpmTuning
      kagemusha.config.DpmVersion
      kagemusha.config.GrowthSpec
      kagemusha.config.MailSpec
      kagemusha.config.MigrationSpec
      kagemusha.config.SnapshotTransport
      kagemusha.config.Topology
      kagemusha.config.Topology$BackupServerSpec
      kagemusha.config.Topology$ClientsSpec
      kagemusha.config.Topology$HostSpec
      kagemusha.config.Topology$NetworkSpec
      kagemusha.config.Topology$VhdSpec
      kagemusha.config.Topology$VmSpec
      kagemusha.config.VmLifeSpec
      kagemusha.config.VmOperation$Verb
      kagemusha.config.VssSpec
      kagemusha.config.VssSpec$Limits
      kagemusha.config.VssSpec$Steps
      """;

  private static final String OWN =
      """
      kagemusha.kernel.counter.IntervalSum
      kagemusha.kernel.counter.LatencySums
      [Lkagemusha.kernel.counter.LatencySums;
      kagemusha.kernel.data.EventHeap
      kagemusha.kernel.data.Inbox
      kagemusha.kernel.data.Inbox$Cursor
      kagemusha.kernel.fault.Observe
      kagemusha.kernel.machine.Luggage$Waiting
      kagemusha.kernel.random.RandomStream
      """;

  @Override
  public List<String> names() {
    return Stream.of(PLAIN, SETTINGS, OWN).flatMap(String::lines).toList();
  }
}
