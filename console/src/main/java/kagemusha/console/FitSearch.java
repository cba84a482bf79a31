package kagemusha.console;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import kagemusha.config.FitParameter;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Damped least squares (Gauss-Newton with Levenberg's damping) over the errors of all targets: how
 * each error changes with each parameter is learnt from one run beside the present values; from
 * this follows the step that should make the sum of their squares least. A step that makes it
 * larger is tried again at a third. Values stay in their ranges and on their grains.
 */
final class FitSearch {
  /** Grains by which a parameter is moved to learn what it does. */
  private static final int PROBE_GRAINS = 2;

  private static final double DAMPING = 0.5;
  private static final double SHORTER = 1 / 3.0;

  /** Runs what is needed and says how far each target is missed. */
  interface Model {
    List<FitTarget> targets(List<BigDecimal> values) throws IOException;
  }

  /** Values and what came of them. */
  record Point(List<BigDecimal> values, List<FitTarget> targets) {
    double cost() {
      return targets.stream().mapToDouble(each -> each.error() * each.error()).sum();
    }

    long met() {
      return targets.stream().filter(FitTarget::isMet).count();
    }
  }

  private final List<FitParameter> parameters;
  private final Model model;

  FitSearch(List<FitParameter> parameters, Model model) {
    this.parameters = List.copyOf(parameters);
    this.model = model;
  }

  Point at(List<BigDecimal> values) throws IOException {
    return new Point(List.copyOf(values), model.targets(values));
  }

  /** The better point after one round, or the same. */
  Point improve(Point start) throws IOException {
    RealVector step = step(start);
    for (double length = 1; length > 0.1; length *= SHORTER) {
      List<BigDecimal> values = moved(start, step.mapMultiply(length));
      if (!values.equals(start.values())) {
        Point next = at(values);
        if (next.cost() < start.cost()) {
          return next;
        }
      }
    }
    return start;
  }

  private List<BigDecimal> moved(Point start, RealVector step) {
    List<BigDecimal> values = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      BigDecimal now = start.values().get(i);
      values.add(parameters.get(i).at(parameters.get(i).share(now) + step.getEntry(i)));
    }
    return values;
  }

  /** In shares of the parameters' ranges. */
  private RealVector step(Point start) throws IOException {
    RealMatrix slopes = slopes(start);
    RealVector errors = errors(start);
    RealMatrix normal = slopes.transposeMultiply(slopes);
    for (int i = 0; i < parameters.size(); i++) {
      normal.addToEntry(i, i, DAMPING + 1e-9);
    }
    try {
      return new CholeskyDecomposition(normal)
          .getSolver()
          .solve(slopes.preMultiply(errors).mapMultiply(-1));
    } catch (MathIllegalArgumentException e) {
      throw new IllegalStateException("the errors have no slopes: " + e.getMessage(), e);
    }
  }

  private static RealVector errors(Point point) {
    return new ArrayRealVector(point.targets().stream().mapToDouble(FitTarget::error).toArray());
  }

  private RealMatrix slopes(Point start) throws IOException {
    RealMatrix slopes = new Array2DRowRealMatrix(start.targets().size(), parameters.size());
    RealVector errors = errors(start);
    for (int i = 0; i < parameters.size(); i++) {
      FitParameter parameter = parameters.get(i);
      BigDecimal now = start.values().get(i);
      List<BigDecimal> values = new ArrayList<>(start.values());
      values.set(i, parameter.neighbour(now, PROBE_GRAINS));
      double width = parameter.share(values.get(i)) - parameter.share(now);
      slopes.setColumnVector(i, errors(at(values)).subtract(errors).mapDivide(width));
    }
    return slopes;
  }
}
