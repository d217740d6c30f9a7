package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.TufFault;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A metadata file (TUF 1.0, 4.2): what is signed, and by whom it claims to be. True only after {@link #requireSigned}. */
final class Metadata {
    private static final int DEPTH = 16;
    private static final int VALUES = 100_000;
    private static final int MAX_SIGNATURES = 100;
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private final String file;
    private final JsonObject signed;
    private final byte[] message;
    private final Map<String, List<byte[]>> signatures;
    private final long version;
    private final Instant expires;

    private Metadata(String file, JsonObject root, String type) throws JsonException {
        this.file = file;
        this.signed = root.requireObject("signed");
        this.message = CanonicalJson.encode(signed);
        this.signatures = signatures(root);
        this.version = signed.requireLong("version");
        this.expires = time(signed.requireString("expires"));
        if (!signed.requireString("_type").equals(type)) {
            throw new JsonException(Flaw.TYPE, "it is \"" + signed.requireString("_type") + "\", not " + type);
        }
        if (!signed.requireString("spec_version").startsWith("1.")) {
            throw new JsonException(Flaw.TYPE, "it is of TUF " + signed.requireString("spec_version") + ", not 1");
        }
        if (version < 1) {
            throw new JsonException(Flaw.TYPE, "its version is " + version);
        }
    }

    /**
     * @param type {@code root}, {@code timestamp}, {@code snapshot}, {@code targets}
     * @throws dev.immure.core.ImmureException with METADATA
     */
    static Metadata parse(byte[] bytes, String type, String file) {
        try {
            return new Metadata(
                    file,
                    StrictJson.parseObject(bytes, new JsonLimits(Math.max(1, bytes.length), DEPTH, VALUES)),
                    type);
        } catch (JsonException e) {
            throw TufFaults.malformed(file, e.why());
        }
    }

    private static Map<String, List<byte[]>> signatures(JsonObject root) throws JsonException {
        List<JsonObject> all = root.objects("signatures");
        if (all.size() > MAX_SIGNATURES) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "it has more than " + MAX_SIGNATURES + " signatures");
        }
        Map<String, List<byte[]>> found = new HashMap<>();
        for (JsonObject one : all) {
            String id = one.requireString("keyid");
            String hex = one.requireString("sig");
            try {
                found.computeIfAbsent(id, ignored -> new ArrayList<>())
                        .add(HexFormat.of().parseHex(hex));
            } catch (IllegalArgumentException e) {
                // Somebody has not signed yet, or wrote nonsense: a signature less.
            }
        }
        return found;
    }

    private static Instant time(String text) throws JsonException {
        try {
            if (TIME.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw new JsonException(Flaw.TYPE, "\"expires\" is \"" + text + "\", not a time in UTC to the second");
    }

    /** @throws dev.immure.core.ImmureException with SIGNATURES when too few keys of the role signed */
    Metadata requireSigned(Role role, String by) {
        int signers = role.signers(message, signatures);
        if (signers < role.threshold()) {
            throw TufFaults.refused(
                    TufFault.SIGNATURES,
                    file,
                    signers + " of the keys of " + by + " signed it, and " + role.threshold() + " must");
        }
        return this;
    }

    /** @throws dev.immure.core.ImmureException with VERSION */
    Metadata requireVersion(long expected) {
        if (version != expected) {
            throw TufFaults.refused(TufFault.VERSION, file, "it has version " + version + ", not " + expected);
        }
        return this;
    }

    /** @throws dev.immure.core.ImmureException with ROLLBACK */
    Metadata requireAtLeast(long accepted) {
        if (version < accepted) {
            throw TufFaults.refused(
                    TufFault.ROLLBACK,
                    file,
                    "it has version " + version + ", and version " + accepted + " was accepted before");
        }
        return this;
    }

    /** @throws dev.immure.core.ImmureException with EXPIRED */
    Metadata requireFresh(Instant now) {
        if (!now.isBefore(expires)) {
            throw TufFaults.refused(TufFault.EXPIRED, file, "it expired at " + expires + "; it is " + now);
        }
        return this;
    }

    String file() {
        return file;
    }

    long version() {
        return version;
    }

    Instant expires() {
        return expires;
    }

    /** What is signed. */
    JsonObject signed() {
        return signed;
    }
}
