package dev.immure.cli;

import dev.immure.cli.render.AuditReport;
import dev.immure.cli.render.Console;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure audit verify}. */
@Command(
        name = "verify",
        description = "Check the chain of the audit log from its first record to its last, and its head.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the log is intact", "1:it is broken; the answer says at which record and how"},
        footer = {"", "Example:", "  immure audit verify"})
final class AuditVerifyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    AuditVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        AuditVerification verification = AuditVerifier.verify(AuditLogPlace.existing(global.configuration()));
        global.answer(console, new AuditReport(verification));
        return AuditLogPlace.status(verification, console, global);
    }
}
