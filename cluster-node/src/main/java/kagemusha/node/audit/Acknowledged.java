package kagemusha.node.audit;

import kagemusha.kernel.entity.Message;

/**
 * What a virtual machine's clients rely on.
 *
 * @param settled false while its disks are being overwritten, or have been since it last ran
 * @param restores how often they were overwritten in this life of the machine
 * @param log the last log write that was acknowledged; 0 if there was none
 * @param lu where it is
 * @param block the last block of it there, -1 if there was none
 */
public record Acknowledged(String vm, boolean settled, int restores, int log, int lu, long block)
    implements Message {}
