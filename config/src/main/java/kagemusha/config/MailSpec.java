package kagemusha.config;

import java.time.Duration;

/**
 * The mail users' day and the server's work for it. Rates per user are inputs measured in the
 * paper.
 *
 * @param systemWorkingSetBytes part of the system disk that is in use once a server runs: page
 *     file, event logs, transport queue
 * @param changedSetBytes part of each mailbox in which its changed pages lie: tables and views
 * @param storeFreezeLimit after so long the store gives up a snapshot and writes again
 * @param clientTimeout after so long without an answer a client gives a task up [EE]
 */
public record MailSpec(
    double databaseReadsPerUserSecond,
    double databaseWritesPerUserSecond,
    double logWritesPerUserSecond,
    double systemReadsPerSecond,
    double systemWritesPerSecond,
    long systemWorkingSetBytes,
    int pageBytes,
    int logWriteBytes,
    long changedSetBytes,
    Duration workday,
    int sendsPerDay,
    int recipientsPerMessage,
    int readsPerDay,
    int browsesPerDay,
    int meanMessageBytes,
    double rpcCompression,
    int rpcOverheadBytes,
    int rpcsPerTask,
    Duration cpuPerRpc,
    Duration clientTimePerKb,
    double logonsPerClientSecond,
    int logonRpcs,
    int syncRounds,
    int syncReadsPerRound,
    Duration syncWindow,
    Duration storeFreezeLimit,
    Duration clientTimeout) {}
