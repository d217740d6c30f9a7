package dev.immure.core.internal.kernel;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SeccompStack;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

/**
 * Chains the programs of several profiles into one: what a program does not answer strictly enough falls through to the
 * next, a return having become a jump. First come the answers that kill, of every profile, then those that trap, the
 * errors, and the logging; what is left is allowed. So the strictest answer of all is given, that of the first profile
 * when two are equally strict, and the length is a sum: cutting the conditions of the profiles with each other instead
 * would multiply them.
 *
 * <p>One program rather than several filters in the kernel, because only one of them could have a listener
 * (seccomp_unotify(2)), and what the others refuse could not be named.
 */
public final class FilterChain {
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int JUMP = 0x05; // BPF_JMP | BPF_JA
    private static final int CLASS = 0xffff0000; // SECCOMP_RET_ACTION_FULL
    private static final List<SeccompAction> CLASSES =
            List.of(SeccompAction.KILL_PROCESS, SeccompAction.TRAP, new SeccompAction.Errno(1), SeccompAction.LOG);

    private FilterChain() {}

    /** @throws ImmureException with a {@link SeccompFault}, or when libseccomp is missing */
    public static BpfProgram compile(SeccompStack stack) {
        if (stack.profiles().size() == 1) {
            return SeccompCompiler.compile(stack.profiles().getFirst());
        }
        List<BpfProgram> programs =
                stack.profiles().stream().map(SeccompCompiler::compile).toList();
        ByteArrayOutputStream chain = new ByteArrayOutputStream();
        for (SeccompAction strictness : CLASSES) {
            for (int i = 0; i < programs.size(); i++) {
                if (says(stack.profiles().get(i), strictness)) {
                    chain.writeBytes(link(programs.get(i), strictness.returnValue() & CLASS));
                }
            }
        }
        chain.writeBytes(instruction(RETURN, SeccompAction.ALLOW.returnValue()));
        return program(chain.toByteArray());
    }

    /** Calls of other ABIs, which every program kills, need no turn of their own: the first program ends them. */
    private static boolean says(SeccompProfile profile, SeccompAction strictness) {
        return Stream.concat(
                        Stream.of(profile.defaultAction(), profile.unknownAction()),
                        profile.rules().stream().map(SeccompRule::action))
                .anyMatch(action -> (action.returnValue() & CLASS) == (strictness.returnValue() & CLASS));
    }

    /** The program, with a jump behind its end in place of each return that is less strict; the numbers are signed. */
    private static byte[] link(BpfProgram program, int strictness) {
        ByteBuffer code = ByteBuffer.wrap(program.code()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < program.length(); i++) {
            int at = i * BpfProgram.INSTRUCTION_BYTES;
            int action = code.getInt(at + 4) & CLASS;
            if (code.getShort(at) == RETURN && action > strictness) {
                code.put(at, instruction(JUMP, program.length() - 1 - i));
            }
        }
        return code.array();
    }

    private static byte[] instruction(int operation, int constant) {
        return ByteBuffer.allocate(BpfProgram.INSTRUCTION_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) operation)
                .putShort((short) 0)
                .putInt(constant)
                .array();
    }

    private static BpfProgram program(byte[] code) {
        if (code.length / BpfProgram.INSTRUCTION_BYTES > BpfProgram.MAX_INSTRUCTIONS) {
            throw new ImmureException(new Fault(
                    SeccompFault.TOO_LONG,
                    "cannot chain the seccomp filters",
                    "of profile and file",
                    "together they need more instructions than the kernel's " + BpfProgram.MAX_INSTRUCTIONS
                            + " (BPF_MAXINSNS)",
                    "Use fewer comparisons in the file, and EQ or MASKED_EQ rather than NE or a range"));
        }
        return new BpfProgram(code);
    }
}
