package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.dsse.Envelope;

/** What is attached to an image beside signatures: understood, or refused by name. */
class AttestationFuzzTest {
    @FuzzTest
    void envelopeIsReadOrRefused(byte[] data) {
        try {
            Envelope envelope = Envelope.parse(data, "envelope");
            assertThat(envelope.signatures()).isNotEmpty();
            assertThat(envelope.encoded()).endsWith(envelope.payload());
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(AttestationFault.ENVELOPE, AttestationFault.LIMIT);
        }
    }

    @FuzzTest
    void inTotoStatementIsReadOrRefused(byte[] data) {
        try {
            Statement statement = Statement.parse(data, "statement");
            assertThat(statement.subjects()).isNotEmpty();
            assertThat(statement.predicateType()).isNotBlank();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(AttestationFault.STATEMENT, AttestationFault.LIMIT);
        }
    }
}
