package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake in the worked example, one message that names its place and what is allowed. */
class TopologyComplaintsTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "{2}")
  @MethodSource({"keys", "values", "references", "names", "networks", "storage", "room"})
  void namesPlaceFoundAndAllowed(String old, String replacement, String message) {
    String complaint =
        EditedText.of("topologies/small.conf")
            .withFirst(old, replacement)
            .topologyComplaint(directory);

    assertThat(complaint).isEqualTo("my.conf:" + message);
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        arguments(
            "{ name = NODE2 }",
            "{ name = NODE2, clustered = false }",
            "43: hosts.NODE2.clustered: found false for one of 3 hosts; allowed: for the only"
                + " host"),
        arguments(
            "{ name = lan,    bandwidth",
            "{ name = lan,    bandwidht",
            "31: networks.lan.bandwidht: unknown key; did you mean 'bandwidth'? Allowed"
                + " here: name, bandwidth, latency, resend, longest-resend"),
        arguments(
            "users = 60",
            "user = 60",
            "120: vms.MAIL1.user: unknown key; did you mean 'users'? Allowed here: name,"
                + " host, virtual-processors, memory, users, cpu, available-memory, storage-path,"
                + " disks, life"),
        arguments(
            "raid-groups = [\n",
            "groups = [\n",
            "75: array.groups: unknown key; allowed here: name, networks, controllers,"
                + " drives, raid-groups, pools, lus, pairs"),
        arguments(
            "users = 60",
            "",
            "116: vms.MAIL1.users: missing; expected a whole number from 1 to 1000000"),
        arguments(
            "users = 60",
            "users = null",
            "120: vms.MAIL1.users: missing; expected a whole number from 1 to 1000000"),
        arguments(
            "csv-network = lan ", "", "1: csv-network: missing; expected one of lan, backup, san"),
        arguments(
            "mount = 2 s",
            "",
            "176: csv.mount: missing; expected a time such as 5.8 ms, from 0 s to 1 h"),
        arguments(
            "      log      { lu = LOGS, max = 10 GB, used = 2 GB }\n",
            "",
            "124: vms.MAIL1.disks.log: missing; expected an object { ... }"),
        arguments(
            "      log      {",
            "      data      {",
            "127: vms.MAIL1.disks.data: unknown key; allowed here: system, database, log"),
        arguments("    name = MAIL2\n", "", "130: vms[1].name: missing; expected a name"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(
            "users = 60",
            "users = 0",
            "120: vms.MAIL1.users: found '0'; allowed: a whole number from 1 to 1000000"),
        arguments(
            "users = 60",
            "users = sixty",
            "120: vms.MAIL1.users: found 'sixty'; allowed: a whole number from 1 to 1000000"),
        arguments(
            "users = 60",
            "users = 1.5",
            "120: vms.MAIL1.users: found '1.5'; allowed: a whole number from 1 to 1000000"),
        arguments(
            "users = 60",
            "users = { a = 1 }",
            "120: vms.MAIL1.users: found an object; allowed: a whole number from 1 to 1000000"),
        arguments(
            "virtual-processors = 2",
            "virtual-processors = 65",
            "118: vms.MAIL1.virtual-processors: found '65'; allowed: a whole number from 1"
                + " to 64"),
        arguments(
            "max = 10 GB, used = 2 GB",
            "max = 2 MB, used = 0 B",
            "127: vms.MAIL1.disks.log.max: found '2 MB'; allowed: a size such as 800 GB"
                + " or 32 MiB, from 2 MiB to 64 TB"),
        arguments(
            "mount = 2 s",
            "mount = 2",
            "177: csv.mount: found '2'; allowed: a time such as 5.8 ms, from 0 s to 1 h"
                + " (units: ns, us, µs, ms, s, min, h, d)"),
        arguments(
            "mount = 2 s",
            "mount = 2 m",
            "177: csv.mount: found '2 m'; allowed: a time such as 5.8 ms, from 0 s to 1 h"
                + " (units: ns, us, µs, ms, s, min, h, d)"),
        arguments(
            "mount = 2 s",
            "mount = 2 h",
            "177: csv.mount: found '2 h'; allowed: a time such as 5.8 ms, from 0 s to 1 h"),
        arguments(
            "mount = 2 s",
            "mount = -1 s",
            "177: csv.mount: found '-1 s'; allowed: a time such as 5.8 ms, from 0 s to 1 h"),
        arguments(
            "mount = 2 s",
            "mount = 0.5 ns",
            "177: csv.mount: found '0.5 ns'; allowed: a multiple of 1 ns"),
        arguments(
            "capacity = 36 GB",
            "capacity = 36 MB/s",
            "66: array.drives.10k.capacity: found '36 MB/s'; allowed: a size such as 800 GB"
                + " or 32 MiB, from 1 GB to 1 PB (units: B, kB, KB, MB, GB, TB, PB, KiB, MiB, GiB,"
                + " TiB)"),
        arguments(
            "cpu = 20 %",
            "cpu = 20",
            "121: vms.MAIL1.cpu: found '20'; allowed: a percentage such as 70 %, from 0.1 %"
                + " to 100 % (units: %)"),
        arguments(
            "cpu = 20 %",
            "cpu = 120 %",
            "121: vms.MAIL1.cpu: found '120 %'; allowed: a percentage such as 70 %, from 0.1"
                + " % to 100 %"),
        arguments(
            "memory = 16 GiB",
            "memory = 16 GB",
            "20: hosts.NODE1.memory: found '16 GB'; allowed: a whole number of MiB, such as"
                + " 16 GiB"),
        arguments(
            "reads-per-user-second = 0.1292",
            "reads-per-user-second = many",
            "149: mail.database-reads-per-user-second: found 'many'; allowed: a number from"
                + " 0 to 1000"),
        arguments(
            "level = RAID5,",
            "level = RAID6,",
            "77: array.raid-groups.PARITY.level: found 'RAID6'; did you mean 'RAID5'?"
                + " Allowed: RAID10, RAID5"),
        arguments(
            "csv = false",
            "csv = no",
            "88: array.lus.QUORUM.csv: found 'no'; allowed: true, false"),
        arguments(
            "networks = [lan, backup, san]",
            "networks = lan",
            "25: hosts.NODE1.networks: found 'lan'; allowed: a list of names: lan, backup,"
                + " san"),
        arguments(
            "latency = 100 us }",
            "latency = 100 us, resend = 400 ms, longest-resend = 0.2 s }",
            "31: networks.lan.longest-resend: found 200 ms; allowed: at least resend, 400 ms"),
        arguments(
            "full-stroke = 9 ms",
            "full-stroke = 0.5 ms",
            "69: array.drives.10k.full-stroke: found 0.5 ms; allowed: at least"
                + " track-to-track, 0.6 ms"),
        arguments(
            "sync-window = 105 min",
            "sync-window = 9 h",
            "172: mail.sync-window: found 9 h; allowed: at most workday, 8 h"),
        arguments(
            "  page = 32 KiB\n",
            "  page = 48 KiB\n",
            "154: mail.page: found 48 KiB; allowed: a power of two from 512 B to 1 MiB, which fits"
                + " blocks of 16 KiB"),
        arguments(
            "log-write = 16 KiB",
            "log-write = 12 KiB",
            "155: mail.log-write: found 12 KiB; allowed: a power of two from 512 B to 1 MiB, which"
                + " fits blocks of 16 KiB"),
        arguments(
            "database { lu = DATA, max = 30 GB",
            "database { lu = DATA, max = 14 GB",
            "126: vms.MAIL1.disks.database.used: found 15 GB; allowed: at most max, 14 GB"),
        arguments(
            "available-memory = 1 GiB",
            "available-memory = 5 GiB",
            "122: vms.MAIL1.available-memory: found 5120 MiB; allowed: at most the VM's"
                + " memory, 4096 MiB"),
        arguments(
            "root-memory = 2 GiB",
            "root-memory = 9 GiB",
            "21: hosts.NODE3.root-memory: found 9216 MiB; allowed: at most the machine's"
                + " memory, 8192 MiB"),
        arguments(
            "base-memory = 2 GiB",
            "base-memory = 9 GiB",
            "96: backup-server.base-memory: found 9216 MiB; allowed: at most the machine's"
                + " memory, 8192 MiB"),
        arguments(
            "stream-read = 64 KiB\n  window = 64 MiB",
            "stream-read = 2 MiB\n  window = 1 MiB",
            "184: backup.stream-read: found 2 MiB; allowed: at most window, 1 MiB"),
        arguments(
            "stream-read = 64 KiB\n  window = 64 MiB",
            "stream-read = 64 KiB, replica-stream-read = 40 KiB\n  window = 64 MiB",
            "184: backup.replica-stream-read: found 40 KiB; allowed: multiples of 16 KiB"));
  }

  static Stream<Arguments> references() {
    return Stream.of(
        arguments(
            "host = NODE2",
            "host = NODE9",
            "132: vms.MAIL2.host: found 'NODE9'; there is no such host; did you mean"
                + " 'NODE1'? Allowed: NODE1, NODE2, NODE3"),
        arguments(
            "host = NODE2",
            "host = HYPR1",
            "132: vms.MAIL2.host: found 'HYPR1'; there is no such host; allowed: NODE1,"
                + " NODE2, NODE3"),
        arguments(
            "csv-network = lan",
            "csv-network = lam",
            "35: csv-network: found 'lam'; there is no such network; did you mean 'lan'?"
                + " Allowed: lan, backup, san"),
        arguments(
            "networks = [backup]",
            "networks = [bakcup]",
            "98: backup-server.networks: found 'bakcup'; there is no such network; did you"
                + " mean 'backup'? Allowed: lan, backup, san"),
        arguments(
            "networks = [backup]",
            "networks = [backup, backup]",
            "98: backup-server.networks: found 'backup' twice; allowed: once"),
        arguments(
            "pool = FAST",
            "pool = SLOW",
            "86: array.lus.DATA.pool: found 'SLOW'; there is no such pool; allowed: FAST,"
                + " LARGE"),
        arguments(
            "controller = CTL0",
            "controller = CTL1",
            "86: array.lus.DATA.controller: found 'CTL1'; there is no such controller; did"
                + " you mean 'CTL0'? Allowed: CTL0"),
        arguments(
            "drive = 10k",
            "drive = 15k",
            "76: array.raid-groups.MIRROR.drive: found '15k'; there is no such drive; did"
                + " you mean '10k'? Allowed: 10k"),
        arguments(
            "raid-groups = [PARITY]",
            "raid-groups = [PARTY]",
            "82: array.pools.LARGE.raid-groups: found 'PARTY'; there is no such RAID group;"
                + " did you mean 'PARITY'? Allowed: MIRROR, PARITY"),
        arguments(
            "raid-groups = [PARITY]",
            "raid-groups = []",
            "82: array.pools.LARGE.raid-groups: found an empty list; allowed: at least one"
                + " RAID group"),
        arguments(
            "raid-groups = [PARITY]",
            "raid-groups = [PARITY, MIRROR]",
            "82: array.pools.LARGE.raid-groups: found 'MIRROR', which belongs to pool FAST"
                + " already; allowed: RAID groups that no other pool uses"),
        arguments(
            "system   { lu = DATA",
            "system   { lu = DISK",
            "125: vms.MAIL1.disks.system.lu: found 'DISK'; there is no such LU; allowed:"
                + " DATA, LOGS, QUORUM"),
        arguments(
            "system   { lu = DATA",
            "system   { lu = QUORUM",
            "125: vms.MAIL1.disks.system.lu: found 'QUORUM', which is not a cluster shared"
                + " volume; allowed: DATA, LOGS"));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments(
            "{ name = NODE2 }",
            "{ name = NODE1 }",
            "43: hosts.NODE1.name: found 'NODE1', which is already used on line 42; allowed:"
                + " a name of its own for each machine, VM, client and part"),
        arguments(
            "name = MAIL2",
            "name = mail1",
            "131: vms.mail1.name: found 'mail1', which is already used on line 116; allowed:"
                + " a name of its own for each machine, VM, client and part"),
        arguments(
            "name = MAIL2",
            "name = NODE3",
            "131: vms.NODE3.name: found 'NODE3', which is already used on line 44; allowed:"
                + " a name of its own for each machine, VM, client and part"),
        arguments(
            "name = ARRAY",
            "name = NODE1",
            "48: array.name: found 'NODE1', which is already used on line 42; allowed: a"
                + " name of its own for each machine, VM, client and part"),
        arguments(
            "clients = [PC1, PC2]",
            "clients = [PC1, MAIL1]",
            "116: vms.MAIL1.name: found 'MAIL1', which is already used on line 106; allowed:"
                + " a name of its own for each machine, VM, client and part"),
        arguments(
            "clients = [PC1, PC2]",
            "clients = [PC1, PC1]",
            "106: clients.clients: found 'PC1' twice; allowed: once"),
        arguments(
            "clients = [PC1, PC2]",
            "clients = []",
            "106: clients.clients: found an empty list; allowed: at least one name"),
        arguments(
            "domain-controllers = [DC1]",
            "domain-controllers = [PC1]",
            "107: clients.domain-controllers: found 'PC1', which is already used on line"
                + " 106; allowed: a name of its own for each machine, VM, client and part"),
        arguments(
            "name = LOGS",
            "name = DATA",
            "87: array.lus.DATA.name: found 'DATA', which is already used on line 86;"
                + " allowed: a name of its own for each machine, VM, client and part"),
        arguments(
            "name = ARRAY",
            "name = \"A.B\"",
            "48: array.name: found 'A.B'; allowed: names of letters, digits, &, _ and -"),
        arguments(
            "  ${templates.host} { name = NODE1 }\n"
                + "  ${templates.host} { name = NODE2 }\n"
                + "  ${templates.host} { name = NODE3, logical-processors = 4, memory = 8 GiB }\n",
            "",
            "41: hosts: found an empty list; allowed: at least one object { ... }"),
        arguments(
            "  ${templates.host} { name = NODE1 }\n",
            "NODE1, ",
            "42: hosts: found 'NODE1' in the list; allowed: objects { ... }"));
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        arguments(
            "networks = [lan, backup, san]",
            "networks = [backup, san]",
            "25: hosts.NODE1.networks: found [backup, san]; allowed: a list with lan, which"
                + " is the csv-network"),
        arguments(
            "networks = [lan, backup, san]",
            "networks = [lan, san]",
            "25: hosts.NODE1.networks: found [lan, san]; allowed: a list with backup, which"
                + " is the backup-network"),
        arguments(
            "networks = [lan, backup, san]",
            "networks = [lan, backup]",
            "25: hosts.NODE1.networks: found [lan, backup]; allowed: a list with san, which"
                + " is the storage-network"),
        arguments(
            "name = ARRAY\n  networks = [san]",
            "name = ARRAY\n  networks = [lan]",
            "49: array.networks: found [lan]; allowed: a list with san, which is the"
                + " storage-network"),
        arguments(
            "networks = [backup]",
            "networks = [lan]",
            "98: backup-server.networks: found [lan]; allowed: a list with backup, which is"
                + " the backup-network"),
        arguments(
            "auto-rerun = 60 min",
            "transport = transportable, auto-rerun = 60 min",
            "191: backup.transport: found transportable, but backup-server.networks is [backup];"
                + " allowed: non-transportable, or a backup server with a NIC on san, which is the"
                + " storage-network"),
        arguments(
            "capacity = 400 GB",
            "capacity = 100 GB",
            "227: backup.storage-pool.capacity: found 100 GB; allowed: at least replica-capacity of"
                + " BACKUP, 200 GB"),
        arguments(
            "    database = 55 %",
            "    database = 0 %",
            "221: backup.compression.database: found '0 %'; allowed: a percentage such as 70 %,"
                + " from 1 % to 100 %"),
        arguments(
            "parallel-jobs = 2 ",
            "parallel-jobs = 0 ",
            "218: backup.parallel-jobs: found '0'; allowed: a whole number from 1 to 1000"),
        arguments(
            "auto-rerun = 60 min",
            "dpm-version = 2011, auto-rerun = 60 min",
            "191: backup.dpm-version: found '2011'; did you mean '2010'? Allowed: 2010, 2012"),
        arguments(
            "networks = [lan]",
            "networks = []",
            "108: clients.networks: found []; allowed: a list with lan, which is the"
                + " client-network"));
  }

  static Stream<Arguments> storage() {
    return Stream.of(
        arguments(
            "pool = FAST,  capacity = 70 GB",
            "pool = FAST,  capacity = 72.1 GB",
            "86: array.lus.DATA.capacity: found 72.1 GB; allowed: at most what pool FAST"
                + " holds, 72 GB (MIRROR 72 GB)"),
        arguments(
            "pool = LARGE, capacity = 60 GB",
            "pool = LARGE, capacity = 120 GB",
            "87: array.lus.LOGS.capacity: found 120 GB; allowed: at most what pool LARGE"
                + " holds, 108 GB (PARITY 108 GB)"),
        arguments(
            "capacity = 60 GB,",
            "capacity = 60 GB, diff-area-max = 61 GB,",
            "87: array.lus.LOGS.diff-area-max: found '61 GB'; allowed: at most the capacity of"
                + " the LU, 60 GB"),
        arguments(
            "capacity = 60 GB,",
            "capacity = 60 GB, diff-area-max = 300 MB,",
            "87: array.lus.LOGS.diff-area-max: found '300 MB'; allowed: a size such as"
                + " 800 GB or 32 MiB, from 320 MiB to 1 PB"),
        arguments(
            "pool = FAST,  capacity = 70 GB",
            "pool = FAST,  capacity = 44 GB",
            "86: array.lus.DATA.capacity: found 44 GB; allowed: at least what its virtual"
                + " disks use, 45 GB (MAIL1 25 GB + MAIL2 20 GB)"));
  }

  static Stream<Arguments> room() {
    return Stream.of(
        arguments(
            "memory = 4 GiB",
            "memory = 15 GiB",
            "119: vms.MAIL1.memory: found 15360 MiB; allowed: at most the 14336 MiB that"
                + " NODE1 (16384 MiB) has left after its root partition and the VMs before"),
        arguments(
            "host = NODE1\n    virtual-processors = 2\n    memory = 4 GiB",
            "host = NODE2\n    virtual-processors = 2\n    memory = 13 GiB",
            "134: vms.MAIL2.memory: found 2048 MiB; allowed: at most the 1024 MiB that NODE2"
                + " (16384 MiB) has left after its root partition and the VMs before"),
        arguments(
            "virtual-processors = 2",
            "virtual-processors = 9",
            "118: vms.MAIL1.virtual-processors: found 9; allowed: at most the logical"
                + " processors of NODE1, 8"));
  }

  @Test
  void disksOfSeveralLusMustFitTheirPoolTogether() {
    String complaint =
        EditedText.of("topologies/small.conf")
            .with("name = LOGS,   pool = LARGE", "name = LOGS,   pool = FAST")
            .with(
                "log      { lu = LOGS, max = 10 GB, used = 2 GB }",
                "log { lu = LOGS, max = 40 GB, used = 30 GB }")
            .topologyComplaint(directory);

    assertThat(complaint)
        .isEqualTo(
            "my.conf:81: array.pools.FAST.raid-groups: found 72 GB of usable capacity; allowed: at"
                + " least what its virtual disks use, 76 GB (MAIL1 55 GB + MAIL2 21 GB)");
  }

  /** The worked example has no pairs, so these stand in the paper's topology. */
  @ParameterizedTest(name = "{2}")
  @MethodSource("pairs")
  void pairsNameTheirMistakes(String old, String replacement, String message) {
    String complaint =
        EditedText.of("topologies/paper.conf")
            .with(old, replacement)
            .topologyComplaint(directory)
            .replaceFirst("^my.conf:\\d+: ", "");

    assertThat(complaint).isEqualTo("array.pairs." + message);
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        arguments(
            "{ name = LOG,      primary = LOG,",
            "{ name = LOG,      primary = LOGS,",
            "LOG.primary: found 'LOGS'; there is no such LU; did you mean 'LOG'? Allowed: SYS&DB,"
                + " LOG, QUORUM, SYS&DB-S, LOG-S"),
        arguments(
            "secondary = \"LOG-S\" }",
            "secondary = \"LOG-S\", initial = COPY }",
            "LOG.initial: found 'COPY'; allowed: SMPL, PAIR, PSUS"),
        arguments(
            "secondary = \"LOG-S\" }",
            "secondary = \"LOG-S\", track = 300 KiB }",
            "LOG.track: found 300 KiB; allowed: a power of two from 16 KiB to 1 MiB"),
        arguments(
            "secondary = \"LOG-S\" }",
            "secondary = \"LOG-S\", piece = 3 MiB }",
            "LOG.piece: found 3 MiB; allowed: a power of two from 1 MiB to 16 MiB"),
        arguments(
            "secondary = \"LOG-S\"",
            "secondary = LOG",
            "LOG.secondary: found 'LOG', which belongs to pair LOG already; allowed: an LU that no"
                + " pair uses"),
        arguments(
            "primary = LOG, ",
            "primary = \"SYS&DB\", ",
            "LOG.primary: found 'SYS&DB', which belongs to pair SYS&DB already; allowed: an LU that"
                + " no pair uses"),
        arguments(
            "secondary = \"LOG-S\"",
            "secondary = QUORUM",
            "LOG.secondary: found 'QUORUM', which has 1 GB; allowed: an LU of the capacity of LOG,"
                + " 560 GB"),
        arguments(
            "capacity = 560 GB, controller = CTL1, csv = false",
            "capacity = 560 GB, controller = CTL0, csv = false",
            "LOG.secondary: found 'LOG-S', which controller CTL0 manages; allowed: an LU of"
                + " controller CTL1, as the primary"),
        arguments(
            "capacity = 560 GB, controller = CTL1, csv = false",
            "capacity = 560 GB, controller = CTL1, csv = true",
            "LOG.secondary: found 'LOG-S', which is a cluster shared volume; allowed: an LU with"
                + " csv = false"));
  }

  @Test
  void faultInTemplateIsReportedOnItsOwnLine() {
    String complaint =
        EditedText.of("topologies/small.conf")
            .with("    root-cpu = 0.3 %", "    rootcpu = 0.3 %")
            .topologyComplaint(directory);

    assertThat(complaint)
        .startsWith(
            "my.conf:22: hosts.NODE1.rootcpu: unknown key; did you mean 'root-cpu'? Allowed");
  }
}
