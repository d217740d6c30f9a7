package dev.immure.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.render.Console;
import dev.immure.core.Escape;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.PlanOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure plan}. */
@Command(
        name = "plan",
        description = "Verify, decide, and print the launch plan: every kernel step of a run. Starts nothing.",
        footer = {"", "Example:", "  immure plan --key cosign.pub oci:./image -- /bin/prog"})
final class PlanCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LaunchPlan plan = new RunPipeline(RunSettings.of(global, options)).plan(options.toWish());
        print(plan, global.output(), console);
        return ExitStatus.OK;
    }

    static void print(LaunchPlan plan, OutputFormat format, Console console) {
        switch (format) {
            case text -> printText(plan, console);
            case json -> printJson(plan, console);
        }
    }

    private static void printText(LaunchPlan plan, Console console) {
        console.output().println("plan " + plan.digest());
        int slot = LaunchPlan.FIRST_HANDLE_SLOT;
        for (HostHandle handle : plan.handles()) {
            console.output().println("#" + slot++ + " = " + Escape.control(handle.describe()));
        }
        int step = 0;
        for (PlanOp op : plan.ops()) {
            console.output()
                    .println(step++ + " " + stage(op) + " "
                            + Escape.control(op.describe().strip()));
        }
    }

    private static void printJson(LaunchPlan plan, Console console) {
        try (JsonGenerator json =
                new JsonFactory().createGenerator(console.output()).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeNumberField("schema", 1);
            json.writeStringField("digest", plan.digest().toString());
            json.writeArrayFieldStart("handles");
            for (HostHandle handle : plan.handles()) {
                json.writeString(handle.describe());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("steps");
            for (PlanOp op : plan.ops()) {
                json.writeStartObject();
                json.writeStringField("process", stage(op));
                json.writeStringField("op", op.opcode().label());
                json.writeStringField("call", op.opcode().call());
                json.writeStringField("text", op.describe());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stage(PlanOp op) {
        return op.opcode().stage().name().toLowerCase(Locale.ROOT);
    }
}
