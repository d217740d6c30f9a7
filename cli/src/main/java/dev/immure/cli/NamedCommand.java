package dev.immure.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The way to the one command that an argument list names, without the others: picocli reads the annotations of every
 * command that it is shown, which takes longer than most commands run.
 *
 * @param classes groups and, last, the command; never the root
 */
record NamedCommand(List<Class<?>> classes) {
    NamedCommand {
        classes = List.copyOf(classes);
    }

    /** Empty when the arguments begin with no whole name of a command: then picocli needs all of them, to say so. */
    static Optional<NamedCommand> of(Class<?> root, String... arguments) {
        List<Class<?>> path = new ArrayList<>();
        Class<?> group = root;
        for (String argument : arguments) {
            Optional<Class<?>> next = Arrays.stream(description(group).subcommands())
                    .filter(type -> isCalled(type, argument))
                    .findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            path.add(next.get());
            group = next.get();
            if (description(group).subcommands().length == 0) {
                return Optional.of(new NamedCommand(path));
            }
        }
        return Optional.empty();
    }

    /** The command, below groups that hold nothing else. */
    CommandLine line(String root, IFactory factory) {
        CommandLine line = new CommandLine(classes.getLast(), factory);
        for (int i = classes.size() - 1; i >= 0; i--) {
            String above = i == 0 ? root : description(classes.get(i - 1)).name();
            line = new CommandLine(CommandSpec.create()
                    .name(above)
                    .addSubcommand(description(classes.get(i)).name(), line));
        }
        return line;
    }

    private static boolean isCalled(Class<?> type, String name) {
        return description(type).name().equals(name)
                || Arrays.asList(description(type).aliases()).contains(name);
    }

    private static Command description(Class<?> type) {
        Command command = type.getAnnotation(Command.class);
        if (command == null) {
            throw new IllegalStateException(type + " is no command");
        }
        return command;
    }
}
