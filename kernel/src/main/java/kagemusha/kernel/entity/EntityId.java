package kagemusha.kernel.entity;

/**
 * The name of an entity, unique in a run: {@code HYPR1.csv}, {@code GUEST1}, {@code AMS2300.CTL0}.
 */
public record EntityId(String name) implements Comparable<EntityId> {
  @Override
  public int compareTo(EntityId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
