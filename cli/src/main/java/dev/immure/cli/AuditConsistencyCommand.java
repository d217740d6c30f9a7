package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.AuditEvidenceAnswer;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditEvidence;
import dev.immure.core.audit.AuditFault;
import dev.immure.core.audit.AuditProofs;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.EvidenceFile;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.image.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure audit consistency}. */
@Command(
        name = "consistency",
        description = {
            "Prove that the audit log of one time is the beginning of that of another, as JSON (RFC 6962): nothing in it was",
            "changed, and nothing taken out. Each time is a number of records, or the file of a checkpoint kept elsewhere."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:proven, or the proof holds",
            "1:the log is broken or not the one that was signed, or the proof does not hold"
        },
        footer = {
            "",
            "Example:",
            "  immure audit consistency /mnt/elsewhere/monday /mnt/elsewhere/tuesday > proof.json",
            "  immure audit consistency --verify proof.json"
        })
final class AuditConsistencyCommand implements Callable<Integer> {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final AuditKeys keys = new AuditKeys();

    @Option(
            names = "--verify",
            paramLabel = "PROOF",
            description = "Check a proof instead of making one; needs no log. With checkpoints, against their roots.")
    private @Nullable Path proof;

    @Parameters(arity = "0..2", paramLabel = "N|CHECKPOINT", description = "The earlier time, then the later one.")
    private List<String> times = new ArrayList<>();

    AuditConsistencyCommand(Console console) {
        this.console = console;
    }

    /** A number of records, and the root that somebody signed for it. */
    private record Time(long size, Optional<Digest> root) {}

    @Override
    public Integer call() {
        if (proof == null ? times.size() != 2 : times.size() == 1) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot use the arguments",
                    String.join(" ", times),
                    "two times are compared",
                    "Give two numbers of records, or two files of checkpoints"));
        }
        if (proof != null && times.isEmpty() && keys.given()) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot use option",
                    "--key",
                    "a proof of consistency bears no signature; its checkpoints do",
                    "Give the two checkpoints that were kept, too"));
        }
        Configuration configuration = global.configuration();
        List<NoteKey> signers = keys.read(configuration);
        List<Time> both = times.stream().map(time -> time(time, signers)).toList();
        AuditEvidenceCheck evidence = new AuditEvidenceCheck(console, global, keys);
        if (proof != null) {
            int status = evidence.check(proof, AuditEvidence.Consistency.class);
            AuditEvidence read =
                    EvidenceFile.proof(SmallFile.PAYLOAD.read(proof, EvidenceFile.MAX_BYTES), proof.toString());
            return status == ExitStatus.OK && !both.isEmpty() ? compare(read, both) : status;
        }
        AuditEvidence[] made = new AuditEvidence[1];
        int status = evidence.intact(configuration, log -> {
            made[0] = new AuditProofs(log, signers)
                    .consistency(both.getFirst().size(), both.getLast().size());
            evidence.print(new AuditEvidenceAnswer(made[0]));
        });
        return status == ExitStatus.OK ? compare(made[0], both) : status;
    }

    /** The roots must be those that were signed: else the log is another one. */
    private int compare(AuditEvidence evidence, List<Time> both) {
        boolean same = evidence instanceof AuditEvidence.Consistency consistency
                && consistency.proof().first() == both.getFirst().size()
                && consistency.proof().second() == both.getLast().size()
                && both.getFirst()
                        .root()
                        .filter(root -> !root.equals(consistency.first()))
                        .isEmpty()
                && both.getLast()
                        .root()
                        .filter(root -> !root.equals(consistency.second()))
                        .isEmpty();
        return same
                ? ExitStatus.OK
                : AuditLogPlace.status(
                        new Broken(AuditFault.CHECKPOINT, 0, 0, "a checkpoint was signed for other records than these"),
                        console,
                        global);
    }

    private static Time time(String text, List<NoteKey> signers) {
        if (NUMBER.matcher(text).matches()) {
            return new Time(Long.parseLong(text), Optional.empty());
        }
        Path file = Path.of(text);
        Checkpoint checkpoint =
                EvidenceFile.checkpoint(SmallFile.PAYLOAD.read(file, Checkpoint.MAX_BYTES), file.toString());
        if (!signers.isEmpty() && signers.stream().noneMatch(checkpoint::isSignedBy)) {
            throw new ImmureException(new Fault(
                    AuditFault.CHECKPOINT_SIGNATURE,
                    "cannot rely on the checkpoint",
                    text,
                    "it is not signed by the key",
                    "Give the key that signed it with --key"));
        }
        return new Time(checkpoint.size(), Optional.of(checkpoint.root()));
    }
}
