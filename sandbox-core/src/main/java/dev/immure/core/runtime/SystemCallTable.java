package dev.immure.core.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Names and numbers of the system calls of Linux x86-64.
 *
 * <p>The table is Immure's own, not that of the host's libseccomp: a plan has the same bytes on every host, and a call
 * that is newer than the installed libseccomp can still be allowed or answered with ENOSYS.
 */
public final class SystemCallTable {
    private static final String RESOURCE = "syscalls-x86_64.txt";
    private static final NavigableMap<Integer, String> NAMES = load();
    private static final Map<String, Integer> NUMBERS = invert(NAMES);

    private SystemCallTable() {}

    public static OptionalInt number(String name) {
        Integer number = NUMBERS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    public static Optional<String> name(int number) {
        return Optional.ofNullable(NAMES.get(number));
    }

    /** The highest number in the table. */
    public static int last() {
        return NAMES.lastKey();
    }

    /** All of them, by number. */
    public static NavigableMap<Integer, String> all() {
        return NAMES;
    }

    private static NavigableMap<Integer, String> load() {
        try (InputStream in = SystemCallTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing from the jar");
            }
            NavigableMap<Integer, String> table = new TreeMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int space = line.indexOf(' ');
                        table.put(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
                    });
            return Collections.unmodifiableNavigableMap(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> invert(Map<Integer, String> names) {
        Map<String, Integer> numbers = HashMap.newHashMap(names.size());
        names.forEach((number, name) -> numbers.put(name, number));
        return numbers;
    }
}
