package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.ArraySpec;
import kagemusha.config.ConfigException;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvWiring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VhdLayoutTest {
  private static final long CHUNK = 2L * 1024 * 1024;

  @ParameterizedTest
  @ValueSource(strings = {"paper", "small"})
  void disksDoNotOverlapAndFitBehindTheMetadata(String name) {
    Topology topology = TopologyReader.bundled(name);
    VhdLayout layout = new VhdLayout(topology);
    assertThat(layout.all()).hasSize(topology.vms().size() * VhdRole.values().length);
    Map<Integer, TreeMap<Long, Long>> taken = new TreeMap<>();
    for (VhdLayout.Place place : layout.all()) {
      long end = place.firstBlock() + place.chunks() * VhdLayout.CHUNK_BLOCKS;
      TreeMap<Long, Long> ends = taken.computeIfAbsent(place.lu(), lu -> new TreeMap<>());
      Map.Entry<Long, Long> before = ends.lowerEntry(end);
      assertThat(before == null ? 0 : before.getValue())
          .as("end of the disk before")
          .isLessThanOrEqualTo(place.firstBlock());
      ends.put(place.firstBlock(), end);
      long capacity = topology.array().lus().get(place.lu()).capacityBytes();
      assertThat(end * IoBatch.BLOCK_BYTES).isLessThanOrEqualTo(capacity);
      assertThat(place.firstBlock()).isGreaterThanOrEqualTo(CsvWiring.METADATA_BLOCKS);
      assertThat(place.usedChunks()).isBetween(1L, place.chunks());
    }
  }

  @Test
  void everyDiskHasItsSizeOnItsLu() {
    Topology topology = TopologyReader.bundled("paper");
    VhdLayout layout = new VhdLayout(topology);
    for (Topology.VmSpec vm : topology.vms()) {
      for (Topology.VhdSpec disk : vm.disks()) {
        VhdLayout.Place place = layout.place(vm.name(), disk.role());
        assertThat(place.lu()).isEqualTo(topology.array().luNumber(disk.lu()));
        assertThat(disk.maxBytes() - place.maxBytes()).isBetween(0L, CHUNK - 1);
        assertThat(disk.usedBytes() - place.usedBytes()).isBetween(0L, CHUNK - 1);
      }
    }
  }

  @Test
  void aLuThatIsTooSmallIsNamedWithTheDiskThatDoesNotFit() {
    Topology paper = TopologyReader.bundled("paper");
    assertThatThrownBy(() -> new VhdLayout(withLogOf(paper, 160_000_000_000L)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "topology paper: LU LOG (160000000000 bytes) is too small for the largest size of the"
                + " VHDs on it; disk LOG of GUEST3 does not fit");
  }

  private static Topology withLogOf(Topology paper, long bytes) {
    ArraySpec old = paper.array();
    List<ArraySpec.LuSpec> lus = new ArrayList<>();
    for (ArraySpec.LuSpec lu : old.lus()) {
      long capacity = lu.name().equals("LOG") ? bytes : lu.capacityBytes();
      lus.add(new ArraySpec.LuSpec(lu.name(), lu.pool(), capacity, lu.controller(), lu.csv()));
    }
    ArraySpec array =
        new ArraySpec(
            old.name(),
            old.networks(),
            old.controllers(),
            old.drives(),
            old.raidGroups(),
            old.pools(),
            lus);
    return new Topology(
        paper.name(),
        paper.networks(),
        paper.csvNetwork(),
        paper.backupNetwork(),
        paper.clientNetwork(),
        paper.storageNetwork(),
        paper.hosts(),
        array,
        paper.backupServer(),
        paper.clients(),
        paper.vms(),
        paper.mail(),
        paper.csv(),
        paper.backup());
  }
}
