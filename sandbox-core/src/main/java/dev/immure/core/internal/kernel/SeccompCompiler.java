package dev.immure.core.internal.kernel;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compiles a seccomp profile to BPF by libseccomp.
 *
 * <p>Before libseccomp sees a rule, "the first rule that matches decides" is turned into rules that do not overlap: each
 * gets the calls it would decide less those that an earlier one did. What is left of a rule that does the same as the
 * default is not written at all. Everything becomes MASKED_EQ, so that a 32-bit argument is compared in 32 bits with any
 * operator (libseccomp issues 139 and 383: NE, LT and the others always compare 64).
 */
public final class SeccompCompiler {
    /** For one system call. The kernel's limit of 4096 instructions would be met soon after. */
    private static final int MAX_PATTERNS = 512;

    /** For all of them. libseccomp's time grows with the square: 4000 take it 20 seconds. */
    private static final int MAX_ALL_PATTERNS = 1200;

    private SeccompCompiler() {}

    /** What remains of one rule, for one system call. */
    private record Branch(SeccompAction action, List<BitPattern> patterns) {}

    /** @throws ImmureException with a {@link SeccompFault}, or when libseccomp is missing */
    public static BpfProgram compile(SeccompProfile profile) {
        Map<Integer, List<Branch>> branches = branches(profile);
        try (SeccompContext context = SeccompContext.open(profile.defaultAction())) {
            branches.forEach((number, list) ->
                    list.forEach(branch -> branch.patterns().forEach(p -> context.add(number, branch.action(), p))));
            return program(unknownCalls(profile.unknownAction()), context.export());
        }
    }

    private static Map<Integer, List<Branch>> branches(SeccompProfile profile) {
        Map<Integer, List<Branch>> all = new TreeMap<>();
        int count = 0;
        for (Map.Entry<Integer, List<SeccompRule>> entry : byNumber(profile).entrySet()) {
            List<Branch> branches = branches(entry.getKey(), entry.getValue()).stream()
                    .filter(branch -> !branch.action().equals(profile.defaultAction()))
                    .toList();
            all.put(entry.getKey(), branches);
            count += branches.stream().mapToInt(b -> b.patterns().size()).sum();
        }
        if (count > MAX_ALL_PATTERNS) {
            throw tooComplex("as a whole", count, MAX_ALL_PATTERNS);
        }
        return all;
    }

    private static Map<Integer, List<SeccompRule>> byNumber(SeccompProfile profile) {
        Map<Integer, List<SeccompRule>> rules = new TreeMap<>();
        for (SeccompRule rule : profile.rules()) {
            for (String name : rule.names()) {
                int number = SystemCallTable.number(name).orElseThrow();
                rules.computeIfAbsent(number, n -> new ArrayList<>()).add(rule);
            }
        }
        return rules;
    }

    private static List<Branch> branches(int number, List<SeccompRule> rules) {
        List<BitPattern> decided = new ArrayList<>();
        List<Branch> branches = new ArrayList<>();
        for (SeccompRule rule : rules) {
            List<BitPattern> wanted = ArgumentPatterns.of(rule.arguments(), MAX_PATTERNS);
            requireFew(number, wanted);
            List<BitPattern> rest = wanted;
            for (BitPattern earlier : decided) {
                rest = rest.stream().flatMap(p -> p.minus(earlier).stream()).toList();
                requireFew(number, rest);
            }
            decided.addAll(rest);
            branches.add(new Branch(rule.action(), rest));
        }
        return branches;
    }

    private static void requireFew(int number, List<BitPattern> patterns) {
        if (patterns.size() > MAX_PATTERNS) {
            throw tooComplex("for " + SystemCallTable.name(number).orElseThrow(), patterns.size(), MAX_PATTERNS);
        }
    }

    private static ImmureException tooComplex(String on, int count, int limit) {
        return new ImmureException(new Fault(
                SeccompFault.TOO_COMPLEX,
                "cannot compile the seccomp rules",
                on,
                "their conditions come to " + count + " bit patterns, and " + limit + " is the limit",
                "Use fewer comparisons, and EQ or MASKED_EQ rather than NE or a range"));
    }

    /**
     * Six instructions in front of libseccomp's, which cannot say "any number above": a native call beyond our table gets
     * its own action. Jumps are relative, so what follows is not disturbed. x32 numbers and -1 (a call that a tracer has
     * cancelled) are above as well and go on to libseccomp's part.
     */
    private static byte[] unknownCalls(SeccompAction action) {
        int load = 0x20; // BPF_LD | BPF_W | BPF_ABS
        int jumpEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
        int jumpGreaterOrEqual = 0x35; // BPF_JMP | BPF_JGE | BPF_K
        int giveBack = 0x06; // BPF_RET | BPF_K
        int archOffset = 4; // struct seccomp_data: int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]
        int auditArchX86Bit64 = 0xc000003e;
        int x32Bit = 0x40000000;
        ByteBuffer code = ByteBuffer.allocate(6 * BpfProgram.INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        instruction(code, load, 0, 0, archOffset);
        instruction(code, jumpEqual, 0, 4, auditArchX86Bit64);
        instruction(code, load, 0, 0, 0);
        instruction(code, jumpGreaterOrEqual, 0, 2, SystemCallTable.last() + 1);
        instruction(code, jumpGreaterOrEqual, 1, 0, x32Bit);
        instruction(code, giveBack, 0, 0, action.returnValue());
        return code.array();
    }

    private static void instruction(ByteBuffer code, int operation, int ifTrue, int ifFalse, int constant) {
        code.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(constant);
    }

    private static BpfProgram program(byte[] first, byte[] second) {
        int length = (first.length + second.length) / BpfProgram.INSTRUCTION_BYTES;
        if (length > BpfProgram.MAX_INSTRUCTIONS) {
            throw new ImmureException(new Fault(
                    SeccompFault.TOO_LONG,
                    "cannot compile the seccomp profile",
                    "as a whole",
                    "it needs more instructions than the kernel's " + BpfProgram.MAX_INSTRUCTIONS + " (BPF_MAXINSNS)",
                    "Use fewer comparisons, and EQ or MASKED_EQ rather than NE or a range"));
        }
        byte[] code = new byte[first.length + second.length];
        System.arraycopy(first, 0, code, 0, first.length);
        System.arraycopy(second, 0, code, first.length, second.length);
        return new BpfProgram(code);
    }
}
