package dev.immure.core.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How many low bits of each argument register the kernel reads, for the system calls of {@link SystemCallTable}. A filter
 * is shown 64 bits of every argument; a file of rules in the formats of Docker and OCI does not say how many count.
 */
public final class ArgumentWidths {
    private static final String RESOURCE = "narrow-arguments-x86_64.txt";
    private static final int REGISTER = 64;
    private static final int INT = 32;
    private static final Map<String, int[]> WIDTHS = load();

    private ArgumentWidths() {}

    /**
     * 16 for modes of files, 32 for {@code int} and {@code unsigned}, 64 for the rest.
     *
     * @param index 0 to 5
     */
    public static int bits(String call, int index) {
        int[] widths = WIDTHS.get(call);
        return widths == null ? REGISTER : widths[index];
    }

    private static Map<String, int[]> load() {
        try (InputStream in = ArgumentWidths.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing from the jar");
            }
            Map<String, int[]> table = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String[] words = line.split(" ");
                        table.put(words[0], widths(words));
                    });
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] widths(String[] words) {
        int[] widths = {REGISTER, REGISTER, REGISTER, REGISTER, REGISTER, REGISTER};
        for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split(":", -1);
            widths[Integer.parseInt(parts[0])] = parts.length == 1 ? INT : Integer.parseInt(parts[1]);
        }
        return widths;
    }
}
