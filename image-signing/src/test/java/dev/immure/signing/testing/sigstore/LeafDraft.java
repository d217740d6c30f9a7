package dev.immure.signing.testing.sigstore;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.OtherName;

/** A signing certificate to be issued: good unless a field is changed. */
public final class LeafDraft {
    public static final String ISSUER = "https://token.example/oidc";
    public static final String SUBJECT = "https://host.example/org/repo/workflow@refs/heads/main";

    TestParty holder = TestParty.ecdsa();
    Instant notBefore;
    Instant notAfter;
    Optional<String> issuer = Optional.of(ISSUER);
    Optional<String> rawIssuer = Optional.empty();
    List<GeneralName> names = new ArrayList<>(List.of(uri(SUBJECT)));
    List<KeyPurposeId> purposes = new ArrayList<>(List.of(KeyPurposeId.id_kp_codeSigning));
    boolean authority;
    List<TestCtLog> seenBy = new ArrayList<>();
    Duration logDelay = Duration.ZERO;

    LeafDraft(Instant at, TestCtLog log) {
        notBefore = at;
        notAfter = at.plus(Duration.ofMinutes(10));
        seenBy.add(log);
    }

    public static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    public static GeneralName email(String address) {
        return new GeneralName(GeneralName.rfc822Name, address);
    }

    /** A name of the provider's (fulcio, docs/oid-info.md, 1.3.6.1.4.1.57264.1.7). */
    public static GeneralName other(String name) {
        return new GeneralName(
                GeneralName.otherName,
                new OtherName(new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.7"), new DERUTF8String(name)));
    }

    public LeafDraft holder(TestParty party) {
        holder = party;
        return this;
    }

    public LeafDraft validity(Instant from, Instant to) {
        notBefore = from;
        notAfter = to;
        return this;
    }

    public LeafDraft issuer(String url) {
        issuer = Optional.of(url);
        return this;
    }

    /** The issuer as certificates before 2023 have it. */
    public LeafDraft rawIssuer(String url) {
        rawIssuer = Optional.of(url);
        return this;
    }

    public LeafDraft noIssuer() {
        issuer = Optional.empty();
        return this;
    }

    public LeafDraft names(GeneralName... several) {
        names = List.of(several);
        return this;
    }

    public LeafDraft purposes(KeyPurposeId... several) {
        purposes = List.of(several);
        return this;
    }

    public LeafDraft authority() {
        authority = true;
        return this;
    }

    /** Which logs have seen it; none leaves the extension out. */
    public LeafDraft seenBy(TestCtLog... logs) {
        seenBy = List.of(logs);
        return this;
    }

    /** How long after it was issued the logs say that they saw it. */
    public LeafDraft logDelay(Duration delay) {
        logDelay = delay;
        return this;
    }
}
