package dev.immure.cli;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.RunOutput;
import dev.immure.cli.runs.RunNote;
import dev.immure.cli.serve.client.ServiceClient;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure logs}. */
@Command(
        name = "logs",
        description = "Write what the service has kept of a run's output, as the program wrote it. The output of"
                + " `immure run` is its caller's, and nobody keeps it.",
        footer = {"", "Example:", "  immure logs 4c0f1d2e3b5a6978"})
final class LogsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final ServiceOptions service = new ServiceOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "Of immure ps, or of the audit log.")
    private String id = "";

    LogsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RunId.require(id);
        Optional<RunNote> note = RunId.note(global.root(), id);
        if (note.isPresent() && note.get().door().isEmpty()) {
            throw ServeFault.NOT_KEPT.at(
                    "cannot show the output of run", id, "it goes to whoever called `immure run`", "Look there");
        }
        JsonObject logs = note.flatMap(RunNote::door)
                .map(ServiceClient::new)
                .orElseGet(service::client)
                .ask("GET", "/v1/runs/" + id + "/logs");
        try {
            answer(new RunOutput(id, stream(logs, "stdout"), stream(logs, "stderr")));
        } catch (JsonException e) {
            throw ServeFault.ANSWER.at("cannot understand", "the service", e.why(), "See its log");
        }
        return ExitStatus.OK;
    }

    private void answer(RunOutput output) {
        if (global.output() == OutputFormat.json) {
            global.answer(console, output);
            return;
        }
        console.output().writeBytes(output.stdout().kept());
        console.error().writeBytes(output.stderr().kept());
    }

    private RunOutput.Stream stream(JsonObject logs, String name) throws JsonException {
        JsonObject stream = logs.object(name)
                .orElseThrow(() -> ServeFault.NOT_KEPT.at(
                        "cannot show the output of run", id, "its caller has it alone", "Look there"));
        byte[] bytes = stream.has("text")
                ? stream.requireString("text").getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(stream.requireString("base64"));
        return new RunOutput.Stream(Base64.getEncoder().encodeToString(bytes), stream.requireLong("bytes"));
    }
}
