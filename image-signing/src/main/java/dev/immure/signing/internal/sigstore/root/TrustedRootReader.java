package dev.immure.signing.internal.sigstore.root;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.Message;
import dev.immure.signing.internal.x509.Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code trusted_root.json} (protobuf-specs, sigstore_trustroot.proto). All that is in it is read once, here, and one
 * part that is malformed makes the whole untrustworthy: a root is given by whoever verifies, so nothing in it is excused.
 */
public final class TrustedRootReader {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
    private static final String MEDIA_TYPE_2 = "application/vnd.dev.sigstore.trustedroot.v0.2+json";
    private static final JsonLimits LIMITS = new JsonLimits(TrustedRoot.MAX_BYTES, 16, 5000);
    private static final int MAX_ITEMS = 64;
    private static final int MAX_CHAIN = 8;
    private static final int MAX_KEY = 4 << 10;
    private static final int ID_LENGTH = 32;

    private TrustedRootReader() {}

    /**
     * @param on what to call the root in a fault
     * @throws ImmureException with TRUSTED_ROOT
     */
    public static TrustedRoot read(byte[] json, String on) {
        try {
            return root(Message.of(
                    StrictJson.parseObject(json, LIMITS),
                    "mediaType",
                    "tlogs",
                    "certificateAuthorities",
                    "ctlogs",
                    "timestampAuthorities"));
        } catch (JsonException e) {
            throw fault(on, e.why());
        }
    }

    private static TrustedRoot root(Message root) throws JsonException {
        String mediaType = root.requireString("mediaType");
        if (!mediaType.equals(MEDIA_TYPE) && !mediaType.equals(MEDIA_TYPE_2)) {
            throw new JsonException(Flaw.TYPE, "\"mediaType\" is not that of a trusted root of 0.1 or 0.2");
        }
        return new TrustedRoot(
                logs(root, "tlogs"),
                authorities(root, "certificateAuthorities"),
                logs(root, "ctlogs"),
                authorities(root, "timestampAuthorities"));
    }

    private static List<LogKey> logs(Message root, String name) throws JsonException {
        List<LogKey> logs = new ArrayList<>();
        for (Message item : root.messages(
                name, MAX_ITEMS, "baseUrl", "hashAlgorithm", "publicKey", "logId", "checkpointKeyId", "operator")) {
            logs.add(log(item, name + "[" + logs.size() + "]"));
        }
        return logs;
    }

    private static LogKey log(Message item, String place) throws JsonException {
        Message publicKey = item.requireMessage("publicKey", "rawBytes", "keyDetails", "validFor");
        KeyDetails details = KeyDetails.of(publicKey.requireString("keyDetails"))
                .orElseThrow(() -> new JsonException(Flaw.TYPE, place + " has a key of a kind that is not supported"));
        VerificationKey key = key(publicKey.requireBytes("rawBytes", MAX_KEY), details, place);
        Bytes id = item.requireMessage("logId", "keyId").requireExactly("keyId", ID_LENGTH);
        Digest fingerprint = key.fingerprint();
        // RFC 6962, 3.2. The id of an Ed25519 log hashes its name too (C2SP, signed-note.md), which does not stand
        // here.
        boolean derived = details != KeyDetails.PKIX_ED25519;
        if (derived && !id.hex().equals(fingerprint.hex())) {
            throw new JsonException(Flaw.TYPE, place + " has a \"keyId\" that is not the SHA-256 of its key");
        }
        String hash = item.string("hashAlgorithm").orElse("SHA2_256");
        if (!hash.equals("SHA2_256")) {
            throw new JsonException(Flaw.TYPE, place + " is not a tree of SHA-256");
        }
        return new LogKey(item.string("baseUrl").orElse(""), id, key, details.algorithm(), validity(publicKey, place));
    }

    private static VerificationKey key(Bytes raw, KeyDetails details, String place) throws JsonException {
        try {
            return details == KeyDetails.PKCS1_RSA_PKCS1V5
                    ? PublicKeys.ofPkcs1(raw.toArray(), place)
                    : PublicKeys.ofDer(raw.toArray(), place);
        } catch (ImmureException e) {
            throw new JsonException(
                    Flaw.TYPE,
                    place + " has a key that does not count: " + e.fault().why());
        }
    }

    private static List<CertificateAuthority> authorities(Message root, String name) throws JsonException {
        List<CertificateAuthority> authorities = new ArrayList<>();
        for (Message item : root.messages(name, MAX_ITEMS, "subject", "uri", "certChain", "validFor", "operator")) {
            authorities.add(authority(item, name + "[" + authorities.size() + "]"));
        }
        return authorities;
    }

    private static CertificateAuthority authority(Message item, String place) throws JsonException {
        item.message("subject", "organization", "commonName"); // for people; the certificates are what counts
        List<Certificate> chain = new ArrayList<>();
        for (Message certificate :
                item.requireMessage("certChain", "certificates").messages("certificates", MAX_CHAIN, "rawBytes")) {
            chain.add(certificate(certificate.requireBytes("rawBytes", Certificate.MAX_BYTES), place));
        }
        if (chain.isEmpty()) {
            throw new JsonException(Flaw.MISSING, place + " has no certificate");
        }
        return new CertificateAuthority(item.string("uri").orElse(""), chain, validity(item, place));
    }

    private static Certificate certificate(Bytes der, String place) throws JsonException {
        try {
            return Certificate.parse(der.toArray(), place);
        } catch (ImmureException e) {
            throw new JsonException(
                    Flaw.TYPE,
                    place + " has a certificate that cannot be read: "
                            + e.fault().why());
        }
    }

    private static Validity validity(Message item, String place) throws JsonException {
        Message validFor = item.requireMessage("validFor", "start", "end");
        Optional<String> end = validFor.string("end");
        Instant start = instant(validFor.requireString("start"), place);
        Validity validity =
                new Validity(start, end.isEmpty() ? Optional.empty() : Optional.of(instant(end.get(), place)));
        if (validity.end().filter(start::isAfter).isPresent()) {
            throw new JsonException(Flaw.TYPE, place + " ends before it starts");
        }
        return validity;
    }

    private static Instant instant(String text, String place) throws JsonException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new JsonException(Flaw.TYPE, place + " counts from or to what is not a time of RFC 3339");
        }
    }

    private static ImmureException fault(String on, String why) {
        return new ImmureException(new Fault(
                SigstoreFault.TRUSTED_ROOT,
                "cannot use trusted root",
                on,
                why,
                "Give the trusted_root.json that the sigstore instance distributes"));
    }
}
