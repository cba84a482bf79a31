package kagemusha.config;

import java.time.LocalTime;

/**
 * How fast the agents of a protection group may send, by the time of the day. Work hours that end
 * before they begin last over midnight.
 *
 * @param workBytesPerSecond from {@code from} until {@code to}
 * @param otherBytesPerSecond at any other time
 */
public record Throttle(
    LocalTime from, LocalTime to, long workBytesPerSecond, long otherBytesPerSecond) {}
