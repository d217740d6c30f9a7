package dev.immure.cli;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.RunKilled;
import dev.immure.cli.runs.RunNote;
import dev.immure.cli.serve.client.ServiceClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure kill}. */
@Command(
        name = "kill",
        description = "End a run now, through whoever carries it out: its end is recorded, and nothing of it is left.",
        footer = {"", "Example:", "  immure kill 4c0f1d2e3b5a6978"})
final class KillCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final ServiceOptions service = new ServiceOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "Of immure ps, or of the audit log.")
    private String id = "";

    KillCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RunId.require(id);
        Optional<RunNote> note = RunId.note(global.root(), id);
        if (note.isPresent() && note.get().door().isEmpty()) {
            if (!note.get().owner().terminate()) {
                throw ServeFault.NO_RUN.at("cannot end run", id, "it has just ended", "See `immure audit show`");
            }
        } else {
            note.flatMap(RunNote::door)
                    .map(ServiceClient::new)
                    .orElseGet(service::client)
                    .ask("DELETE", "/v1/runs/" + id);
        }
        global.answer(console, new RunKilled(id));
        return ExitStatus.OK;
    }
}
