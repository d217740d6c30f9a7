package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Fault;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import dev.immure.signing.VerifiedSigner;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a bundle may decide: {@code immure policy verify}.
 *
 * @param trust where it stands whose signatures count
 * @param refusal empty when it may
 */
public record PolicyVerified(BundleFile bundle, VerificationResult signatures, String trust, Optional<Fault> refusal)
        implements Answer {
    public PolicyVerified {
        Objects.requireNonNull(bundle, "bundle is null");
        Objects.requireNonNull(signatures, "signatures is null");
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(refusal, "refusal is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line((refusal.isEmpty() ? "verified " : "refused ")
                + bundle.manifest().title() + " " + bundle.digest());
        out.line("trust: " + trust);
        for (VerifiedSigner signer : signers()) {
            out.line("signed by " + signer.identity().name());
            out.line(
                    "    key " + signer.identity().fingerprint() + ", " + signer.algorithm() + ", at " + signer.time());
        }
        new CheckListing(signatures.checks()).text(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("verified", refusal.isEmpty());
        json.writeStringField("trust", trust);
        JsonOutput.object(json, "bundle", object -> PolicyBundleMembers.json(object, bundle));
        json.writeArrayFieldStart("signers");
        for (VerifiedSigner signer : signers()) {
            json.writeStartObject();
            json.writeStringField("identity", signer.identity().name());
            json.writeStringField("fingerprint", signer.identity().fingerprint().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        new CheckListing(signatures.checks()).json(json);
        if (refusal.isPresent()) {
            CheckListing.error(json, refusal.get());
        }
    }

    private List<VerifiedSigner> signers() {
        return signatures instanceof VerifiedImage verified ? verified.signers() : List.of();
    }
}
