package dev.immure.policy.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditRecord;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.audit.FactsStore;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.Reason;
import dev.immure.policy.json.FactsJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The decisions of an audit log, with the facts that lie beside it. */
public final class RecordedDecisions {
    private static final String DECIDED = "policy.decided";
    private static final String VERIFIED = "image.verified";

    /** A record is at most 1 MiB. */
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 16, 1 << 18);

    /** Runs whose image may still be decided on; a run is verified and decided within moments. */
    private static final int MOST_PENDING = 1_000;

    private static final int PARTS = 3;

    private final Path log;
    private final Map<String, String> references = new LinkedHashMap<>();

    private RecordedDecisions(Path log) {
        this.log = log;
    }

    /**
     * One decision of the log.
     *
     * @param policy digest of the policy that decided; empty when the record cannot be read
     * @param bundle its name
     */
    public record Decided(Launch launch, Optional<Digest> policy, String bundle) {}

    /**
     * Reads a log from its first record to its last, as far as it is intact.
     *
     * @param log directory of the log, or of a copy of it
     * @param each sees every decision; one whose facts cannot be had says why
     * @return whether the log is intact
     */
    public static AuditVerification read(Path log, Consumer<Decided> each) {
        RecordedDecisions decisions = new RecordedDecisions(log);
        return AuditVerifier.verify(log, List.of(), record -> decisions.see(record, each));
    }

    /** The decision of one run; the last one, if there should be several. */
    public static Optional<Decided> ofRun(Path log, String run) {
        List<Decided> found = new ArrayList<>();
        RecordedDecisions decisions = new RecordedDecisions(log);
        AuditVerifier.verify(log, List.of(), record -> {
            if (record.json().contains("\"run\":\"" + run + "\"")) {
                decisions.see(record, decided -> found.add(decided));
            }
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    private void see(AuditRecord record, Consumer<Decided> each) {
        if (!record.type().equals(DECIDED) && !record.type().equals(VERIFIED)) {
            return;
        }
        try {
            JsonObject json = StrictJson.parseObject(record.json().getBytes(StandardCharsets.US_ASCII), LIMITS);
            if (record.type().equals(VERIFIED)) {
                remember(json.requireString("run"), json.requireString("reference"));
            } else {
                each.accept(decided(record, json));
            }
        } catch (JsonException | IllegalArgumentException e) {
            // A chain has no secret: a log from elsewhere may hold anything in records that fit together.
            if (record.type().equals(DECIDED)) {
                each.accept(unreadable(record, e));
            }
        }
    }

    private static Decided unreadable(AuditRecord record, Exception why) {
        return new Decided(
                Launch.unknown(
                        "record " + record.sequence(),
                        Optional.of(record.time()),
                        "",
                        Optional.empty(),
                        "the record cannot be read: " + why.getMessage()),
                Optional.empty(),
                "");
    }

    private void remember(String run, String reference) {
        if (references.size() == MOST_PENDING) {
            references.remove(references.keySet().iterator().next());
        }
        references.put(run, reference);
    }

    private Decided decided(AuditRecord record, JsonObject json) throws JsonException {
        String run = json.requireString("run");
        String image = Optional.ofNullable(references.remove(run)).orElse(json.requireString("image"));
        Outcome before = new Outcome(
                json.requireString("decision").equals("permit"),
                json.strings("reasons").stream().map(RecordedDecisions::reason).toList(),
                json.strings("obligations"),
                json.strings("rules"),
                json.strings("waived").stream()
                        .map(RecordedDecisions::waiver)
                        .distinct()
                        .toList());
        List<String> masked = json.strings("masked");
        Launch launch = facts(json.string("facts"), masked)
                .map(known -> new Launch(
                        run, Optional.of(record.time()), named(known, image), Optional.of(before), known, masked))
                .orElseGet(() -> Launch.unknown(
                        run, Optional.of(record.time()), image, Optional.of(before), "no facts were recorded"));
        return new Decided(
                launch, Optional.of(Digest.parse(json.requireString("policy"))), json.requireString("bundle"));
    }

    private static String named(Launch.Known known, String image) {
        return switch (known) {
            case Launch.Known.Facts facts -> facts.input().image().reference();
            case Launch.Known.Nothing nothing -> image;
        };
    }

    private Optional<Launch.Known> facts(Optional<String> digest, List<String> masked) {
        return digest.map(text -> {
            try {
                return new Launch.Known.Facts(
                        FactsJson.read(FactsStore.read(log, Digest.parse(text)), "the facts " + text));
            } catch (ImmureException e) {
                // Gone, changed, masked where rules need a number or a path: told with the launch, which counts.
                String mask = masked.isEmpty() ? "" : " (masked: " + String.join(", ", masked) + ")";
                return new Launch.Known.Nothing(
                        e.fault().why() + mask + " [" + e.fault().code().id() + "]");
            }
        });
    }

    /** {@code waiver: rule: CODE: text}; waivers have no colons. */
    private static String waiver(String text) {
        int colon = text.indexOf(": ");
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** {@code rule: CODE: text}; rules and codes have no colons. */
    private static Reason reason(String text) {
        String[] parts = text.split(": ", PARTS);
        return parts.length == PARTS
                ? new Reason(parts[0], parts[1], parts[2])
                : new Reason(Reason.DECISION_POINT, text, "");
    }
}
