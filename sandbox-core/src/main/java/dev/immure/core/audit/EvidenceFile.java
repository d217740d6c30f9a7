package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.ConsistencyProof;
import dev.immure.core.audit.tree.InclusionProof;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Proofs, checkpoints and keys as files of others. */
public final class EvidenceFile {
    /** Of a proof, in bytes: 64 records of 1 MiB, as text in JSON. */
    public static final int MAX_BYTES = 128 << 20;

    /** Name of the member that tells the kinds apart. */
    public static final String KIND = "kind";

    public static final String INCLUSION = "inclusion";
    public static final String CONSISTENCY = "consistency";

    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, 100_000);

    private EvidenceFile() {}

    /**
     * Reads what {@code immure audit prove} or {@code immure audit consistency} wrote.
     *
     * @param on what to call it in a fault
     * @throws ImmureException {@link AuditFault#CHECKPOINT_MALFORMED}
     */
    public static AuditEvidence proof(byte[] document, String on) {
        try {
            JsonObject object = StrictJson.parseObject(document, LIMITS);
            String kind = object.requireString(KIND);
            return switch (kind) {
                case INCLUSION -> inclusion(object);
                case CONSISTENCY -> consistency(object);
                default -> throw malformed(on, "it proves neither inclusion nor consistency");
            };
        } catch (JsonException | IllegalArgumentException e) {
            throw malformed(on, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads a checkpoint; whose signature it bears is another question.
     *
     * @throws ImmureException {@link AuditFault#CHECKPOINT_MALFORMED}
     */
    public static Checkpoint checkpoint(byte[] note, String on) {
        try {
            return Checkpoint.parse(note);
        } catch (IllegalArgumentException e) {
            throw malformed(on, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads an Ed25519 public key in PEM.
     *
     * @param file where it comes from, for messages
     * @throws ImmureException {@link AuditFault#KEY}
     */
    public static NoteKey key(byte[] pem, Path file) {
        return CheckpointKey.parsePublic(pem, file);
    }

    /** Where the public part of the key is that signs the checkpoints of a log. */
    public static Path keyOf(Path log, AuditSettings settings) {
        return CheckpointKey.publicOf(settings.key().orElseGet(() -> CheckpointKey.besideLog(log)));
    }

    private static AuditEvidence inclusion(JsonObject object) throws JsonException {
        Checkpoint checkpoint =
                Checkpoint.parse(object.requireString("checkpoint").getBytes(StandardCharsets.UTF_8));
        List<AuditEvidence.Proven> records = new ArrayList<>();
        for (JsonObject record : object.objects("records")) {
            records.add(new AuditEvidence.Proven(
                    record.requireString("record"),
                    new InclusionProof(record.requireLong("index"), record.requireLong("size"), path(record))));
        }
        return new AuditEvidence.Inclusion(checkpoint, records);
    }

    private static AuditEvidence consistency(JsonObject object) throws JsonException {
        JsonObject first = object.requireObject("first");
        JsonObject second = object.requireObject("second");
        return new AuditEvidence.Consistency(
                Digest.parse(first.requireString("root")),
                Digest.parse(second.requireString("root")),
                new ConsistencyProof(first.requireLong("size"), second.requireLong("size"), path(object)));
    }

    private static List<Digest> path(JsonObject object) throws JsonException {
        List<Digest> path = new ArrayList<>();
        for (String hash : object.strings("path")) {
            path.add(Digest.parse(hash));
        }
        return path;
    }

    private static ImmureException malformed(String on, String why) {
        return new ImmureException(new Fault(
                AuditFault.CHECKPOINT_MALFORMED,
                "cannot read",
                on,
                why,
                "Give a file as `immure audit checkpoint`, `prove` or `consistency` writes it"));
    }
}
