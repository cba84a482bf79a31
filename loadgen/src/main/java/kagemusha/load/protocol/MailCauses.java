package kagemusha.load.protocol;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.protocol.IoCause;

/**
 * What the latency of a call, or of sending a message, is made of: the causes of disk I/Os by their
 * numbers, and behind them those of server, network and client.
 */
public final class MailCauses {
  /** Processor time of calls. */
  public static final int PROCESSOR = IoCause.COUNT;

  /** Log writes that wait until the store is thawed. */
  public static final int FREEZE = PROCESSOR + 1;

  /** How many causes the latency of a call has. */
  public static final int OF_CALL = FREEZE + 1;

  /** The server's machine stood still, as when it moves. */
  public static final int STANDSTILL = OF_CALL;

  /** The network between client and server. */
  public static final int NETWORK = STANDSTILL + 1;

  /** The client's own time. */
  public static final int CLIENT = NETWORK + 1;

  /** How many causes there are. */
  public static final int COUNT = CLIENT + 1;

  private static final List<String> TITLES = all();

  private MailCauses() {}

  private static List<String> all() {
    List<String> titles = new ArrayList<>(IoCause.titles());
    titles.addAll(List.of("processor", "store freeze", "standstill", "network", "client"));
    return List.copyOf(titles);
  }

  /** All titles in order. */
  public static List<String> titles() {
    return TITLES;
  }

  /** How reports call a cause. */
  public static String title(int cause) {
    return TITLES.get(cause);
  }
}
