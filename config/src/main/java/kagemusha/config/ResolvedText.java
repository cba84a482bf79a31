package kagemusha.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.TreeMap;

/**
 * A settings file as one text that needs no other file: includes and substitutions are resolved.
 * Every value is quoted as it was written, because the library itself would render {@code 0.0001}
 * as {@code 1.0E-4}, which the reader does not take.
 */
final class ResolvedText {
  private static final ConfigRenderOptions FORMAT =
      ConfigRenderOptions.defaults().setOriginComments(false).setJson(false);

  private ResolvedText() {}

  static String of(ConfigObject root) {
    return quoted(root).render(FORMAT);
  }

  private static ConfigValue quoted(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      var members = new TreeMap<String, ConfigValue>();
      object.forEach((key, member) -> members.put(key, quoted(member)));
      return ConfigValueFactory.fromMap(members);
    } else if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(list.stream().map(ResolvedText::quoted).toList());
    } else if (value.valueType() == ConfigValueType.NULL) {
      return value;
    }
    return ConfigValueFactory.fromAnyRef(value.atKey("value").getString("value"));
  }
}
