package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Branch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many combinations of given facts the branches of a policy can make Drools look at: for each pattern the product of
 * the facts of its type and of those before it.
 *
 * @param types of facts that patterns name, each with its index
 * @param shapes how many branches have these types, in this order
 */
record Workload(Map<Class<?>, Integer> types, Map<List<Integer>, Integer> shapes) {
    static Workload ofBranches(Collection<Branch> branches) {
        Map<Class<?>, Integer> types = new HashMap<>();
        Map<List<Integer>, Integer> shapes = new HashMap<>();
        for (Branch branch : branches) {
            List<Integer> shape = new ArrayList<>();
            branch.patterns().forEach(pattern -> {
                Integer index = types.get(pattern.type().type());
                if (index == null) {
                    index = types.size();
                    types.put(pattern.type().type(), index);
                }
                shape.add(index);
            });
            shapes.merge(List.copyOf(shape), 1, Integer::sum);
        }
        return new Workload(Map.copyOf(types), Map.copyOf(shapes));
    }

    long with(Collection<?> facts) {
        long[] counts = new long[types.size()];
        for (Object fact : facts) {
            Integer index = types.get(fact.getClass());
            if (index != null) {
                counts[index]++;
            }
        }
        double work = 0; // No overflow; exact as far as it matters.
        for (Map.Entry<List<Integer>, Integer> shape : shapes.entrySet()) {
            double product = 1;
            for (int index : shape.getKey()) {
                product *= counts[index];
                work += product * shape.getValue();
            }
        }
        return (long) work;
    }
}
