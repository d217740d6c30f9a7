package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.bpf.BpfEmulator;
import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.ArgumentComparison.Width;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import dev.immure.profiles.ShippedFilters.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of every shipped profile, run with arguments that meet it, that just miss it, and with high bits set. */
class SeccompRulesTest {
    private static final long HIGH_BIT = 1L << 32;

    static List<Filter> all() {
        return ShippedFilters.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyRuleAnswersAsItSays(Filter filter) {
        BpfEmulator emulator = new BpfEmulator(filter.program());
        int decided = 0;
        for (SeccompRule rule : filter.profile().rules()) {
            for (String name : rule.names()) {
                for (long[] registers : vectors(rule)) {
                    int expected = firstMatch(filter.profile(), name, registers)
                            .map(SeccompRule::action)
                            .orElse(filter.profile().defaultAction())
                            .returnValue();
                    assertThat(emulator.run(ShippedFilters.number(name), registers))
                            .as("%s: %s with %s", filter, name, registers)
                            .isEqualTo(expected);
                    decided++;
                }
            }
        }
        assertThat(decided).isGreaterThan(1000);
    }

    @ParameterizedTest
    @MethodSource("all")
    void noRuleIsForNothing(Filter filter) {
        int own = filter.profile().rules().size();
        for (SeccompRule rule : filter.profile().rules()) {
            boolean decides = rule.names().stream()
                    .anyMatch(name -> vectors(rule).stream()
                            .anyMatch(registers -> firstMatch(filter.profile(), name, registers)
                                    .filter(first -> first.equals(rule))
                                    .isPresent()));
            // A rule may stand in front of the whole of one of the base's.
            boolean inherited = isInherited(filter, rule);
            assertThat(decides || inherited).as("%s: %s", filter, rule).isTrue();
        }
        assertThat(own).isGreaterThan(80);
    }

    private static boolean isInherited(Filter filter, SeccompRule rule) {
        return ShippedFilters.all().stream()
                .filter(base ->
                        base.profile().rules().size() < filter.profile().rules().size())
                .anyMatch(base -> base.profile().rules().contains(rule));
    }

    static List<Filter> derived() {
        return ShippedFilters.all().stream()
                .filter(filter -> !filter.title().startsWith("default"))
                .filter(filter -> !filter.title().endsWith("networked"))
                .toList();
    }

    /** By the vectors of every rule, on the compiled filters. */
    @ParameterizedTest
    @MethodSource("derived")
    void aProfileAllowsNothingThatDefaultRefuses(Filter derived) {
        BpfEmulator strict = new BpfEmulator(derived.program());
        BpfEmulator base = new BpfEmulator(ShippedFilters.DEFAULT.program());
        List<long[]> vectors = new ArrayList<>();
        ShippedFilters.DEFAULT.profile().rules().forEach(rule -> vectors.addAll(vectors(rule)));
        int allowed = 0;
        int tightened = 0;
        for (int number = -1; number <= SystemCallTable.last() + 40; number++) {
            for (long[] registers : vectors) {
                boolean strictAllows = strict.run(number, registers) == ShippedFilters.ALLOW;
                boolean baseAllows = base.run(number, registers) == ShippedFilters.ALLOW;
                assertThat(strictAllows && !baseAllows)
                        .as("system call %d with %s", number, registers)
                        .isFalse();
                allowed += strictAllows ? 1 : 0;
                tightened += baseAllows && !strictAllows ? 1 : 0;
            }
        }
        assertThat(allowed).isGreaterThan(10_000);
        assertThat(tightened).isGreaterThan(1_000);
    }

    private static Optional<SeccompRule> firstMatch(SeccompProfile profile, String name, long[] registers) {
        return profile.rules().stream()
                .filter(rule -> rule.matches(name, registers))
                .findFirst();
    }

    /** Arguments that meet the rule, and the same with one bit or the value changed in one compared register. */
    static List<long[]> vectors(SeccompRule rule) {
        List<long[]> vectors = new ArrayList<>();
        long[] meets = new long[6];
        rule.arguments().forEach(a -> meets[a.index()] = a.value());
        vectors.add(meets);
        long[] highBits = meets.clone();
        for (ArgumentComparison argument : rule.arguments()) {
            highBits[argument.index()] |= argument.width() == Width.BITS_32 ? 0xffffffff_00000000L : 0;
            for (int bit = 0; bit < 64; bit++) {
                vectors.add(with(meets, argument.index(), argument.value() ^ (1L << bit)));
            }
            for (long near : new long[] {argument.value() - 1, argument.value() + 1, 0, -1}) {
                vectors.add(with(meets, argument.index(), near));
                vectors.add(with(meets, argument.index(), near ^ HIGH_BIT));
            }
        }
        vectors.add(highBits);
        return vectors;
    }

    private static long[] with(long[] registers, int index, long value) {
        long[] changed = registers.clone();
        changed[index] = value;
        return changed;
    }
}
