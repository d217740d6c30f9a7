package dev.immure.core.internal.ffi;

import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.function.Supplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** libseccomp 2.5, by its own names; see the man page of each function. */
@SuppressWarnings("checkstyle:MethodName")
public final class Libseccomp {
    private static final Type INT = Type.SINT;
    private static final Type ADDRESS = Type.POINTER;

    private final NativeFunction init;
    private final NativeFunction release;
    private final NativeFunction attributeSet;
    private final NativeFunction resolveName;
    private final NativeFunction ruleAdd;
    private final NativeFunction version;
    private final NativeFunction apiGet;
    private final NativeFunction export;

    Libseccomp(Supplier<Library> library) {
        init = new NativeFunction(library, "seccomp_init", ADDRESS, INT);
        release = new NativeFunction(library, "seccomp_release", Type.VOID, ADDRESS);
        attributeSet = new NativeFunction(library, "seccomp_attr_set", INT, ADDRESS, INT, INT);
        resolveName = new NativeFunction(library, "seccomp_syscall_resolve_name", INT, ADDRESS);
        ruleAdd = new NativeFunction(library, "seccomp_rule_add_array", INT, ADDRESS, INT, INT, INT, ADDRESS);
        version = new NativeFunction(library, "seccomp_version", ADDRESS);
        apiGet = new NativeFunction(library, "seccomp_api_get", INT);
        export = new NativeFunction(library, "seccomp_export_bpf", INT, ADDRESS, INT);
    }

    /** seccomp_init(3): null when the action is invalid. */
    public @Nullable Pointer seccomp_init(int defaultAction) {
        return pointer(init.call(defaultAction));
    }

    /** seccomp_release(3). */
    public void seccomp_release(Pointer context) {
        release.call(context);
    }

    /** seccomp_attr_set(3): 0 or a negative errno. */
    public int seccomp_attr_set(Pointer context, int attribute, int value) {
        return (int) attributeSet.call(context, attribute, value);
    }

    /**
     * seccomp_syscall_resolve_name(3): __NR_SCMP_ERROR (-1) when unknown.
     *
     * @param name ends with a zero
     */
    public int seccomp_syscall_resolve_name(Pointer name) {
        return (int) resolveName.call(name);
    }

    /** seccomp_rule_add_array(3): {@code arguments} is an array of struct scmp_arg_cmp. 0 or a negative errno. */
    public int seccomp_rule_add_array(Pointer context, int action, int syscall, int count, Pointer arguments) {
        return (int) ruleAdd.call(context, action, syscall, count, arguments);
    }

    /** seccomp_version(3): a struct of three unsigned ints, major, minor, micro, owned by the library. */
    public @Nullable Pointer seccomp_version() {
        return pointer(version.call());
    }

    /** seccomp_api_get(3): the API level that this kernel supports; 0 on failure. */
    public int seccomp_api_get() {
        return (int) apiGet.call();
    }

    /** seccomp_export_bpf(3): writes the program to a descriptor. 0 or a negative errno. */
    public int seccomp_export_bpf(Pointer context, int fd) {
        return (int) export.call(context, fd);
    }

    private static @Nullable Pointer pointer(long address) {
        return address == 0 ? null : Pointer.wrap(NativeLibraries.runtime(), address);
    }
}
