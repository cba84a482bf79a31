package kagemusha.load.protocol;

import java.util.List;
import kagemusha.kernel.wire.WireTypes;

/** This module's classes on the wire. */
public final class LoadWireTypes implements WireTypes {
  @Override
  public int firstId() {
    return 300;
  }

  @Override
  public List<Class<?>> types() {
    return List.of(
        MailTasks.class, MailReplies.class, SmtpRows.class, LogonRows.class, LogonReplies.class);
  }
}
