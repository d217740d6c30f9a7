package dev.immure.core.internal.kernel;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which a seccomp profile cannot become a filter. */
public enum SeccompFault implements FaultCode {
    /** libseccomp would not start, or lacks an attribute: it is older than 2.5. */
    LIBRARY_TOO_OLD("IMM-SECCOMP-LIBRARY", FaultKind.HOST),
    /** libseccomp refused one rule. */
    RULE("IMM-SECCOMP-RULE", FaultKind.INPUT),
    /** The conditions on one system call need more patterns than the compiler makes. */
    TOO_COMPLEX("IMM-SECCOMP-COMPLEX", FaultKind.INPUT),
    /** The filter is longer than the kernel takes. */
    TOO_LONG("IMM-SECCOMP-LENGTH", FaultKind.INPUT),
    /** The finished filter could not be read from libseccomp. */
    EXPORT("IMM-SECCOMP-EXPORT", FaultKind.HOST);

    private final String id;
    private final FaultKind kind;

    SeccompFault(String id, FaultKind kind) {
        this.id = id;
        this.kind = kind;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }
}
