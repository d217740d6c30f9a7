package dev.immure.cli;

import dev.immure.cli.render.Answer;
import dev.immure.cli.render.AnswerRenderer;
import dev.immure.cli.render.AuditEvidenceVerdict;
import dev.immure.cli.render.Console;
import dev.immure.core.audit.AuditEvidence;
import dev.immure.core.audit.AuditFault;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.audit.EvidenceFile;
import dev.immure.core.audit.tree.NoteKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the commands about proofs have in common.
 *
 * @param keys that may have signed
 */
record AuditEvidenceCheck(Console console, GlobalOptions global, AuditKeys keys) {
    /**
     * Checks a proof in a file; needs no log.
     *
     * @param kind of what is to be proven: whoever made the file does not say what it is asked for
     */
    int check(Path file, Class<? extends AuditEvidence> kind) {
        AuditEvidence evidence =
                EvidenceFile.proof(SmallFile.PAYLOAD.read(file, EvidenceFile.MAX_BYTES), file.toString());
        List<NoteKey> signers = keys.read(global.configuration());
        Optional<Broken> flaw = kind.isInstance(evidence)
                ? evidence.flaw(signers)
                : Optional.of(new Broken(AuditFault.PROOF, 0, 0, "it is a proof of something else"));
        global.answer(console, new AuditEvidenceVerdict(evidence, flaw, !signers.isEmpty()));
        return flaw.map(broken -> AuditLogPlace.status(broken, console, global)).orElse(ExitStatus.OK);
    }

    /** Proves from the log, unless it is broken. */
    int intact(Configuration configuration, Consumer<Path> prove) {
        Path log = AuditLogPlace.existing(configuration);
        AuditVerification verification = AuditVerifier.inspect(log, keys.read(configuration), List.of(), record -> {})
                .verification();
        if (verification instanceof AuditVerification.Intact) {
            prove.accept(log);
        }
        return AuditLogPlace.status(verification, console, global);
    }

    /** A proof is a document: JSON, whatever form an answer was asked for in. */
    void print(Answer evidence) {
        global.answer(console, evidence, AnswerRenderer.json(console.output()));
    }
}
