package kagemusha.console;

/** What is done if this process is told to end (Ctrl-C) before this is closed. */
final class OnSignal implements AutoCloseable {
  private final Thread hook;

  OnSignal(String name, Runnable deed) {
    this.hook = new Thread(deed, name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running already.
    }
  }
}
