package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.FaultRenderer;
import dev.immure.cli.serve.wire.Commands;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command {@code immure}: parses, runs one command, renders what went wrong. */
public final class Main {
    private static final Fault OUT_OF_MEMORY = new Fault(
            CliFault.MEMORY,
            "cannot finish",
            "the command",
            "the memory that its Java process may use is used up",
            "Give it more, for example JAVA_TOOL_OPTIONS=-Xmx512m, unless the input is hostile");

    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = run(arguments, new Console(System.in, out, err));
        out.flush();
        System.exit(status);
    }

    /** As {@link #main}, with streams given and without ending the JVM. */
    public static int run(String[] arguments, Console console) {
        return run(arguments, console, new ProcessCaller());
    }

    /**
     * The command line for those who ask a service.
     *
     * @param configuration as it is at the time of a command
     */
    public static Commands serving(Supplier<Configuration> configuration) {
        return (arguments, console, caller) ->
                run(arguments, console, new ConfiguredCaller(caller, configuration.get()));
    }

    /** The same for somebody else, who has asked this process to. */
    static int run(String[] arguments, Console console, Caller caller) {
        FaultRenderer renderer = new FaultRenderer(console.error(), FaultRenderer.isJson(arguments));
        try {
            if (arguments.length == 1 && arguments[0].equals("--version")) {
                console.output().println(Version.line());
                return ExitStatus.OK;
            }
            Optional<PlainCommand> plain = PlainCommand.of(List.of(arguments), console, caller);
            return plain.isPresent()
                    ? called(plain.get(), renderer)
                    : commandLine(arguments, console, caller, renderer).execute(arguments);
        } catch (RuntimeException | LinkageError e) {
            // The one broad catch: a defect of Immure, told with its trace, and never as the program's fault.
            renderer.renderDefect(e);
            return ExitStatus.FAILED;
        } catch (OutOfMemoryError e) {
            // What was being built is gone by now, and with it what filled the memory: one sentence is still possible.
            renderer.render(OUT_OF_MEMORY);
            return ExitStatus.FAILED;
        }
    }

    private static int called(PlainCommand command, FaultRenderer renderer) {
        try {
            return command.call();
        } catch (ImmureException e) {
            renderer.render(e.fault());
            return status(e.fault());
        }
    }

    private static CommandLine commandLine(String[] arguments, Console console, Caller caller, FaultRenderer renderer) {
        CommandLine commandLine = RootCommand.commandLine(console, caller, arguments);
        commandLine.setParameterExceptionHandler((e, args) -> {
            // A path that this caller may not name is no mistake in its spelling.
            Fault fault = e.getCause() instanceof ImmureException known ? known.fault() : usageFault(e);
            renderer.render(fault);
            return status(fault);
        });
        commandLine.setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof ImmureException known) {
                renderer.render(known.fault());
                return status(known.fault());
            }
            throw e;
        });
        return commandLine;
    }

    private static int status(Fault fault) {
        return switch (fault.code().id()) {
            case "IMM-LAUNCH-NOT-FOUND" -> ExitStatus.NOT_FOUND;
            case "IMM-LAUNCH-NOT-EXECUTABLE" -> ExitStatus.NOT_EXECUTABLE;
            default -> ExitStatus.of(fault.code().kind());
        };
    }

    private static Fault usageFault(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return new Fault(
                CliFault.USAGE,
                "cannot understand the command line of",
                command,
                String.valueOf(e.getMessage()),
                "See `" + command + " --help`");
    }
}
