package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.bpf.BpfEmulator;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.ffi.NativeLibraries;
import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.ArgumentComparison.Operator;
import dev.immure.core.runtime.ArgumentComparison.Width;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeccompCompilerTest {
    private static final SeccompAction EPERM = new SeccompAction.Errno(1);
    private static final SeccompAction ENOSYS = new SeccompAction.Errno(38);
    private static final int SOCKET = 41;
    private static final int IOCTL = 16;
    private static final long HIGH_BIT = 1L << 32;
    private static final List<Operator> OPERATORS = List.of(Operator.values());

    private static SeccompProfile profile(SeccompRule... rules) {
        return new SeccompProfile(EPERM, ENOSYS, List.of(rules));
    }

    private static SeccompRule rule(String name, SeccompAction action, ArgumentComparison... arguments) {
        return new SeccompRule(Set.of(name), action, List.of(arguments), "for the test");
    }

    private static BpfEmulator compile(SeccompRule... rules) {
        return new BpfEmulator(SeccompCompiler.compile(profile(rules)));
    }

    private static int allow() {
        return SeccompAction.ALLOW.returnValue();
    }

    @Test
    void comparesAnIntInThirtyTwoBits() {
        BpfEmulator filter =
                compile(rule("socket", SeccompAction.ALLOW, ArgumentComparison.of(0, Operator.EQ, Width.BITS_32, 1)));
        assertThat(filter.run(SOCKET, 1)).isEqualTo(allow());
        assertThat(filter.run(SOCKET, 1 | HIGH_BIT)).isEqualTo(allow());
        assertThat(filter.run(SOCKET, 40)).isEqualTo(EPERM.returnValue());
        assertThat(filter.run(SOCKET, 40 | HIGH_BIT)).isEqualTo(EPERM.returnValue());
    }

    @Test
    void comparesALongInSixtyFourBits() {
        BpfEmulator filter =
                compile(rule("socket", SeccompAction.ALLOW, ArgumentComparison.of(0, Operator.EQ, Width.BITS_64, 1)));
        assertThat(filter.run(SOCKET, 1)).isEqualTo(allow());
        assertThat(filter.run(SOCKET, 1 | HIGH_BIT)).isEqualTo(EPERM.returnValue());
    }

    @ParameterizedTest
    @ValueSource(longs = {0x5412, 0x541c, 0x5412 | HIGH_BIT, 0x541c | HIGH_BIT, 0xffffffff_00005412L})
    void anEarlierRefusalWinsOverALaterGeneralAllow(long request) {
        BpfEmulator filter = compile(
                rule("ioctl", EPERM, ArgumentComparison.of(1, Operator.EQ, Width.BITS_32, 0x5412)),
                rule("ioctl", EPERM, ArgumentComparison.of(1, Operator.EQ, Width.BITS_32, 0x541c)),
                rule("ioctl", SeccompAction.ALLOW));
        assertThat(filter.run(IOCTL, 0, request)).isEqualTo(EPERM.returnValue());
        // Each request one bit away is another request.
        for (int bit = 0; bit < 32; bit++) {
            assertThat(filter.run(IOCTL, 0, request ^ (1L << bit))).isEqualTo(allow());
        }
    }

    @Test
    void killsCallsOfI386AndOfX32() {
        BpfEmulator filter = compile(rule("read", SeccompAction.ALLOW));
        int kill = SeccompAction.KILL_PROCESS.returnValue();
        for (int number = 0; number < 600; number++) {
            assertThat(filter.runAs(BpfEmulator.I386, number)).isEqualTo(kill);
            assertThat(filter.run(number | 0x40000000)).isEqualTo(kill);
        }
        assertThat(filter.run(Integer.MAX_VALUE)).isEqualTo(kill);
        assertThat(filter.run(Integer.MIN_VALUE)).isEqualTo(kill);
        assertThat(filter.run(-2)).isEqualTo(kill);
    }

    @Test
    void aCallThatATracerCancelledGetsTheDefault() {
        // ptrace(2) and seccomp(2): a tracer sets the number to -1 to skip the call. Killing it would break nothing but
        // tracers; libseccomp lets it through to the default, and no call comes of it.
        assertThat(compile(rule("read", SeccompAction.ALLOW)).run(-1)).isEqualTo(EPERM.returnValue());
    }

    @Test
    void answersCallsNewerThanTheTableApart() {
        BpfEmulator filter = compile(rule("read", SeccompAction.ALLOW));
        int last = SystemCallTable.last();
        assertThat(filter.run(last)).isEqualTo(EPERM.returnValue());
        assertThat(filter.run(last + 1)).isEqualTo(ENOSYS.returnValue());
        assertThat(filter.run(0x3fffffff)).isEqualTo(ENOSYS.returnValue());
    }

    @Test
    void takesCallsThatTheLibraryHasNoNameFor() {
        // fchmodat2 came with Linux 6.6, after libseccomp 2.5.4. Where the library is newer this proves nothing more.
        BpfEmulator filter = compile(rule("fchmodat2", SeccompAction.ALLOW), rule("file_getattr", ENOSYS));
        assertThat(filter.run(452)).isEqualTo(allow());
        assertThat(filter.run(468)).isEqualTo(ENOSYS.returnValue());
    }

    @Test
    void theTableAgreesWithTheLibrary() {
        List<String> checked = new ArrayList<>();
        SystemCallTable.all().forEach((number, name) -> {
            int resolved = NativeLibraries.libseccomp().seccomp_syscall_resolve_name(SystemCall.string(name));
            if (resolved != -1) {
                assertThat(resolved).as(name).isEqualTo(number);
                checked.add(name);
            }
        });
        assertThat(checked).as("names both know").hasSizeGreaterThan(350);
    }

    @Test
    void everyCompiledOperatorMeansWhatTheProfileSays() {
        long[] values = {
            0, 1, 2, 0x5412, 0x7fffffffL, 0x80000000L, 0xfffffffeL, 0xffffffffL, HIGH_BIT, Long.MAX_VALUE, -1L
        };
        for (Width width : Width.values()) {
            for (Operator operator : Operator.values()) {
                for (long value : values) {
                    checkOperator(operator, width, value & width.bits(), values);
                }
            }
        }
    }

    private static void checkOperator(Operator operator, Width width, long value, long[] others) {
        ArgumentComparison comparison;
        try {
            comparison = ArgumentComparison.of(2, operator, width, value);
        } catch (IllegalArgumentException neverTrue) {
            assertThat(neverTrue).hasMessageContaining("no argument can ever meet");
            return;
        }
        BpfEmulator filter = compile(rule("socket", SeccompAction.ALLOW, comparison));
        for (long other : others) {
            for (long near : new long[] {other - 1, other, other + 1, other ^ HIGH_BIT, other ^ Long.MIN_VALUE}) {
                assertThat(filter.run(SOCKET, 0, 0, near) == allow())
                        .as("%s, for 0x%x", comparison, near)
                        .isEqualTo(comparison.matches(near));
            }
        }
    }

    /** Rules that overlap in every way, against the plain meaning of "the first rule that matches decides". */
    @Test
    void randomProfilesCompileToTheirMeaning() {
        int compiled = 0;
        for (long seed = 1; seed <= 400; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SeccompProfile profile = randomProfile(random);
            Optional<BpfProgram> program = compileUnlessTooComplex(profile);
            compiled += program.isPresent() ? 1 : 0;
            program.ifPresent(p -> checkRandomCalls(random, profile, new BpfEmulator(p)));
        }
        assertThat(compiled).as("profiles that were really compared").isGreaterThan(300);
    }

    private static Optional<BpfProgram> compileUnlessTooComplex(SeccompProfile profile) {
        try {
            return Optional.of(SeccompCompiler.compile(profile));
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(SeccompFault.TOO_COMPLEX);
            return Optional.empty();
        }
    }

    private static void checkRandomCalls(SplittableRandom random, SeccompProfile profile, BpfEmulator filter) {
        for (int i = 0; i < 300; i++) {
            int number = SOCKET + random.nextInt(4);
            long[] registers = IntStream.range(0, 6)
                    .mapToLong(r -> randomValue(random) ^ (random.nextInt(8) == 0 ? HIGH_BIT : 0))
                    .toArray();
            assertThat(filter.run(number, registers))
                    .as("system call %d, %s, profile %s", number, registers, profile)
                    .isEqualTo(profile.actionFor(number, registers).returnValue());
        }
    }

    private static SeccompProfile randomProfile(SplittableRandom random) {
        List<SeccompRule> rules = IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> new SeccompRule(
                        Set.of(SystemCallTable.name(SOCKET + random.nextInt(3)).orElseThrow()),
                        randomAction(random),
                        IntStream.range(0, random.nextInt(3))
                                .mapToObj(j -> randomComparison(random))
                                .toList(),
                        "random"))
                .toList();
        return new SeccompProfile(EPERM, ENOSYS, rules);
    }

    private static SeccompAction randomAction(SplittableRandom random) {
        SeccompAction[] actions = {
            SeccompAction.ALLOW, EPERM, ENOSYS, SeccompAction.KILL_PROCESS, SeccompAction.LOG, SeccompAction.TRAP
        };
        return actions[random.nextInt(actions.length)];
    }

    private static ArgumentComparison randomComparison(SplittableRandom random) {
        while (true) {
            Width width = random.nextBoolean() ? Width.BITS_32 : Width.BITS_64;
            Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
            long value = randomValue(random) & width.bits();
            long mask = operator == Operator.MASKED_EQ ? (value | randomValue(random)) & width.bits() : width.bits();
            try {
                return new ArgumentComparison(random.nextInt(2), operator, width, mask, value);
            } catch (IllegalArgumentException neverTrueOrEmpty) {
                assertThat(neverTrueOrEmpty).hasMessageMatching("no argument can ever.*|a mask of no bits.*");
            }
        }
    }

    /** Few distinct numbers, so that rules meet each other and the arguments. */
    private static long randomValue(SplittableRandom random) {
        long[] values = {0, 1, 2, 3, 7, 0x10, 0x5412, 0x80000000L, 0xffffffffL, HIGH_BIT, HIGH_BIT | 1, -1L};
        return values[random.nextInt(values.length)];
    }

    @Test
    void refusesConditionsThatExplode() {
        ArgumentComparison[] unequal = IntStream.range(0, 6)
                .mapToObj(i -> ArgumentComparison.of(i, Operator.NE, Width.BITS_64, 5))
                .toArray(ArgumentComparison[]::new);
        assertThatThrownBy(() -> compile(rule("socket", SeccompAction.ALLOW, unequal)))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(SeccompFault.TOO_COMPLEX);
                    assertThat(e.fault().on()).contains("socket");
                });
    }

    @Test
    void refusesAProgramLongerThanTheKernelTakes() {
        // Six arguments of 64 bits each, and each its own number: libseccomp writes equal pieces once.
        AtomicLong value = new AtomicLong(0x123456789abcL);
        SeccompRule[] rules = SystemCallTable.all().values().stream()
                .limit(200)
                .map(name -> rule(
                        name,
                        SeccompAction.ALLOW,
                        IntStream.range(0, 6)
                                .mapToObj(r ->
                                        ArgumentComparison.of(r, Operator.EQ, Width.BITS_64, value.incrementAndGet()))
                                .toArray(ArgumentComparison[]::new)))
                .toArray(SeccompRule[]::new);
        assertThatThrownBy(() -> compile(rules))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(SeccompFault.TOO_LONG));
    }

    @Test
    void refusesAProfileThatWouldKeepTheLibraryBusy() {
        SeccompRule[] rules = SystemCallTable.all().values().stream()
                .limit(60)
                .map(name -> rule(name, SeccompAction.ALLOW, ArgumentComparison.of(0, Operator.NE, Width.BITS_32, 5)))
                .toArray(SeccompRule[]::new);
        assertThatThrownBy(() -> compile(rules)).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(SeccompFault.TOO_COMPLEX);
            assertThat(e.fault().on()).isEqualTo("as a whole");
        });
    }

    @Test
    void givesTheSameBytesTwice() {
        SeccompProfile profile = profile(rule("read", SeccompAction.ALLOW), rule("write", ENOSYS));
        BpfProgram once = SeccompCompiler.compile(profile);
        assertThat(SeccompCompiler.compile(profile)).isEqualTo(once);
    }

    @Test
    void compilesInSeveralThreadsAtOnce() {
        SeccompProfile profile = profile(
                rule("ioctl", EPERM, ArgumentComparison.of(1, Operator.EQ, Width.BITS_32, 0x5412)),
                rule("ioctl", SeccompAction.ALLOW));
        BpfProgram expected = SeccompCompiler.compile(profile);
        List<BpfProgram> programs = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> SeccompCompiler.compile(profile))
                .toList();
        assertThat(programs).containsOnly(expected);
    }

    @Test
    void namesTheCallTheArgumentAndTheErrorOfARefusedRule() {
        try (SeccompContext context = SeccompContext.open(EPERM)) {
            BitPattern pattern = BitPattern.of(1, 0xffffffffL, 0x5412);
            // seccomp_rule_add(3): EACCES for a rule that does what the default does.
            assertThatThrownBy(() -> context.add(IOCTL, EPERM, pattern))
                    .isInstanceOfSatisfying(ImmureException.class, e -> {
                        assertThat(e.fault().code()).isEqualTo(SeccompFault.RULE);
                        assertThat(e.fault().on()).contains("ioctl", "argument 1", "0x5412");
                        assertThat(e.fault().why()).contains("EACCES");
                    });
        }
    }
}
