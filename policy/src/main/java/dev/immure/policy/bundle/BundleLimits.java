package dev.immure.policy.bundle;

/** What a bundle may hold. Checked before memory is reserved; builder and reader share them. */
final class BundleLimits {
    /** Bytes of the whole file, signatures included. */
    static final int FILE_BYTES = 24 << 20;
    /** Bytes of one part; a file of rules is bounded more tightly where it is compiled. */
    static final int PART_BYTES = 4 << 20;
    /** Parts: rules, tables, tests and their fixtures. */
    static final int PARTS = 1_000;
    /** Files that rules are read from, among the parts. */
    static final int RULE_FILES = 64;
    /** Entries of the outer archive: three for each of a hundred signatures, and those of the bundle itself. */
    static final int BLOBS = 320;
    /** Signatures. The verifier looks at as many. */
    static final int SIGNATURES = 100;
    /** Bytes of the manifest: a thousand parts of 250 bytes. */
    static final int MANIFEST_BYTES = 512 << 10;
    /** The highest version: all JSON readers agree on whole numbers up to here (RFC 8259, section 6). */
    static final long VERSION = (1L << 53) - 1;
    /** Characters of the description. */
    static final int DESCRIPTION = 1_000;

    private BundleLimits() {}
}
