package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.bpf.KernelProbe;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.profiles.ShippedFilters.Filter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule of every shipped profile in the kernel: with arguments that meet it, that just miss it, and with bits set
 * above those that the kernel reads. So that the calls can be made with any argument, the program's ALLOW and KILL are
 * errors of their own here; all else of it is what a sandbox gets.
 */
class EveryRuleKernelIT {
    private static final int ALLOWED = 4001;
    private static final int KILLED = 4002;
    private static final int RETURN = 0x06;

    /** Kernels from 6.14 on do not ask filters about them: see SeccompKernelIT. */
    private static final List<String> UNFILTERED = List.of("uretprobe", "uprobe");

    @TempDir
    Path folder;

    static List<Filter> all() {
        return ShippedFilters.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theKernelAnswersEachRuleAsTheProfileSays(Filter filter) throws Exception {
        List<long[]> calls = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (SeccompRule rule : filter.profile().rules()) {
            List<long[]> vectors = SeccompRulesTest.vectors(rule);
            for (String name : rule.names()) {
                for (long[] registers : UNFILTERED.contains(name) ? List.<long[]>of() : vectors) {
                    long[] call = new long[7];
                    call[0] = ShippedFilters.number(name);
                    System.arraycopy(registers, 0, call, 1, 6);
                    calls.add(call);
                    expected.add(error(filter.profile().actionFor((int) call[0], registers)));
                }
            }
        }
        long[] answers = new KernelProbe(folder).answers(harmless(filter.program()), calls);
        for (int i = 0; i < answers.length; i++) {
            assertThat(-answers[i]).as("%s: %s", filter, calls.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(expected).hasSizeGreaterThan(2000).contains((long) ALLOWED, 1L, 38L);
        assertThat(expected.contains((long) KILLED))
                .isEqualTo(filter.title().startsWith("judge") || filter.title().equals("compile"));
    }

    private static long error(SeccompAction action) {
        if (action instanceof SeccompAction.Errno errno) {
            return errno.number();
        }
        return action.equals(SeccompAction.ALLOW) ? ALLOWED : KILLED;
    }

    private static BpfProgram harmless(BpfProgram program) {
        ByteBuffer code = ByteBuffer.wrap(program.code()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < code.capacity(); at += BpfProgram.INSTRUCTION_BYTES) {
            int answer = code.getInt(at + 4);
            if (code.getShort(at) == RETURN && answer == ShippedFilters.ALLOW) {
                code.putInt(at + 4, new SeccompAction.Errno(ALLOWED).returnValue());
            }
            if (code.getShort(at) == RETURN && answer == ShippedFilters.KILL) {
                code.putInt(at + 4, new SeccompAction.Errno(KILLED).returnValue());
            }
        }
        return new BpfProgram(code.array());
    }
}
