package kagemusha.kernel.testkit;

import kagemusha.kernel.entity.Message;

/** A message that nobody has registered for the wire. */
public record Unlisted(String text) implements Message {}
