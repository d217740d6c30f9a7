package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.Outcome;
import dev.immure.policy.audit.RecordedDecisions;
import dev.immure.policy.test.RecordedScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Makes a scenario of a run, from its receipt and the audit log that has its facts. */
final class ScenarioFromReceipt {
    private static final int MOST_BYTES = 1 << 20;
    private static final JsonLimits LIMITS = new JsonLimits(MOST_BYTES, 16, 1 << 16);

    private final Path receipt;
    private final Path log;

    /** @param log directory of the audit log */
    ScenarioFromReceipt(Path receipt, Path log) {
        this.receipt = receipt;
        this.log = log;
    }

    /**
     * Writes the fixture and the scenario below {@code tests/} of a policy; never over a file that is there.
     *
     * @return the files
     */
    List<Path> write(Path policy) {
        String run = run();
        Launch launch = RecordedDecisions.ofRun(log, run)
                .map(RecordedDecisions.Decided::launch)
                .orElseThrow(() -> unusable("the audit log " + log + " has no decision on its run " + run));
        Outcome before = launch.before().orElseThrow(() -> unusable("nothing was decided on its run " + run));
        SortedMap<String, byte[]> files = switch (launch.facts()) {
            case Launch.Known.Facts facts -> RecordedScenario.files(launch, facts.input(), before);
            case Launch.Known.Nothing nothing ->
                throw unusable("the facts of its run " + run + " cannot be had: " + nothing.why());
        };
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            written.add(write(policy.resolve("tests").resolve(file.getKey()), file.getValue()));
        }
        return written;
    }

    private String run() {
        try {
            JsonObject json = StrictJson.parseObject(SmallFile.PAYLOAD.read(receipt, MOST_BYTES), LIMITS);
            String id = json.requireString("id");
            if (RecordedScenario.isRun(id)) {
                return id;
            }
            throw unusable("its id is none of a run");
        } catch (JsonException e) {
            throw unusable("it is no receipt: " + e.why());
        }
    }

    private static Path write(Path file, byte[] content) {
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            return Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ImmureException(new Fault(
                    CliFault.FILE,
                    "cannot write",
                    file.toString(),
                    PathTrouble.why(e),
                    "Move what is there out of the way, or name another policy"));
        }
    }

    private ImmureException unusable(String why) {
        return new ImmureException(new Fault(
                CliFault.FILE,
                "cannot make a scenario of receipt",
                receipt.toString(),
                why,
                "Name the receipt of a run that was recorded with its facts, and with --root where it was recorded"));
    }
}
