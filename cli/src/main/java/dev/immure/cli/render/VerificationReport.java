package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.RejectedSignature;
import dev.immure.signing.Unsigned;
import dev.immure.signing.VerificationFailure;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import dev.immure.signing.VerifiedSigner;
import dev.immure.signing.attestation.VerifiedAttestation;
import dev.immure.signing.check.Check;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who signed an image, and every check that says so or not: {@code immure verify}.
 *
 * @param content whether the layers are those that were signed; nothing where they were not looked at
 * @param trust where the trust policy comes from
 * @param policy what it says, as {@link dev.immure.signing.TrustPolicy#digest}
 */
public record VerificationReport(VerificationResult result, List<Check> content, String trust, Digest policy)
        implements Answer {
    public VerificationReport {
        Objects.requireNonNull(result, "result is null");
        content = List.copyOf(content);
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(policy, "policy is null");
    }

    /** Why it is refused; empty when it is not. */
    public Optional<Fault> refusal() {
        return switch (result) {
            case VerifiedImage verified ->
                content.stream()
                        .map(Check::result)
                        .flatMap(answer ->
                                answer instanceof Check.Failed failed ? Stream.of(failed.fault()) : Stream.empty())
                        .findFirst();
            case Unsigned unsigned -> Optional.of(unsigned.fault());
            case VerificationFailure failure -> Optional.of(failure.fault());
        };
    }

    @Override
    public void text(TextOutput out) {
        out.line((refusal().isEmpty() ? "verified " : "refused ")
                + result.image().reference() + " " + result.image().digest());
        out.line("trust: " + trust);
        for (VerifiedSigner signer : signers()) {
            out.line("signed" + (signer.signedReference().isEmpty() ? "" : " as " + signer.signedReference()) + " by "
                    + signer.identity().name());
            if (!signer.identity().subject().isEmpty()) {
                out.line("    " + signer.identity().subject() + ", vouched for by "
                        + signer.identity().issuer());
            }
            out.line("    key " + signer.identity().fingerprint() + ", " + signer.algorithm() + ", "
                    + signer.identity().method() + ", at " + signer.time());
            out.line("    statement " + signer.payload() + " in " + signer.signatureManifest());
        }
        attestations()
                .forEach(attestation ->
                        out.line("attested " + attestation.statement().predicateType() + " by "
                                + String.join(", ", attestation.authorities())));
        rejected()
                .forEach(signature -> out.line("does not count: signature " + signature.index() + ": "
                        + signature.fault().why()));
        if (!layersRead()) {
            out.line("layers: not read");
        }
        listing().text(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("verified", refusal().isEmpty());
        json.writeBooleanField("layersRead", layersRead());
        JsonOutput.object(json, "image", this::image);
        JsonOutput.object(json, "trust", object -> {
            object.writeStringField("source", trust);
            object.writeStringField("digest", policy.toString());
        });
        signers(json);
        attestations(json);
        rejected(json);
        listing().json(json);
        if (refusal().isPresent()) {
            CheckListing.error(json, refusal().get());
        }
    }

    private boolean layersRead() {
        return result instanceof VerifiedImage verified
                && content.size() == verified.image().manifest().layers().size();
    }

    private CheckListing listing() {
        return new CheckListing(
                Stream.concat(result.checks().stream(), content.stream()).toList());
    }

    private List<VerifiedAttestation> attestations() {
        return result instanceof VerifiedImage verified ? verified.attestations() : List.of();
    }

    private List<VerifiedSigner> signers() {
        return result instanceof VerifiedImage verified ? verified.signers() : List.of();
    }

    private List<RejectedSignature> rejected() {
        return switch (result) {
            case VerifiedImage verified -> verified.rejected();
            case Unsigned unsigned -> List.of();
            case VerificationFailure failure -> failure.rejected();
        };
    }

    private void image(JsonGenerator json) throws IOException {
        json.writeStringField("reference", result.image().reference());
        json.writeStringField("digest", result.image().digest().toString());
        JsonOutput.optional(
                json,
                "signedName",
                result instanceof VerifiedImage verified ? Optional.of(verified.name()) : Optional.empty());
    }

    private void signers(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("signers");
        for (VerifiedSigner signer : signers()) {
            json.writeStartObject();
            json.writeStringField("identity", signer.identity().name());
            json.writeStringField("method", signer.identity().method());
            json.writeStringField("subject", signer.identity().subject());
            json.writeStringField("issuer", signer.identity().issuer());
            JsonOutput.object(json, "evidence", evidence -> {
                evidence.writeStringField(
                        "fingerprint", signer.identity().fingerprint().toString());
                evidence.writeStringField("algorithm", signer.algorithm());
                evidence.writeStringField("signedReference", signer.signedReference());
                evidence.writeStringField("subject", signer.subject().toString());
                evidence.writeStringField(
                        "signatureManifest", signer.signatureManifest().toString());
                evidence.writeStringField("payload", signer.payload().toString());
                evidence.writeStringField("time", signer.time().at().toString());
                evidence.writeStringField("timeSource", signer.time().source().label());
            });
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void attestations(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("attestations");
        for (VerifiedAttestation attestation : attestations()) {
            json.writeStartObject();
            json.writeStringField("type", attestation.statement().predicateType());
            JsonOutput.strings(json, "authorities", attestation.authorities());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void rejected(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("rejected");
        for (RejectedSignature signature : rejected()) {
            json.writeStartObject();
            json.writeNumberField("index", signature.index());
            json.writeStringField("payload", signature.payload().toString());
            JsonOutput.object(json, "error", error -> JsonOutput.fault(error, signature.fault()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
