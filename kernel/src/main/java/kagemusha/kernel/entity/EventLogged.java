package kagemusha.kernel.entity;

import kagemusha.kernel.event.EventRecord;

/** To an entity that has asked for it: this has been logged on its machine, at this moment. */
public record EventLogged(EventRecord event) implements Message {}
