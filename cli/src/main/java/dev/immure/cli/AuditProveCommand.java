package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.AuditEvidenceAnswer;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvidence;
import dev.immure.core.audit.AuditProofs;
import dev.immure.core.audit.AuditRecord;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure audit prove}. */
@Command(
        name = "prove",
        description = {
            "Prove that records are in the audit log as a checkpoint signed it: the records, the checkpoint and the hashes",
            "between them (RFC 6962), as JSON. Whoever has it and the key needs neither the log nor Immure to check it."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:proven, or the proof holds", "1:the log is broken, or the proof does not hold"},
        footer = {
            "",
            "Example:",
            "  immure audit prove 7 > proof.json",
            "  immure audit prove --verify proof.json --key audit.pub"
        })
final class AuditProveCommand implements Callable<Integer> {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final AuditKeys keys = new AuditKeys();

    @Option(
            names = "--verify",
            paramLabel = "PROOF",
            description = "Check a proof instead of making one; needs no log.")
    private @Nullable Path proof;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID|SEQ",
            description =
                    "Id of a run, for all its records, or the sequence of one record; a number is a sequence first.")
    private @Nullable String wanted;

    AuditProveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if ((proof == null) == (wanted == null)) {
            throw option("prove", "give either ID|SEQ or --verify PROOF");
        }
        return proof != null
                ? new AuditEvidenceCheck(console, global, keys).check(proof, AuditEvidence.Inclusion.class)
                : prove(String.valueOf(wanted));
    }

    private int prove(String name) {
        Configuration configuration = global.configuration();
        AuditEvidenceCheck evidence = new AuditEvidenceCheck(console, global, keys);
        return evidence.intact(configuration, log -> {
            AuditEvidence made = new AuditProofs(log, keys.read(configuration)).inclusion(name, wanted(name));
            evidence.print(new AuditEvidenceAnswer(made));
        });
    }

    private static Predicate<AuditRecord> wanted(String name) {
        if (NUMBER.matcher(name).matches()) {
            long sequence = Long.parseLong(name);
            // The ids of runs are hexadecimal, sixteen digits: one of digits alone is no sequence that a log reaches.
            return record -> record.sequence() == sequence || isOfRun(record, name);
        }
        if (!RUN.matcher(name).matches()) {
            throw option(name, "that is neither the id of a run nor the sequence of a record");
        }
        return record -> isOfRun(record, name);
    }

    /** The run stands right behind the type in each record (docs/audit-log.md). */
    private static boolean isOfRun(AuditRecord record, String run) {
        return record.json().contains("\"type\":\"" + record.type() + "\",\"run\":\"" + run + "\"");
    }

    private static ImmureException option(String on, String why) {
        return new ImmureException(
                new Fault(CliFault.OPTION, "cannot use the argument", on, why, "See `immure audit prove --help`"));
    }
}
