package dev.immure.core.host;

/** Fields of /proc/self/status (proc(5)). */
final class StatusFile {
    private StatusFile() {}

    /** The text after {@code name:}; empty when there is no such line. */
    static String field(String status, String name) {
        String prefix = name + ":";
        return status.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** A mask of 64 bits; 0, which holds nothing, for a text that is none. */
    static long hexadecimal(String text) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
