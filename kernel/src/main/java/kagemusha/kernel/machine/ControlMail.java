package kagemusha.kernel.machine;

/** A control message on its way over a network. */
public record ControlMail(String network, Delivery delivery) {}
