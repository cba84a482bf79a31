package kagemusha.array.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import kagemusha.array.agenda.Agenda;
import kagemusha.array.agenda.Work;
import kagemusha.array.disk.LongRing;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.volume.Volume;

/**
 * Writes the dirty blocks of one LU to its disks.
 *
 * <pre>
 * Clean    --first dirty block--> Waiting   for the next whole multiple of the interval
 * Waiting  --round--> Paced                 all rows dirty now: for each RAID group a plan in order of
 *                                           address, evenly over the interval
 * Paced    --all plans done--> Clean or Waiting
 * any      --press--> the same              rows are issued ahead of their time while writes wait
 * any      --writeNow--> the same           rows of a write that waits for the disks are issued
 * </pre>
 */
public final class Destager {
  /** Dirty rows that may not be destaged yet; who says so wakes the destager when they may. */
  @FunctionalInterface
  public interface Held {
    boolean holds(long firstBlock, int blocks);
  }

  private static final int NONE = -1;

  /** While host writes wait: rows in flight per spindle of the pool. */
  private static final int PRESSED_ROWS_PER_SPINDLE = 2;

  private final CachedVolume cached;
  private final WritePending pending;
  private final Agenda agenda;
  private final long intervalNanos;
  private final int pressedRows;
  private final int runBlocks;
  private final DestagePlan[] plans;
  private final boolean[] paced;
  private final List<Stripe> stripes = new ArrayList<>();
  private final LongRing freeStripes = new LongRing();
  private Held held = (block, blocks) -> false;
  private boolean roundDue;
  private int turn;
  private int rowsInFlight;
  private long blocksInFlight;

  /** One that writes every row by itself. */
  public Destager(CachedVolume cached, WritePending pending, Agenda agenda, long intervalNanos) {
    this(cached, pending, agenda, intervalNanos, 0);
  }

  /**
   * One that writes whole rows side by side at once.
   *
   * @param runBlocks how much that may be
   */
  public Destager(
      CachedVolume cached, WritePending pending, Agenda agenda, long intervalNanos, int runBlocks) {
    this.runBlocks = runBlocks;
    this.cached = cached;
    this.pending = pending;
    this.agenda = agenda;
    this.intervalNanos = intervalNanos;
    List<RaidGroup> groups = cached.volume().pool().groups();
    int spindles = groups.stream().mapToInt(RaidGroup::spindleCount).sum();
    this.pressedRows = PRESSED_ROWS_PER_SPINDLE * spindles;
    this.plans = new DestagePlan[groups.size()];
    Arrays.setAll(plans, group -> new DestagePlan());
    this.paced = new boolean[groups.size()];
  }

  /** From now on it asks before it destages. */
  public void heldBy(Held who) {
    held = who;
  }

  /** Sees to it that what is dirty now will be destaged. */
  public void wake(long nowNanos) {
    if (!roundDue && !cached.dirty().isEmpty() && !isPaced()) {
      roundDue = true;
      long round = (nowNanos / intervalNanos + 1) * intervalNanos;
      agenda.add(round, Work.DESTAGE_ROUND, number(), 0);
    }
  }

  private boolean isPaced() {
    for (boolean group : paced) {
      if (group) {
        return true;
      }
    }
    return false;
  }

  /** An interval begins. */
  public void round(long nowNanos) {
    roundDue = false;
    plan(nowNanos);
  }

  private void plan(long nowNanos) {
    for (DestagePlan plan : plans) {
      plan.clear(nowNanos);
    }
    Volume volume = cached.volume();
    long block = cached.dirty().next(0);
    while (block >= 0) {
      long row = Stripe.firstBlock(volume, block);
      int blocks = Stripe.blocks(volume, row);
      if (!held.holds(row, blocks)) {
        plans[volume.pool().groupIndex(volume.pageOf(row))].add(row);
      }
      block = cached.dirty().next(row + blocks);
    }
    for (int group = 0; group < plans.length; group++) {
      if (!paced[group] && !plans[group].isDone()) {
        paced[group] = true;
        agenda.add(nowNanos, Work.DESTAGE_STEP, number(), group);
      }
    }
  }

  /** The next row of a RAID group's plan is due. */
  public void step(long nowNanos, int group) {
    DestagePlan plan = plans[group];
    if (!plan.isDone() && plan.dueNanos(intervalNanos) <= nowNanos) {
      issue(nowNanos, plan.take());
    }
    if (plan.isDone()) {
      paced[group] = false;
      wake(nowNanos);
    } else {
      // A plan made under pressure may have rows due before the step that finds it.
      long due = Math.max(nowNanos, plan.dueNanos(intervalNanos));
      agenda.add(due, Work.DESTAGE_STEP, number(), group);
    }
  }

  /** Host writes wait: issues rows at once, as many as keep the disks busy. */
  public void press(long nowNanos) {
    while (rowsInFlight < pressedRows && !cached.dirty().isEmpty()) {
      int tried = 0;
      while (plans[turn].isDone() && tried < plans.length) {
        turn = (turn + 1) % plans.length;
        tried++;
      }
      if (plans[turn].isDone()) {
        plan(nowNanos);
        if (Arrays.stream(plans).allMatch(DestagePlan::isDone)) {
          return;
        }
      } else {
        issue(nowNanos, plans[turn].take());
        turn = (turn + 1) % plans.length;
      }
    }
  }

  /** Writes what is dirty of some blocks at once, with the rows that they are in. */
  public void writeNow(long nowNanos, long firstBlock, int blocks, IntConsumer stripesIssued) {
    long block = cached.dirty().next(firstBlock);
    while (block >= 0 && block < firstBlock + blocks) {
      long row = Stripe.firstBlock(cached.volume(), block);
      int stripe = issue(nowNanos, row);
      if (stripe != NONE) {
        stripesIssued.accept(stripe);
      }
      block = cached.dirty().next(row + Stripe.blocks(cached.volume(), row));
    }
  }

  private int issue(long nowNanos, long row) {
    if (held.holds(row, Stripe.blocks(cached.volume(), row))) {
      return NONE;
    }
    int index = free();
    Stripe stripe = stripes.get(index);
    if (stripe.take(cached.volume(), cached.dirty(), row, runBlocks) == 0) {
      freeStripes.add(index);
      return NONE;
    }
    rowsInFlight++;
    blocksInFlight += stripe.dirtyBlocks();
    if (stripe.needsOldData()) {
      agenda.add(stripe.readOld(nowNanos), Work.STRIPE_READ, number(), index);
    } else {
      write(nowNanos, index);
    }
    return index;
  }

  /** Old data and parity of a row have been read. */
  public void write(long nowNanos, int index) {
    agenda.add(stripes.get(index).write(nowNanos), Work.DESTAGED, number(), index);
  }

  /** A row has reached the disks. */
  public void destaged(int index) {
    rowsInFlight--;
    blocksInFlight -= stripes.get(index).dirtyBlocks();
    pending.remove(stripes.get(index).dirtyBlocks());
    freeStripes.add(index);
  }

  private int free() {
    if (!freeStripes.isEmpty()) {
      return (int) freeStripes.poll();
    }
    stripes.add(new Stripe());
    return stripes.size() - 1;
  }

  /** Dirty blocks and those taken from the dirty set that the disks do not have yet. */
  public long unwrittenBlocks() {
    return cached.dirty().count() + blocksInFlight;
  }

  private int number() {
    return cached.volume().number();
  }
}
