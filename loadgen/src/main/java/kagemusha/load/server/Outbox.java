package kagemusha.load.server;

import kagemusha.kernel.entity.Context;
import kagemusha.load.profile.MailSite;
import kagemusha.load.protocol.CauseColumns;
import kagemusha.load.protocol.MailReplies;
import kagemusha.load.protocol.SmtpRows;

/** Answers and messages of one segment, a batch for each receiver; counts bytes in and out. */
final class Outbox {
  private final MailSite site;
  private final MailReplies.Builder[] replies;
  private final SmtpRows.Builder[] messages;
  private long wireBytes;

  Outbox(MailSite site) {
    this.site = site;
    this.replies = new MailReplies.Builder[site.clients().size()];
    for (int i = 0; i < replies.length; i++) {
      replies[i] = new MailReplies.Builder();
    }
    this.messages = new SmtpRows.Builder[site.servers().size()];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = new SmtpRows.Builder();
    }
  }

  void reply(int client, long timeNanos, long padNanos, long tag, long serviceNanos, int bytes) {
    replies[client].add(timeNanos, padNanos, tag, serviceNanos, bytes);
    wireBytes += bytes;
  }

  /** What the duration of the task replied to last is made of. */
  void causes(int client, CauseColumns causes, int row) {
    replies[client].causes(causes, row);
  }

  void message(int server, long timeNanos, int bytes, int recipients) {
    messages[server].add(timeNanos, bytes, recipients);
    wireBytes += bytes;
  }

  void received(long bytes) {
    wireBytes += bytes;
  }

  void send(Context context) {
    for (int i = 0; i < replies.length; i++) {
      if (!replies[i].isEmpty()) {
        context.send(site.network(), site.clients().get(i), replies[i].build());
      }
    }
    for (int i = 0; i < messages.length; i++) {
      if (!messages[i].isEmpty()) {
        context.send(site.network(), site.servers().get(i).guest(), messages[i].build());
      }
    }
  }

  /** Bytes in and out since last asked, per second. */
  double drainBytesPerSecond(int intervalSeconds) {
    double rate = wireBytes / (double) intervalSeconds;
    wireBytes = 0;
    return rate;
  }
}
