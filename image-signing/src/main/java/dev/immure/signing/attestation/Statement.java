package dev.immure.signing.attestation;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.dsse.AttestationFaults;
import dev.immure.signing.internal.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What somebody says about some artifacts (in-toto attestation framework, spec/v1/statement.md and spec/v0.1.0). Read
 * strictly; whether it is signed, and by whom, is not known here.
 *
 * @param type {@link #V0_1} or {@link #V1}
 * @param subjects what it is about; at least one, at most {@value #MAX_SUBJECTS}
 * @param predicateType URI of what kind of thing is said, compared as it stands
 * @param predicate what is said; empty when the statement leaves it out
 */
public record Statement(String type, List<Subject> subjects, String predicateType, JsonObject predicate) {
    public static final String V0_1 = "https://in-toto.io/Statement/v0.1";
    public static final String V1 = "https://in-toto.io/Statement/v1";

    /** Bytes of a statement: what fits into an envelope. */
    public static final int MAX_BYTES = 12 << 20;

    public static final int MAX_SUBJECTS = 1024;

    private static final String WHAT = "cannot read signed statement";
    /** A bill of materials with 20,000 components has 500,000 values: 64 MiB as a tree. */
    public static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 64, 500_000).withItems("subject", MAX_SUBJECTS);

    private static final Set<String> MEMBERS = Set.of("_type", "subject", "predicateType", "predicate");
    /** Printable ASCII without space, double quotes and angle brackets: what RFC 3986 lets a URI hold, and some more. */
    private static final Pattern URI = Pattern.compile("[!#-;=?-~]{1,1024}");

    public Statement {
        subjects = List.copyOf(subjects);
        if (subjects.isEmpty() || !URI.matcher(predicateType).matches()) {
            throw new IllegalArgumentException("a statement has a subject, and a URI as the type of its predicate");
        }
    }

    /**
     * @param on what to call the statement in a fault
     * @throws ImmureException with STATEMENT or LIMIT
     */
    public static Statement parse(byte[] json, String on) {
        try {
            return of(StrictJson.parseObject(json, LIMITS));
        } catch (JsonException e) {
            throw AttestationFaults.of(AttestationFault.STATEMENT, WHAT, on, e);
        }
    }

    /** Whether one of the subjects has this SHA-256. Names do not count: nobody but the signer vouches for them. */
    public boolean covers(Digest artifact) {
        return subjects.stream()
                .anyMatch(subject ->
                        subject.sha256().filter(artifact.hex()::equals).isPresent());
    }

    /** The bytes to be signed. {@link #parse} reads the same statement out of them. */
    public byte[] encode() {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", type);
        statement.put("subject", subjects.stream().map(Subject::json).toList());
        statement.put("predicateType", predicateType);
        statement.put("predicate", predicate);
        return JsonText.of(statement);
    }

    private static Statement of(JsonObject root) throws JsonException {
        // Go's encoding/json, which cosign reads with, takes "Subject" for "subject".
        root.refuseCaseVariantsOf(MEMBERS);
        String type = root.requireString("_type");
        if (!type.equals(V0_1) && !type.equals(V1)) {
            throw new JsonException(Flaw.TYPE, "\"_type\" is not that of an in-toto statement of 0.1 or 1");
        }
        List<JsonObject> items = root.objects("subject");
        if (items.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"subject\" is missing or empty");
        }
        List<Subject> subjects = new ArrayList<>();
        for (JsonObject item : items) {
            subjects.add(Subject.of(item));
        }
        String predicateType = root.requireString("predicateType");
        if (!URI.matcher(predicateType).matches()) {
            throw new JsonException(Flaw.TYPE, "\"predicateType\" is not a URI");
        }
        JsonObject predicate = root.object("predicate").orElse(new JsonObject(Map.of()));
        return new Statement(type, subjects, predicateType, predicate);
    }
}
