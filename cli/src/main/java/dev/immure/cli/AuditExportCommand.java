package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditRecord;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.audit.OcsfEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure audit export}. */
@Command(
        name = "export",
        description = {
            "Write the records of the audit log for other tools, one JSON object in a line, as far as the log is intact:",
            "as they are (jsonl), or as events of the Open Cybersecurity Schema Framework (ocsf)."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the log is intact", "1:it is broken; the records before the flaw were written"},
        footer = {"", "Example:", "  immure audit export --format ocsf --since 2026-11-01T00:00:00Z -o events.json"})
final class AuditExportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(names = "--format", required = true, paramLabel = "jsonl|ocsf", description = "Form of a line.")
    private Format format = Format.jsonl;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only records of this time and later, such as 2026-01-31T12:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "-o", paramLabel = "FILE", description = "A new file, mode 0600; default: standard output.")
    private @Nullable Path output;

    /** Names as on the command line. */
    enum Format {
        jsonl,
        ocsf
    }

    AuditExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path log = AuditLogPlace.existing(global.configuration());
        AuditVerification verification = output == null ? toConsole(log) : toFile(log, output);
        return AuditLogPlace.status(verification, console, global);
    }

    private AuditVerification toConsole(Path log) {
        AuditVerification verification = export(log, console.output());
        if (console.output().checkError()) {
            throw unwritable("standard output", "a write(2) failed");
        }
        return verification;
    }

    private AuditVerification toFile(Path log, Path file) {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(Files.newByteChannel(
                file, fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))))) {
            return export(log, out);
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(file.toString(), e instanceof IOException io ? PathTrouble.why(io) : "a write(2) failed");
        }
    }

    private AuditVerification export(Path log, OutputStream out) {
        String version = Version.number();
        return AuditVerifier.verify(log, List.of(), record -> {
            if (since == null || !record.time().isBefore(since)) {
                write(out, record, version);
            }
        });
    }

    private void write(OutputStream out, AuditRecord record, String version) {
        try {
            out.write(
                    switch (format) {
                        case jsonl -> record.json().getBytes(StandardCharsets.US_ASCII);
                        case ocsf -> OcsfEvent.of(record, version);
                    });
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImmureException unwritable(String on, String why) {
        return new ImmureException(new Fault(
                CliFault.OUTPUT, "cannot write the records to", on, why, "Name a new file on a disk with room"));
    }
}
