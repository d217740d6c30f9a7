package dev.immure.policy.internal.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every fact type a rule may name. There is no other way for a rule to reach a Java class.
 *
 * @param javaPackage the package a policy may import from
 * @param constants numbers with a name, such as {@code ResourceRequest.UNLIMITED}
 */
public record FactSchema(String javaPackage, Map<String, FactType> types, Map<String, Long> constants) {
    public FactSchema {
        types = Map.copyOf(types);
        constants = Map.copyOf(constants);
    }

    public static FactSchema of(String javaPackage, List<FactType> types, Map<String, Long> constants) {
        return new FactSchema(
                javaPackage,
                types.stream().collect(Collectors.toUnmodifiableMap(FactType::name, Function.identity())),
                constants);
    }

    public Optional<FactType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
