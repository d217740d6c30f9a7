package dev.immure.core;

/** Whose turn it is after a fault; decides the exit status. */
public enum FaultKind {
    /** The command line or a configuration file is wrong. */
    USAGE,
    /** Bytes from outside (image, signature, policy, plan) are malformed, hostile or beyond a limit. */
    INPUT,
    /** Everything was understood, and the answer is no: signature or policy. */
    REFUSED,
    /** The host lacks something or would not do it. */
    HOST,
    /** A defect of Immure itself. */
    INTERNAL
}
