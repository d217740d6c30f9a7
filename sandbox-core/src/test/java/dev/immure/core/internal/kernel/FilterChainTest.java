package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.bpf.BpfEmulator;
import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.ArgumentComparison.Operator;
import dev.immure.core.runtime.ArgumentComparison.Width;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SeccompStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several profiles in one filter: the strictest answer counts, for every call and argument. */
class FilterChainTest {
    private static final SeccompAction EPERM = new SeccompAction.Errno(1);
    private static final SeccompAction ENOSYS = new SeccompAction.Errno(38);
    private static final List<SeccompAction> ACTIONS = List.of(
            SeccompAction.ALLOW, EPERM, ENOSYS, SeccompAction.KILL_PROCESS, SeccompAction.TRAP, SeccompAction.LOG);
    private static final List<String> CALLS = List.of("read", "socket", "ioctl", "clone", "kexec_load");
    private static final List<Integer> NUMBERS = List.of(0, 41, 16, 56, 246, 3, 600);

    @Test
    void theKernelsOrderOfActionsIsOurs() {
        List<SeccompAction> strictestFirst =
                List.of(SeccompAction.KILL_PROCESS, SeccompAction.TRAP, EPERM, SeccompAction.LOG, SeccompAction.ALLOW);
        for (int i = 0; i < strictestFirst.size(); i++) {
            for (int j = i; j < strictestFirst.size(); j++) {
                SeccompAction stricter = strictestFirst.get(i);
                assertThat(SeccompStack.strictest(stricter, strictestFirst.get(j)))
                        .isEqualTo(stricter);
                assertThat(SeccompStack.strictest(strictestFirst.get(j), stricter))
                        .isEqualTo(stricter);
            }
        }
    }

    /** C libraries fall back on the ENOSYS of the base; an EPERM on top of it would break them. */
    @Test
    void ofTwoErrorsTheFirstIsTold() {
        assertThat(SeccompStack.strictest(ENOSYS, EPERM)).isEqualTo(ENOSYS);
    }

    @Test
    void refusesAStackOfNothing() {
        assertThatThrownBy(() -> new SeccompStack(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void compilesToTheStrictestOfAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 12; round++) {
            List<SeccompProfile> profiles = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                profiles.add(profile(random));
            }
            SeccompStack stack = new SeccompStack(profiles);
            BpfEmulator filter = new BpfEmulator(FilterChain.compile(stack));
            for (int number : NUMBERS) {
                for (long[] registers : registers(random)) {
                    int expected = stack.actionFor(number, registers).returnValue();
                    assertThat(filter.run(number, registers))
                            .as("seed %d, call %d with %s under %s", seed, number, registers, stack)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void killsCallsOfOtherAbisAtOnce() {
        SeccompProfile open = new SeccompProfile(SeccompAction.ALLOW, ENOSYS, List.of());
        BpfEmulator filter =
                new BpfEmulator(FilterChain.compile(SeccompStack.of(open).with(open)));
        int kill = SeccompAction.KILL_PROCESS.returnValue();
        assertThat(filter.runAs(BpfEmulator.I386, 0)).isEqualTo(kill);
        assertThat(filter.run(0x40000000)).isEqualTo(kill);
        assertThat(filter.run(0)).isEqualTo(SeccompAction.ALLOW.returnValue());
    }

    private static SeccompProfile profile(SplittableRandom random) {
        List<SeccompRule> rules = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            List<ArgumentComparison> arguments = new ArrayList<>();
            for (int a = random.nextInt(i == 0 ? 2 : 3); a > 0; a--) {
                Width width = random.nextBoolean() ? Width.BITS_32 : Width.BITS_64;
                // More of NE would be refused as too complex, and prove nothing.
                Operator operator = i == 0 && arguments.isEmpty() ? Operator.NE : Operator.EQ;
                arguments.add(ArgumentComparison.of(random.nextInt(2), operator, width, random.nextInt(4)));
            }
            rules.add(new SeccompRule(Set.of(any(random, CALLS)), any(random, ACTIONS), arguments, "for the test"));
        }
        return new SeccompProfile(any(random, ACTIONS), random.nextBoolean() ? ENOSYS : EPERM, rules);
    }

    private static List<long[]> registers(SplittableRandom random) {
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            long high = random.nextInt(3) == 0 ? 1L << 32 : 0;
            all.add(new long[] {random.nextInt(5) | high, random.nextInt(5), 0, 0, 0, 0});
        }
        return all;
    }

    private static <T> T any(SplittableRandom random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
