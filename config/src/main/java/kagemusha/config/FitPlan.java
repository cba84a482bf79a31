package kagemusha.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a fit may change in the bundled topology, and the topology with such changes. */
public record FitPlan(List<FitParameter> parameters) {
  /** The topology that the published numbers belong to. */
  public static final String TOPOLOGY = "paper";

  /** The scenarios that may be fitted to; the others are there to be predicted. */
  public static final List<String> SCENARIOS = List.of("baseline", "scenario-1", "scenario-2");

  public FitPlan {
    parameters = List.copyOf(parameters);
  }

  public static FitPlan bundled() {
    return read(HoconDocument.resource("fit.conf"));
  }

  static FitPlan read(ConfigReader document) {
    List<FitParameter> parameters = new ArrayList<>();
    for (ConfigReader element : document.allowing("parameters").objects("parameters")) {
      ConfigReader row =
          element.allowing("name", "path", "unit", "low", "high", "grain", "scenarios");
      parameters.add(
          new FitParameter(
              row.text("name"),
              row.text("path"),
              row.optional("unit", row::text),
              figure(row, "low"),
              figure(row, "high"),
              figure(row, "grain"),
              row.references("scenarios", "scenario to fit to", SCENARIOS)));
    }
    return new FitPlan(parameters);
  }

  private static BigDecimal figure(ConfigReader row, String key) {
    return BigDecimal.valueOf(row.decimal(key, 0, 1e9));
  }

  /** Those that one of the parameters can change; the others need not be run. */
  public List<String> scenarios() {
    return SCENARIOS.stream()
        .filter(name -> parameters.stream().anyMatch(each -> each.scenarios().contains(name)))
        .toList();
  }

  /** Only the parameters of these paths; all if none is named. */
  public FitPlan only(List<String> paths) {
    List<String> known = parameters.stream().map(FitParameter::path).toList();
    for (String path : paths) {
      if (!known.contains(path)) {
        throw new ConfigException(
            "--parameters: there is no free parameter '%s'%s"
                .formatted(path, Nearest.hint(path, known, "Allowed")));
      }
    }
    return paths.isEmpty()
        ? this
        : new FitPlan(parameters.stream().filter(p -> paths.contains(p.path())).toList());
  }

  /** The values in the bundled topology, in order. */
  public List<BigDecimal> start() {
    Config topology =
        ConfigFactory.parseString(topologyText()).resolve(ConfigResolveOptions.noSystem());
    return parameters.stream().map(each -> each.parse(topology.getString(each.path()))).toList();
  }

  /** The bundled topology with other values; only those that differ are written. */
  public String topologyWith(List<BigDecimal> values) {
    List<BigDecimal> start = start();
    Map<String, String> changes = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).compareTo(start.get(i)) != 0) {
        changes.put(parameters.get(i).path(), parameters.get(i).text(values.get(i)));
      }
    }
    StringBuilder text = new StringBuilder(topologyText());
    if (!changes.isEmpty()) {
      text.append("\n# Proposed by kagemusha fit; a later line takes the place of an earlier.\n");
      changes.forEach((path, value) -> text.append(path).append(" = ").append(value).append('\n'));
    }
    return text.toString();
  }

  private static String topologyText() {
    return HoconDocument.resourceText("topologies/" + TOPOLOGY + ".conf");
  }
}
