package kagemusha.load.client;

import java.util.Arrays;
import kagemusha.load.profile.MailSite;

/**
 * The users of one client: server and number of each, and whether the mailbox is open. The servers
 * take turns, so that log-ons load all of them alike.
 */
final class Users {
  private final short[] servers;
  private final int[] numbers;
  private final boolean[] open;

  private Users(short[] servers, int[] numbers) {
    this.servers = servers;
    this.numbers = numbers;
    this.open = new boolean[servers.length];
  }

  static Users of(MailSite site, int client) {
    short[] servers = new short[site.totalUsers()];
    int[] numbers = new int[site.totalUsers()];
    int largest = site.servers().stream().mapToInt(server -> server.vm().users()).max().orElse(0);
    int size = 0;
    for (int number = client; number < largest; number += site.clients().size()) {
      for (int server = 0; server < site.servers().size(); server++) {
        if (number < site.servers().get(server).vm().users()) {
          servers[size] = (short) server;
          numbers[size++] = number;
        }
      }
    }
    return new Users(Arrays.copyOf(servers, size), Arrays.copyOf(numbers, size));
  }

  int size() {
    return servers.length;
  }

  int server(int user) {
    return servers[user];
  }

  /** Number of the user among those of the server. */
  int number(int user) {
    return numbers[user];
  }

  boolean isOpen(int user) {
    return open[user];
  }

  void open(int user, boolean isOpen) {
    open[user] = isOpen;
  }
}
