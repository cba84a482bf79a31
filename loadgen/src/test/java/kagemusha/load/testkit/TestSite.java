package kagemusha.load.testkit;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology;
import kagemusha.config.Topology.ClientsSpec;
import kagemusha.config.Topology.NetworkSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.Topology.VhdSpec;
import kagemusha.config.Topology.VmSpec;

/** Topologies of mail sites; only what mail needs of them is there. */
public final class TestSite {
  private static final long GIB = 1L << 30;

  private TestSite() {}

  /** Log-ons of 1 a second and client, and 20 rounds of synchronisation. */
  public static MailSpec mail() {
    return mail(1, 20);
  }

  public static MailSpec mail(double logonsPerClientSecond, int syncRounds) {
    return new MailSpec(
        0.1292,
        0.0540,
        0.0468,
        0.5,
        1.5,
        50_000_000,
        32 * 1024,
        16 * 1024,
        200_000_000,
        Duration.ofHours(8),
        20,
        4,
        80,
        32,
        100_000,
        0.4,
        400,
        30,
        Duration.ofMillis(5),
        Duration.ofMillis(4),
        logonsPerClientSecond,
        75,
        syncRounds,
        60,
        Duration.ofMinutes(90),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60));
  }

  /** Four servers with the CPU base given and five clients. */
  public static Topology topology(MailSpec mail, int usersPerServer, double... cpuBasePercent) {
    return new Topology(
        "test",
        List.of(new NetworkSpec("Business", 1_000_000_000L, Duration.ofNanos(100_000))),
        "Business",
        "Management",
        "Business",
        "FC",
        List.of(),
        null,
        null,
        new ClientsSpec(
            "EXCL",
            IntStream.rangeClosed(1, 5).mapToObj(i -> "EXCL0" + i).toList(),
            List.of("HYDC1", "HYDC2"),
            List.of("Business"),
            Duration.ofMillis(20)),
        IntStream.rangeClosed(1, cpuBasePercent.length)
            .mapToObj(i -> vm("GUEST" + i, usersPerServer, cpuBasePercent[i - 1]))
            .toList(),
        mail,
        null,
        null);
  }

  private static VmSpec vm(String name, int users, double cpuBasePercent) {
    return new VmSpec(
        name,
        "HYPR1",
        2,
        4096,
        users,
        cpuBasePercent,
        500,
        Duration.ofNanos(450_000),
        List.of(
            new VhdSpec(VhdRole.SYSTEM, "SYS&DB", 50 * GIB, 20 * GIB),
            new VhdSpec(VhdRole.DATABASE, "SYS&DB", 150 * GIB, 110 * GIB),
            new VhdSpec(VhdRole.LOG, "LOG", 75 * GIB, 10 * GIB)));
  }
}
