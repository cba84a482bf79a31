package kagemusha.load.client;

import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.profile.MailSite;
import kagemusha.load.profile.MailTraffic;
import kagemusha.load.protocol.LogonRows;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.TaskKind;

/** What a client sends in one segment, a batch for each server and domain controller. */
final class Requests {
  private final EntityId client;
  private final MailSite site;
  private final MailTraffic traffic;
  private final MailTasks.Builder[] tasks;
  private final LogonRows.Builder[] logons;
  private int nextController;

  Requests(EntityId client, MailSite site) {
    this.client = client;
    this.site = site;
    this.traffic = new MailTraffic(site.mail());
    this.tasks = new MailTasks.Builder[site.servers().size()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = new MailTasks.Builder();
    }
    this.logons = new LogonRows.Builder[site.domainControllers().size()];
    for (int i = 0; i < logons.length; i++) {
      logons[i] = new LogonRows.Builder();
    }
  }

  /** Asks the domain controllers in turn. */
  void authenticate(long timeNanos, int user) {
    logons[nextController].add(timeNanos, 0, user);
    nextController = (nextController + 1) % logons.length;
  }

  void task(long timeNanos, TaskKind kind, int server, int number, int messageBytes, long tag) {
    int bytes = traffic.requestBytes(kind, messageBytes);
    tasks[server].add(timeNanos, 0, kind, number, messageBytes, bytes, tag);
  }

  void send(Context context) {
    for (int i = 0; i < logons.length; i++) {
      if (!logons[i].isEmpty()) {
        context.send(site.network(), site.domainControllers().get(i), logons[i].build(client));
      }
    }
    for (int i = 0; i < tasks.length; i++) {
      if (!tasks[i].isEmpty()) {
        context.send(site.network(), site.servers().get(i).guest(), tasks[i].build(client));
      }
    }
  }
}
