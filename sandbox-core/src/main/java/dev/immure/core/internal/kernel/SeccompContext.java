package dev.immure.core.internal.kernel;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.ffi.Libseccomp;
import dev.immure.core.internal.ffi.NativeLibraries;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SystemCallTable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** One {@code scmp_filter_ctx} of libseccomp, for the native ABI alone. Owned by one thread. */
final class SeccompContext implements AutoCloseable {
    /** seccomp_attr_set(3); the numbers are enum scmp_filter_attr of seccomp.h. */
    private static final int SCMP_FLTATR_ACT_BADARCH = 2;

    private static final int SCMP_FLTATR_CTL_NNP = 3;
    private static final int SCMP_FLTATR_CTL_OPTIMIZE = 8;
    private static final int BINARY_TREE = 2;

    private static final int SCMP_CMP_MASKED_EQ = 7;
    /** struct scmp_arg_cmp: u32 arg, u32 op, u64 mask, u64 datum. */
    private static final int COMPARISON_BYTES = 24;

    private final Libseccomp library;
    private final Pointer context;

    private SeccompContext(Libseccomp library, Pointer context) {
        this.library = library;
        this.context = context;
    }

    static SeccompContext open(SeccompAction defaultAction) {
        Libseccomp library = NativeLibraries.libseccomp();
        @Nullable Pointer context = library.seccomp_init(defaultAction.returnValue());
        if (context == null) {
            throw tooOld("seccomp_init");
        }
        SeccompContext opened = new SeccompContext(library, context);
        opened.configure();
        return opened;
    }

    private void configure() {
        // The context holds the native architecture only. Anything else, i386 by `int 0x80` first of all, dies here:
        // its numbers mean other calls. libseccomp sends x32 (bit 30 of the number) the same way.
        set(SCMP_FLTATR_ACT_BADARCH, SeccompAction.KILL_PROCESS.returnValue());
        // immure-init sets no_new_privs itself, and loads the bytes itself.
        set(SCMP_FLTATR_CTL_NNP, 0);
        set(SCMP_FLTATR_CTL_OPTIMIZE, BINARY_TREE);
    }

    private void set(int attribute, int value) {
        if (library.seccomp_attr_set(context, attribute, value) != 0) {
            close();
            throw tooOld("seccomp_attr_set(" + attribute + ")");
        }
    }

    /** Adds one rule. The number comes from our own table: libseccomp takes any number of the native architecture. */
    void add(int number, SeccompAction action, BitPattern arguments) {
        Pointer comparisons = SystemCall.allocate(BitPattern.REGISTERS * COMPARISON_BYTES);
        int count = 0;
        for (int r = 0; r < BitPattern.REGISTERS; r++) {
            if (arguments.mask(r) != 0) {
                int at = count++ * COMPARISON_BYTES;
                comparisons.putInt(at, r);
                comparisons.putInt(at + 4, SCMP_CMP_MASKED_EQ);
                comparisons.putLong(at + 8, arguments.mask(r));
                comparisons.putLong(at + 16, arguments.value(r));
            }
        }
        int result = library.seccomp_rule_add_array(context, action.returnValue(), number, count, comparisons);
        if (result != 0) {
            throw refusedRule(number, arguments, result);
        }
    }

    /** The filter as bytes. libseccomp writes to descriptors only, hence the memfd. */
    byte[] export() {
        try (Fd memory = Descriptors.memfd("immure-seccomp")) {
            int result = library.seccomp_export_bpf(context, memory.number());
            if (result != 0) {
                throw exportFailed("seccomp_export_bpf: " + Errno.nameOf(-result));
            }
            SystemCall.invoke("lseek", 8, memory.number(), 0, 0);
            return readAll(memory);
        } catch (ErrnoException e) {
            throw exportFailed(e.getMessage());
        }
    }

    private static byte[] readAll(Fd memory) throws ErrnoException {
        int limit = BpfProgram.MAX_INSTRUCTIONS * BpfProgram.INSTRUCTION_BYTES;
        ByteBuffer content = ByteBuffer.allocate(limit + 1);
        while (content.hasRemaining() && Descriptors.read(memory, content) > 0) {
            // Goes on until the end, or one byte past what is allowed.
        }
        return Arrays.copyOf(content.array(), content.position());
    }

    @Override
    public void close() {
        library.seccomp_release(context);
    }

    private static ImmureException refusedRule(int number, BitPattern arguments, int result) {
        String name = SystemCallTable.name(number).orElse("system call " + number);
        return new ImmureException(new Fault(
                SeccompFault.RULE,
                "cannot add a seccomp rule",
                "for " + name + " (" + arguments + ")",
                "seccomp_rule_add: " + Errno.nameOf(-result),
                "Correct the rule, or update libseccomp"));
    }

    private static ImmureException exportFailed(@Nullable String why) {
        return new ImmureException(new Fault(
                SeccompFault.EXPORT,
                "cannot read the seccomp filter",
                "from libseccomp",
                String.valueOf(why),
                "Free some memory, and check that memfd_create is allowed here"));
    }

    private static ImmureException tooOld(String call) {
        return new ImmureException(new Fault(
                SeccompFault.LIBRARY_TOO_OLD,
                "cannot set up a seccomp filter",
                call,
                "libseccomp does not know this action or attribute",
                "Install libseccomp 2.5 or newer (Debian: package libseccomp2)"));
    }
}
