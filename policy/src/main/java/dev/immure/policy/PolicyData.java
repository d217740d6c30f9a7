package dev.immure.policy;

import dev.immure.policy.internal.model.Policy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The rules of a policy and what belongs to them, read when somebody asks for more than its outline: where an answer is
 * remembered, nobody does. Safe for use by several threads.
 */
final class PolicyData {
    private final Supplier<Policy> source;
    private Optional<Read> read = Optional.empty();

    private record Read(Policy policy, List<Parameter> parameters) {}

    PolicyData(Supplier<Policy> source) {
        this.source = source;
    }

    Policy policy() {
        return read().policy();
    }

    /** As the rules see them. */
    List<Parameter> parameters() {
        return read().parameters();
    }

    private synchronized Read read() {
        if (read.isEmpty()) {
            Policy policy = source.get();
            read = Optional.of(new Read(
                    policy,
                    policy.parameters().entrySet().stream()
                            .map(parameter -> Parameter.of(parameter.getKey(), parameter.getValue()))
                            .toList()));
        }
        return read.get();
    }
}
