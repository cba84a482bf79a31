package kagemusha.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import kagemusha.load.profile.MailSite;
import kagemusha.load.testkit.TestSite;
import org.junit.jupiter.api.Test;

class UsersTest {
  @Test
  void clientsShareTheUsersOfEveryServerWithoutOverlap() {
    MailSite site = MailSite.of(TestSite.topology(TestSite.mail(), 103, 60, 60, 60));
    boolean[][] seen = new boolean[3][103];
    for (int client = 0; client < 5; client++) {
      Users users = Users.of(site, client);
      assertThat(users.size()).isBetween(3 * 20, 3 * 21);
      for (int user = 0; user < users.size(); user++) {
        assertThat(users.number(user) % 5).isEqualTo(client);
        assertThat(seen[users.server(user)][users.number(user)]).isFalse();
        seen[users.server(user)][users.number(user)] = true;
      }
    }
    for (boolean[] server : seen) {
      assertThat(server).containsOnly(true);
    }
  }
}
