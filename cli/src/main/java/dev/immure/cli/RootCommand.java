package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.render.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code immure} itself; each command is a class of its own. */
@Command(
        name = "immure",
        description = "Runs code nobody trusts: signed images, a policy that decides, a sandbox behind every wall.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = false,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            PlanCommand.class,
            DemoCommand.class,
            VerifyCommand.class,
            VerifyBundleCommand.class,
            ImageCommand.class,
            PolicyCommand.class,
            ProfileCommand.class,
            TrustCommand.class,
            AuditCommand.class,
            DoctorCommand.class,
            CollectCommand.class,
            ServeCommand.class,
            PsCommand.class,
            KillCommand.class,
            LogsCommand.class
        },
        footer = {"", "Example:", "  immure run --key release.pub.pem team/app:v1"})
final class RootCommand implements Runnable {
    private static final List<List<String>> TAKE_COMMANDS =
            List.of(List.of("run"), List.of("plan"), List.of("policy", "check"), List.of("policy", "explain"));

    private static final List<List<String>> SERVED =
            List.of(List.of("run"), List.of("plan"), List.of("verify"), List.of("policy", "check"));

    private static final Set<Class<?>> CALLED =
            Set.of(RunCommand.class, PlanCommand.class, VerifyCommand.class, PolicyCheckCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @CommandLine.Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @CommandLine.Option(names = "--version", versionHelp = true, description = "Show the version.")
    boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    /** @param arguments the command that they name is the only one to be there, if they name one */
    static CommandLine commandLine(Console console, String... arguments) {
        return commandLine(console, new ProcessCaller(), arguments);
    }

    static CommandLine commandLine(Console console, Caller caller, String... arguments) {
        CommandLine line = NamedCommand.of(RootCommand.class, arguments)
                .map(named -> named.line("immure", factory(console, caller)))
                .orElseGet(() -> new CommandLine(new RootCommand(), factory(console, caller)));
        line.registerConverter(Instant.class, RootCommand::moment);
        line.setOut(new PrintWriter(console.output(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.error(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(false);
        // picocli would replace an argument @FILE by the words in FILE, also one that is meant for the sandboxed
        // program.
        line.setExpandAtFiles(false);
        // Whatever follows IMAGE belongs to the program, options included: as docker run.
        for (List<String> takesCommand : TAKE_COMMANDS) {
            subcommand(line, takesCommand).ifPresent(found -> found.setStopAtPositional(true));
        }
        // What a service does for others is meant where they stand, and says the same when it is done here.
        for (List<String> served : SERVED) {
            subcommand(line, served).ifPresent(found -> found.registerConverter(Path.class, caller::path));
        }
        return line;
    }

    private static Optional<CommandLine> subcommand(CommandLine root, List<String> names) {
        Optional<CommandLine> found = Optional.of(root);
        for (String name : names) {
            found = found.map(line -> line.getSubcommands().get(name));
        }
        return found;
    }

    /** Commands take the console in their constructor, some the caller too; all else picocli makes by itself. */
    private static IFactory factory(Console console, Caller caller) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (CALLED.contains(type)) {
                    return type.getDeclaredConstructor(Console.class, Caller.class)
                            .newInstance(console, caller);
                }
                try {
                    return type.getDeclaredConstructor(Console.class).newInstance(console);
                } catch (NoSuchMethodException e) {
                    return CommandLine.defaultFactory().create(type);
                }
            }
        };
    }

    /** In words: picocli's own sentence names Java's classes. */
    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is not a moment such as 2026-01-31T12:00:00Z");
        }
    }
}
