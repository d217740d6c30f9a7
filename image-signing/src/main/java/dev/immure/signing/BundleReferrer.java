package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.store.LayoutJson;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.bundle.BundleWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest that attaches a bundle to an image (cosign, specs/BUNDLE_SPEC.md). */
final class BundleReferrer {
    private static final String CONTENT = "dev.sigstore.bundle.content";
    private static final String PREDICATE = "dev.sigstore.bundle.predicateType";
    private static final String CREATED = "org.opencontainers.image.created";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private BundleReferrer() {}

    /** @param now nobody vouches for it; a bundle that is attached already keeps the time that it has */
    static SignatureArtifact of(
            ImageSource source, Envelope envelope, String predicateType, SigningKey key, Instant now) {
        ImageManifest image = source.image().manifest();
        SignatureArtifact.Blob bundle =
                new SignatureArtifact.Blob(BundleWriter.MEDIA_TYPE, BundleWriter.write(envelope, key.publicKey()));
        SignatureArtifact.Blob config = new SignatureArtifact.Blob(MediaTypes.OCI_EMPTY, EMPTY);
        byte[] manifest = attached(source, bundle.descriptor().digest())
                .orElseGet(() -> LayoutJson.artifact(
                        BundleWriter.MEDIA_TYPE,
                        config.descriptor(),
                        List.of(bundle.descriptor()),
                        Descriptor.of(image.mediaType(), image.digest(), image.size()),
                        Map.of(
                                CONTENT,
                                "dsse-envelope",
                                PREDICATE,
                                predicateType,
                                CREATED,
                                now.truncatedTo(ChronoUnit.SECONDS).toString())));
        return new SignatureArtifact(
                new SignatureArtifact.Place.Referrer(image.digest()),
                new SignatureArtifact.Blob(MediaTypes.OCI_MANIFEST, manifest),
                List.of(bundle, config));
    }

    /** The manifest by which this very bundle is attached: attaching it twice changes nothing. */
    private static Optional<byte[]> attached(ImageSource source, Digest bundle) {
        ManifestReader reader = new ManifestReader(Limits.DEFAULT);
        return source.referrers(source.image().digest()).stream()
                .filter(one -> one.artifactType().equals(Optional.of(BundleWriter.MEDIA_TYPE)))
                .map(one -> source.read(one, CosignFormat.MAX_MANIFEST))
                .filter(bytes -> reader.manifest(bytes).layers().stream()
                        .anyMatch(layer -> layer.digest().equals(bundle)))
                .findFirst();
    }
}
