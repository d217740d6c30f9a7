package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvidence;
import dev.immure.core.audit.AuditFault;
import dev.immure.core.audit.EvidenceFile;
import dev.immure.core.audit.FactsMask;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.NoteKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Proofs, checkpoints and pointers as files of others: understood, or refused by name. */
class AuditEvidenceFuzzTest {
    private static final NoteKey KEY = new NoteKey("00".repeat(32));

    @FuzzTest
    void proofIsReadOrRefused(byte[] data) {
        try {
            AuditEvidence evidence = EvidenceFile.proof(data, "proof");
            assertThat(evidence.flaw(List.of(KEY))).isNotNull();
            // Nobody has the other half of that key.
            if (evidence instanceof AuditEvidence.Inclusion inclusion) {
                assertThat(inclusion.flaw(List.of(KEY))).isPresent();
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(AuditFault.CHECKPOINT_MALFORMED);
        }
    }

    @FuzzTest
    void checkpointIsReadOrRefused(byte[] data) {
        try {
            Checkpoint checkpoint = EvidenceFile.checkpoint(data, "checkpoint");
            assertThat(checkpoint.note().getBytes(StandardCharsets.UTF_8)).isEqualTo(data);
            assertThat(checkpoint.isSignedBy(KEY)).isFalse();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(AuditFault.CHECKPOINT_MALFORMED);
        }
    }

    @FuzzTest
    void pointerIsReadOrRefused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            assertThat(FactsMask.of(List.of(text)).pointers()).containsExactly(text);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(AuditFault.MASK);
        }
    }
}
