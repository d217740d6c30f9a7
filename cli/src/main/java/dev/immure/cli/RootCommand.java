package dev.immure.cli;

import dev.immure.cli.render.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
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
            CollectCommand.class
        },
        footer = {"", "Example:", "  immure run --key release.pub.pem team/app:v1"})
final class RootCommand implements Runnable {
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

    static CommandLine commandLine(Console console) {
        CommandLine line = new CommandLine(new RootCommand(), factory(console));
        line.registerConverter(Instant.class, RootCommand::moment);
        line.setOut(new PrintWriter(console.output(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.error(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(false);
        // picocli would replace an argument @FILE by the words in FILE, also one that is meant for the sandboxed
        // program.
        line.setExpandAtFiles(false);
        // Whatever follows IMAGE belongs to the program, options included: as docker run.
        CommandLine policy = subcommand(line, "policy");
        for (CommandLine takesCommand : List.of(
                subcommand(line, "run"),
                subcommand(line, "plan"),
                subcommand(policy, "check"),
                subcommand(policy, "explain"))) {
            takesCommand.setStopAtPositional(true);
        }
        return line;
    }

    private static CommandLine subcommand(CommandLine parent, String name) {
        return Objects.requireNonNull(parent.getSubcommands().get(name), name);
    }

    /** Commands take the console in their constructor; everything else picocli makes by itself. */
    private static IFactory factory(Console console) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
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
