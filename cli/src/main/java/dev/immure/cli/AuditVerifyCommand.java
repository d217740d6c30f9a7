package dev.immure.cli;

import dev.immure.cli.render.AuditReport;
import dev.immure.cli.render.Console;
import dev.immure.core.audit.AuditFault;
import dev.immure.core.audit.AuditInspection;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure audit verify}. */
@Command(
        name = "verify",
        description = {
            "Check the audit log from its first record to its last: chain, Merkle tree, head, and each checkpoint with its",
            "signature. With --key, a log of which nothing is signed does not pass."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the log is intact", "1:it is broken; the answer says at which record and how"},
        footer = {"", "Example:", "  immure audit verify --key audit.pub"})
final class AuditVerifyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final AuditKeys keys = new AuditKeys();

    AuditVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = global.configuration();
        AuditInspection found = AuditVerifier.inspect(
                AuditLogPlace.existing(configuration), keys.read(configuration), List.of(), record -> {});
        AuditVerification verification = found.verification();
        if (keys.given() && found.checkpoints() == 0 && verification instanceof AuditVerification.Intact) {
            verification = new AuditVerification.Broken(
                    AuditFault.CHECKPOINT_SIGNATURE, 0, 0, "there is no checkpoint: nothing is signed");
        }
        global.answer(console, new AuditReport(verification, found));
        return AuditLogPlace.status(verification, console, global);
    }
}
