package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.render.Console;
import dev.immure.core.ImmureException;
import java.util.List;
import java.util.Optional;

/** A command that scripts start by the thousand, and whose options can therefore be read without picocli. */
interface PlainCommand {
    /** Adds its options and operands, which set its fields. */
    void plain(PlainLine line);

    /** @return the exit status */
    Integer call();

    /** The command that these arguments name, ready to be called; empty when picocli has to read them. */
    static Optional<PlainCommand> of(List<String> arguments, Console console, Caller caller) {
        int words = arguments.size() > 1 && arguments.getFirst().equals("policy") ? 2 : 1;
        Optional<PlainCommand> named = named(arguments, words, console, caller);
        try {
            return named.filter(command -> {
                PlainLine line = new PlainLine(caller::path);
                command.plain(line);
                return line.read(arguments.subList(words, arguments.size()));
            });
        } catch (IllegalArgumentException | ImmureException e) {
            // Told by picocli's reading of the same line, with the name of the option.
            return Optional.empty();
        }
    }

    private static Optional<PlainCommand> named(List<String> arguments, int words, Console console, Caller caller) {
        if (arguments.size() < words || arguments.isEmpty()) {
            return Optional.empty();
        }
        return switch (String.join(" ", arguments.subList(0, words))) {
            case "run" -> Optional.of(new RunCommand(console, caller));
            case "plan" -> Optional.of(new PlanCommand(console, caller));
            case "verify" -> Optional.of(new VerifyCommand(console, caller));
            case "policy check" -> Optional.of(new PolicyCheckCommand(console, caller));
            default -> Optional.empty();
        };
    }
}
