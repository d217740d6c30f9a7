package dev.immure.core.runtime;

import java.util.Arrays;

/**
 * A seccomp filter ready for the kernel: an array of {@code struct sock_filter}, eight bytes each, little-endian
 * (linux/filter.h). Holds 1 to 4096 instructions (BPF_MAXINSNS).
 */
public final class BpfProgram {
    /** {@code sizeof(struct sock_filter)}. */
    public static final int INSTRUCTION_BYTES = 8;

    /** BPF_MAXINSNS: seccomp(2) refuses a longer one with EINVAL. */
    public static final int MAX_INSTRUCTIONS = 4096;

    private final byte[] code;

    public BpfProgram(byte[] code) {
        int count = code.length / INSTRUCTION_BYTES;
        if (code.length % INSTRUCTION_BYTES != 0 || count < 1 || count > MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException(
                    "not 1 to " + MAX_INSTRUCTIONS + " whole instructions: " + code.length + " bytes");
        }
        this.code = code.clone();
    }

    /** A copy of the bytes, as {@code struct sock_fprog.filter} wants them. */
    public byte[] code() {
        return code.clone();
    }

    /** How many instructions: {@code struct sock_fprog.len}. */
    public int length() {
        return code.length / INSTRUCTION_BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpfProgram that && Arrays.equals(code, that.code);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(code);
    }

    @Override
    public String toString() {
        return "BPF program of " + length() + " instructions";
    }
}
