package kagemusha.config;

/** Bad input. The message says where (file, line, key), what was found and what is allowed. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
