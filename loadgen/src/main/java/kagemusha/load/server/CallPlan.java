package kagemusha.load.server;

import java.util.Arrays;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.profile.MailCosts;
import kagemusha.load.profile.MailTraffic;
import kagemusha.load.protocol.TaskKind;

/**
 * The calls of the tasks in the server, drawn when a task arrives: processor time, page reads and
 * log writes of each. The number of reads and of log writes of a task is Poisson distributed (that
 * of a synchronisation is given), and each falls to a random call.
 */
final class CallPlan {
  private final MailCosts costs;
  private final MailTraffic traffic;
  private final double meanCpuNanos;
  private final RandomStream cpu;
  private final RandomStream io;
  private final int stride;
  private int[] calls = new int[16];
  private int[] pages = new int[16];
  private long[] cpuNanos;
  private short[] reads;
  private short[] logWrites;

  CallPlan(MailCosts costs, MailTraffic traffic, double meanCpuNanos, Context context) {
    this.costs = costs;
    this.traffic = traffic;
    this.meanCpuNanos = meanCpuNanos;
    this.cpu = context.random("mail.call-cpu");
    this.io = context.random("mail.call-io");
    this.stride = traffic.maxRpcs();
    this.cpuNanos = new long[16 * stride];
    this.reads = new short[16 * stride];
    this.logWrites = new short[16 * stride];
  }

  /** Draws the calls of the task in a slot. */
  void draw(int slot, TaskKind kind) {
    growTo(slot);
    int count = traffic.rpcs(kind);
    int first = slot * stride;
    calls[slot] = count;
    for (int i = first; i < first + count; i++) {
      cpuNanos[i] = cpu.exponentialNanos(meanCpuNanos);
    }
    pages[slot] = kind == TaskKind.SYNC ? (int) costs.reads(kind) : io.poisson(costs.reads(kind));
    scatter(pages[slot], reads, first, count);
    scatter(io.poisson(costs.logWrites(kind)), logWrites, first, count);
  }

  private void scatter(int total, short[] column, int first, int count) {
    Arrays.fill(column, first, first + count, (short) 0);
    for (int i = 0; i < total; i++) {
      column[first + (int) io.below(count)]++;
    }
  }

  int calls(int slot) {
    return calls[slot];
  }

  /** Page reads of all calls of the task. */
  int pages(int slot) {
    return pages[slot];
  }

  long cpuNanos(int slot, int call) {
    return cpuNanos[slot * stride + call];
  }

  int reads(int slot, int call) {
    return reads[slot * stride + call];
  }

  int logWrites(int slot, int call) {
    return logWrites[slot * stride + call];
  }

  private void growTo(int slot) {
    if (slot < calls.length) {
      return;
    }
    int capacity = calls.length * 2;
    calls = Arrays.copyOf(calls, capacity);
    pages = Arrays.copyOf(pages, capacity);
    cpuNanos = Arrays.copyOf(cpuNanos, capacity * stride);
    reads = Arrays.copyOf(reads, capacity * stride);
    logWrites = Arrays.copyOf(logWrites, capacity * stride);
  }
}
