package dev.immure.core.internal.ffi;

import jnr.ffi.Pointer;

/** libseccomp 2.5, by its own names; see the man page of each function. */
@SuppressWarnings("checkstyle:MethodName")
public interface Libseccomp {
    /** seccomp_init(3): null when the action is invalid. */
    Pointer seccomp_init(int defaultAction);

    /** seccomp_release(3). */
    void seccomp_release(Pointer context);

    /** seccomp_attr_set(3): 0 or a negative errno. */
    int seccomp_attr_set(Pointer context, int attribute, int value);

    /** seccomp_arch_add(3): 0 or a negative errno. */
    int seccomp_arch_add(Pointer context, int archToken);

    /** seccomp_arch_remove(3): 0 or a negative errno. */
    int seccomp_arch_remove(Pointer context, int archToken);

    /** seccomp_syscall_resolve_name(3): __NR_SCMP_ERROR (-1) when unknown. */
    int seccomp_syscall_resolve_name(String name);

    /** seccomp_rule_add_array(3): {@code arguments} is an array of struct scmp_arg_cmp. 0 or a negative errno. */
    int seccomp_rule_add_array(Pointer context, int action, int syscall, int count, Pointer arguments);

    /** seccomp_version(3): a struct of three unsigned ints, major, minor, micro, owned by the library. */
    Pointer seccomp_version();

    /** seccomp_api_get(3): the API level that this kernel supports; 0 on failure. */
    int seccomp_api_get();

    /** seccomp_export_bpf(3): writes the program to a descriptor. 0 or a negative errno. */
    int seccomp_export_bpf(Pointer context, int fd);
}
