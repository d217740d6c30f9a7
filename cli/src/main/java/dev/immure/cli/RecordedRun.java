package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.ExplanationReport;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.RecordedDecisions;
import dev.immure.policy.audit.RecordedDecisions.Decided;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The decision about one run, from the audit log.
 *
 * @param facts what it was decided on
 */
record RecordedRun(PolicyInput facts, ExplanationReport.Recorded recorded) {
    private static final int MAX_RECEIPT = 1 << 20;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    /** @throws ImmureException {@link CliFault#UNRECORDED} when the log has no such decision, or its facts cannot be had */
    static RecordedRun find(Configuration configuration, String id) {
        if (!ID.matcher(id).matches()) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot find run",
                    id,
                    "an id has 16 hexadecimal digits",
                    "Take it from `immure audit show`, or name the receipt"));
        }
        Path log = AuditLogPlace.existing(configuration);
        Decided decided =
                RecordedDecisions.ofRun(log, id).orElseThrow(() -> unrecorded(id, log + " holds no decision about it"));
        return switch (decided.launch().facts()) {
            case Launch.Known.Facts facts -> new RecordedRun(facts.input(), recorded(decided));
            case Launch.Known.Nothing nothing -> throw unrecorded(id, nothing.why());
        };
    }

    private static ExplanationReport.Recorded recorded(Decided decided) {
        Launch launch = decided.launch();
        return new ExplanationReport.Recorded(
                launch.id(),
                launch.before().orElseThrow(),
                decided.policy().orElseThrow(),
                decided.bundle(),
                launch.masked());
    }

    /** The id of the run that a receipt is about. */
    static String idOf(Path receipt) {
        byte[] json = SmallFile.PAYLOAD.read(receipt, MAX_RECEIPT);
        try {
            return StrictJson.parseObject(json, new JsonLimits(MAX_RECEIPT, 32, 100_000))
                    .requireString("id");
        } catch (JsonException e) {
            throw new ImmureException(new Fault(
                    CliFault.FILE,
                    "cannot read receipt",
                    receipt.toString(),
                    e.why(),
                    "Name a file that `immure run --receipt` wrote"));
        }
    }

    private static ImmureException unrecorded(String id, String why) {
        return new ImmureException(new Fault(
                CliFault.UNRECORDED,
                "cannot find the facts of run",
                id,
                why,
                "Name another run, or the facts with --facts FILE"));
    }
}
