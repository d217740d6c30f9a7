package dev.immure.cli.serve.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which command lines the service carries out. Any other goes to the Java program, where it means the same. */
final class ServedCommands {
    private static final List<List<String>> SERVED =
            List.of(List.of("run"), List.of("plan"), List.of("verify"), List.of("policy", "check"));

    /** Another state or configuration than the service's; and help, which looks different on a terminal. */
    private static final List<String> NOT_SERVED = List.of("--root", "--config", "--help");

    private ServedCommands() {}

    /**
     * Looks at words alone. An argument of the sandboxed program may look like an option that is not served: that only
     * costs time.
     */
    static boolean cover(List<String> arguments) {
        return SERVED.stream()
                        .anyMatch(words -> arguments.size() >= words.size()
                                && arguments.subList(0, words.size()).equals(words))
                && arguments.stream().noneMatch(ServedCommands::isNotServed)
                && isSpelledAlike(arguments);
    }

    private static boolean isNotServed(String argument) {
        return NOT_SERVED.stream().anyMatch(option -> argument.equals(option) || argument.startsWith(option + "="));
    }

    /** Java has names of files in the encoding of its locale, and the caller may have started it in another one. */
    static boolean isSpelledAlike(List<String> texts) {
        return "UTF-8".equals(System.getProperty("sun.jnu.encoding"))
                || texts.stream().allMatch(StandardCharsets.US_ASCII.newEncoder()::canEncode);
    }
}
