package dev.immure.signing.internal.sigstore.fulcio;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.x509.AlternativeName;
import dev.immure.signing.internal.x509.Asn1;
import dev.immure.signing.internal.x509.Certificate;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * Whom a Fulcio certificate was issued to (fulcio, docs/oid-info.md).
 *
 * @param issuer the OpenID Connect provider that knows the subject
 * @param subject a URI, an e-mail address or a name of the provider's
 */
public record CertificateIdentity(String issuer, String subject) {
    /** The issuer as bare bytes; deprecated, and alone in certificates before 2023. */
    private static final String ISSUER_RAW = "1.3.6.1.4.1.57264.1.1";

    private static final String ISSUER = "1.3.6.1.4.1.57264.1.8";
    private static final String OTHER_NAME = "1.3.6.1.4.1.57264.1.7";
    private static final String WHAT = "cannot tell who signed with certificate";
    private static final int MAX_LENGTH = 2048;

    public CertificateIdentity {
        Objects.requireNonNull(issuer, "issuer is null");
        Objects.requireNonNull(subject, "subject is null");
    }

    /** @throws ImmureException with CERTIFICATE when it does not name exactly one issuer and one subject */
    public static CertificateIdentity of(Certificate certificate) {
        return new CertificateIdentity(issuer(certificate), subject(certificate));
    }

    private static String issuer(Certificate certificate) {
        Optional<String> encoded =
                certificate.extension(ISSUER).map(content -> present(utf8String(content), certificate));
        Optional<String> raw = certificate.extension(ISSUER_RAW).map(content -> present(utf8(content), certificate));
        if (encoded.isPresent() && raw.isPresent() && !encoded.equals(raw)) {
            throw fault(certificate, "it names two issuers of identities");
        }
        return encoded.or(() -> raw).orElseThrow(() -> fault(certificate, "it names no issuer of identities"));
    }

    private static String present(Optional<String> text, Certificate certificate) {
        return text.filter(CertificateIdentity::isName)
                .orElseThrow(() -> fault(certificate, "its issuer of identities is not readable text"));
    }

    private static String subject(Certificate certificate) {
        List<AlternativeName> names = certificate.alternativeNames();
        if (names.size() != 1) {
            throw fault(certificate, "it has " + names.size() + " alternative names, and an identity is one");
        }
        return name(names.getFirst())
                .filter(CertificateIdentity::isName)
                .orElseThrow(() -> fault(certificate, "its alternative name is not of a kind that identities are"));
    }

    private static Optional<String> name(AlternativeName name) {
        return switch (name) {
            case AlternativeName.Email email -> Optional.of(email.address());
            case AlternativeName.Uri uri -> Optional.of(uri.uri());
            case AlternativeName.Other other -> other.type().equals(OTHER_NAME) ? other.text() : Optional.empty();
            case AlternativeName.Dns dns -> Optional.empty();
            case AlternativeName.Unused nameless -> Optional.empty();
        };
    }

    /** A NUL or another control character ends a name for some readers and not for others. */
    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH && text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<String> utf8String(byte[] content) {
        return Asn1.der(content, value -> ASN1UTF8String.getInstance(value).getString());
    }

    private static Optional<String> utf8(byte[] content) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static ImmureException fault(Certificate certificate, String why) {
        return BundleFaults.refused(
                SigstoreFault.CERTIFICATE, WHAT, certificate.fingerprint().toString(), why);
    }

    @Override
    public String toString() {
        return subject + " by " + issuer;
    }
}
