package dev.immure.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the options of a command without picocli, which takes longer over annotations than most runs last. Understands plain
 * command lines alone: options by their whole names, in the order that picocli asks for. Whatever else there is, mistakes
 * above all, is picocli's to read and to explain. The annotations stay the one description of options; a test holds this
 * against them.
 */
final class PlainLine {
    private final Map<String, Word> words = new HashMap<>();
    private final Function<String, Path> paths;

    /** Takes what is no option: the first such word and all after it. */
    private Consumer<List<String>> rest = ignored -> {};

    private boolean restIsOne;

    /** An option under all of its names. */
    private record Word(Kind kind, Consumer<String> setting) {}

    enum Kind {
        FLAG,
        ONCE,
        REPEATED
    }

    /** @param paths reads a path as its caller means it */
    PlainLine(Function<String, Path> paths) {
        this.paths = paths;
    }

    PlainLine flag(Runnable setting, String... names) {
        return add(Kind.FLAG, ignored -> setting.run(), names);
    }

    PlainLine once(Consumer<String> setting, String... names) {
        return add(Kind.ONCE, setting, names);
    }

    PlainLine path(Consumer<Path> setting, String... names) {
        return once(text -> setting.accept(paths.apply(text)), names);
    }

    PlainLine repeated(Consumer<String> setting, String... names) {
        return add(Kind.REPEATED, setting, names);
    }

    PlainLine paths(Consumer<Path> setting, String... names) {
        return repeated(text -> setting.accept(paths.apply(text)), names);
    }

    /** What begins with the first word that is no option, whatever follows it: as docker run. */
    PlainLine rest(Consumer<List<String>> setting) {
        rest = setting;
        return this;
    }

    /** One word that is no option, wherever it stands. */
    PlainLine operand(Consumer<String> setting) {
        rest = words -> setting.accept(words.getFirst());
        restIsOne = true;
        return this;
    }

    private PlainLine add(Kind kind, Consumer<String> setting, String... names) {
        Word word = new Word(kind, setting);
        for (String name : names) {
            words.put(name, word);
        }
        return this;
    }

    /** For the test that holds this against the annotations. */
    Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new HashMap<>();
        words.forEach((name, word) -> kinds.put(name, word.kind()));
        return kinds;
    }

    /**
     * Sets what the words say.
     *
     * @return false when this line is not plain: then what has been set so far means nothing
     */
    boolean read(List<String> line) {
        // By identity: the hash code of a record is made at its first use, in ten milliseconds.
        Set<Word> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean restSeen = false;
        for (int i = 0; i < line.size(); i++) {
            String argument = line.get(i);
            if (!argument.startsWith("-")) {
                if (!isPlain(argument) || restSeen) {
                    return false;
                }
                restSeen = true;
                if (!restIsOne) {
                    rest.accept(line.subList(i, line.size()));
                    return true;
                }
                rest.accept(List.of(argument));
                continue;
            }
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            Word word = words.get(equals < 0 ? argument : argument.substring(0, equals));
            if (word == null || (!seen.add(word) && word.kind() != Kind.REPEATED)) {
                return false;
            }
            String value;
            if (word.kind() == Kind.FLAG) {
                value = "";
                if (equals >= 0) {
                    return false;
                }
            } else if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (i + 1 < line.size()) {
                value = line.get(++i);
            } else {
                return false;
            }
            if (word.kind() != Kind.FLAG && !isPlain(value)) {
                return false;
            }
            word.setting().accept(value);
        }
        return restSeen;
    }

    /** Picocli has rules of its own for what is empty, looks like an option, or is quoted. */
    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.charAt(0) != '-' && value.indexOf('"') < 0;
    }
}
