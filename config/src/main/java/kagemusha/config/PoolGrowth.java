package kagemusha.config;

import java.time.Duration;

/**
 * In a run an administrator takes the next RAID group of its reserve into a pool.
 *
 * @param at since the start of the run
 */
public record PoolGrowth(String pool, Duration at) {}
