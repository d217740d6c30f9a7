package dev.immure.cli;

import dev.immure.cli.caller.Variables;
import dev.immure.core.Escape;
import dev.immure.core.ImmureException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code -e} and {@code --env-file} as docker run does: a name alone takes the caller's value. In a file, a line
 * that begins with {@code #} is a comment, blanks before a name do not count, and all after the first {@code =} is the
 * value, quotes included.
 */
final class EnvironmentReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final Variables caller;
    private final List<String> faults;
    private final List<String> variables = new ArrayList<>();

    /** @param faults what is wrong is added here */
    EnvironmentReader(Variables caller, List<String> faults) {
        this.caller = caller;
        this.faults = faults;
    }

    /** {@code NAME=value}, or a name alone where the image's variable is to be taken away. */
    List<String> variables() {
        return List.copyOf(variables);
    }

    /** One {@code -e}. A name that the caller has not set is not set inside either, whatever the image says. */
    void option(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (name.isEmpty() || text.indexOf('\0') >= 0) {
            faults.add("--env " + text + ": not NAME[=VALUE]");
        } else if (equals >= 0) {
            variables.add(text);
        } else {
            variables.add(caller.value(name).map(value -> name + "=" + value).orElse(name));
        }
    }

    /** One {@code --env-file}. A name that the caller has not set is passed over. */
    void file(Path file) {
        try {
            byte[] content = SmallFile.PAYLOAD.read(file, MAX_BYTES);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            String[] lines = text.split("\r?\n", -1);
            for (int i = 0; i < lines.length; i++) {
                String line = i == 0 && lines[i].startsWith(BYTE_ORDER_MARK) ? lines[i].substring(1) : lines[i];
                line(line.stripLeading(), "--env-file " + file + ":" + (i + 1) + ": ");
            }
        } catch (CharacterCodingException e) {
            faults.add("--env-file " + file + ": it is not UTF-8");
        } catch (ImmureException e) {
            faults.add("--env-file " + file + ": " + e.fault().why());
        }
    }

    private void line(String line, String where) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        String name = equals < 0 ? line : line.substring(0, equals);
        if (line.indexOf('\0') >= 0) {
            faults.add(where + "a NUL byte");
        } else if (name.isEmpty()) {
            faults.add(where + "no name before =");
        } else if (name.chars().anyMatch(Character::isWhitespace)) {
            faults.add(where + "a blank in the name " + Escape.control(name));
        } else if (equals >= 0) {
            variables.add(line);
        } else {
            caller.value(name).ifPresent(value -> variables.add(name + "=" + value));
        }
    }
}
