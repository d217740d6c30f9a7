package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.FaultRenderer;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditFault;
import dev.immure.core.audit.AuditVerification;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The audit log that the commands read, and how they end. */
final class AuditLogPlace {
    private AuditLogPlace() {}

    /**
     * The directory of the log.
     *
     * @throws ImmureException {@link AuditFault#LOG_MISSING} when nothing was ever recorded here
     */
    static Path existing(Configuration configuration) {
        Path directory = configuration.audit();
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new ImmureException(new Fault(
                    AuditFault.LOG_MISSING,
                    "cannot find the audit log",
                    directory.toString(),
                    "there is none: nothing was run with this state folder, or the log was taken away",
                    "Name the state folder with --root"));
        }
        return directory;
    }

    /** Says what is broken, if anything is. */
    static int status(AuditVerification verification, Console console, GlobalOptions global) {
        return switch (verification) {
            case AuditVerification.Intact intact -> ExitStatus.OK;
            case AuditVerification.Broken broken -> {
                new FaultRenderer(console.error(), global.output() == OutputFormat.json).render(broken.fault());
                yield ExitStatus.NEGATIVE;
            }
        };
    }
}
