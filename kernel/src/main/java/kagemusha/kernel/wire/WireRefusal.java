package kagemusha.kernel.wire;

/**
 * A message was not sent, or not understood. The remoting would only write that into its log, and
 * whoever waits for an answer would wait for ever; so it is published on the event stream of the
 * actor system, where conductors and machines hear of it and end the run.
 */
public record WireRefusal(String why) {}
