package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.Artifact;
import java.io.IOException;
import java.io.InputStream;

/** A file, or what is known of it, that a bundle must be about. */
public final class SignedArtifact {
    private final Artifact artifact;

    private SignedArtifact(Artifact artifact) {
        this.artifact = artifact;
    }

    /** One of which only the SHA-256 is known: enough for bundles that are signed over it. */
    public static SignedArtifact of(Digest sha256) {
        return new SignedArtifact(Artifact.of(sha256));
    }

    /** Reads to the end, once; memory does not grow with the length. */
    public static SignedArtifact of(InputStream content) throws IOException {
        return new SignedArtifact(Artifact.of(content));
    }

    public Digest digest() {
        return artifact.hashes().sha256();
    }

    Artifact artifact() {
        return artifact;
    }
}
