package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.BundleVerdict;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Who signed a file, and every check that says so or not: {@code immure verify-bundle}.
 *
 * @param artifact as it was named
 * @param digest of the artifact
 */
public record BundleReport(BundleVerdict verdict, String artifact, Digest digest) implements Answer {
    public BundleReport {
        Objects.requireNonNull(verdict, "verdict is null");
        Objects.requireNonNull(artifact, "artifact is null");
        Objects.requireNonNull(digest, "digest is null");
    }

    /** Why it is refused; empty when it is not. */
    public Optional<Fault> refusal() {
        return switch (verdict) {
            case BundleVerdict.Accepted accepted -> Optional.empty();
            case BundleVerdict.Refused refused -> Optional.of(refused.fault());
        };
    }

    @Override
    public void text(TextOutput out) {
        out.line((refusal().isEmpty() ? "verified " : "refused ") + artifact + " " + digest);
        if (verdict instanceof BundleVerdict.Accepted accepted) {
            accepted.holder().ifPresent(holder -> {
                out.line("signed by " + holder.subject());
                out.line("    vouched for by " + holder.issuer() + ", certificate " + holder.certificate());
            });
            out.line("    key " + accepted.key() + ", " + accepted.algorithm());
            out.line("    at " + accepted.time() + ", log entries: " + accepted.logEntries());
            accepted.predicateType().ifPresent(type -> out.line("    says " + type));
        }
        new CheckListing(verdict.checks()).text(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("verified", refusal().isEmpty());
        JsonOutput.object(json, "artifact", object -> {
            object.writeStringField("name", artifact);
            object.writeStringField("digest", digest.toString());
        });
        if (verdict instanceof BundleVerdict.Accepted accepted) {
            JsonOutput.object(json, "signer", object -> signer(object, accepted));
        }
        new CheckListing(verdict.checks()).json(json);
        if (refusal().isPresent()) {
            CheckListing.error(json, refusal().get());
        }
    }

    private static void signer(JsonGenerator json, BundleVerdict.Accepted accepted) throws IOException {
        json.writeStringField("method", accepted.holder().isPresent() ? "sigstore-keyless" : "sigstore-key");
        json.writeStringField("fingerprint", accepted.key().toString());
        if (accepted.holder().isPresent()) {
            BundleVerdict.Holder holder = accepted.holder().get();
            json.writeStringField("identity", holder.subject());
            json.writeStringField("issuer", holder.issuer());
            json.writeStringField("certificate", holder.certificate().toString());
        }
        json.writeStringField("algorithm", accepted.algorithm());
        json.writeStringField("time", accepted.time().at().toString());
        json.writeStringField("timeSource", accepted.time().source().label());
        json.writeNumberField("logEntries", accepted.logEntries());
        JsonOutput.optional(json, "predicateType", accepted.predicateType());
    }
}
