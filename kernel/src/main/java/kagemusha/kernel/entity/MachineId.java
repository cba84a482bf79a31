package kagemusha.kernel.entity;

/** The name of an emulated machine, unique in a run: {@code HYPR1}, {@code AMS2300}. */
public record MachineId(String name) implements Comparable<MachineId> {
  @Override
  public int compareTo(MachineId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
