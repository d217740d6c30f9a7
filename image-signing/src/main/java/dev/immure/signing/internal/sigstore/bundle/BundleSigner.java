package dev.immure.signing.internal.sigstore.bundle;

import dev.immure.signing.internal.sigstore.wire.Bytes;

/** Who a bundle says has signed. */
public sealed interface BundleSigner {
    /** A key that whoever verifies must have. The bundle's hint which one is not signed, and is not read. */
    record ManagedKey() implements BundleSigner {}

    /**
     * A certificate, as DER. What else stands in the chain of an older bundle is dropped: issuers are those of the
     * trusted root, never those that a signer brings along.
     */
    record Certified(Bytes leaf) implements BundleSigner {}
}
