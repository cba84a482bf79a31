package kagemusha.kernel.testkit;

import kagemusha.kernel.entity.Message;

/** A registered message. */
public record Say(String text) implements Message {}
