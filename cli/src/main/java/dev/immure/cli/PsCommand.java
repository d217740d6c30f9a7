package dev.immure.cli;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.RunListing;
import dev.immure.cli.runs.RunFolder;
import dev.immure.cli.runs.RunNote;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure ps}. */
@Command(
        name = "ps",
        description = "List the runs that wait or are under way: those of the service that are yours to see, and those"
                + " of the command line below the same state folder.",
        footer = {"", "Example:", "  immure ps --all"})
final class PsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final ServiceOptions service = new ServiceOptions();

    @Option(names = "--all", description = "Those, too, that have ended and that the service remembers.")
    private boolean all;

    PsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<RunListing.Row> rows = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        try {
            Optional<JsonObject> served = service.client().askIfThere("GET", "/v1/runs");
            if (served.isPresent()) {
                for (JsonObject run : served.get().objects("runs")) {
                    run.string("run").ifPresent(listed::add);
                    if (all || !run.requireString("state").equals("ended")) {
                        rows.add(row(run));
                    }
                }
            }
        } catch (JsonException e) {
            throw ServeFault.ANSWER.at("cannot understand", "the service", e.why(), "See its log");
        }
        RunFolder.of(global.root()).all().stream()
                .filter(note -> !listed.contains(note.run()) && note.owner().isAlive())
                .forEach(note -> rows.add(row(note)));
        global.answer(console, new RunListing(rows));
        return ExitStatus.OK;
    }

    private static RunListing.Row row(JsonObject run) throws JsonException {
        return new RunListing.Row(
                run.requireString("id"),
                run.requireString("state"),
                run.requireString("caller"),
                run.requireString("image"),
                run.requireString("accepted"));
    }

    private static RunListing.Row row(RunNote note) {
        return new RunListing.Row(
                note.run(),
                "running",
                note.caller(),
                note.image(),
                note.started().toString());
    }
}
