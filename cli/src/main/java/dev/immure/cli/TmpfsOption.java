package dev.immure.cli;

import dev.immure.core.plan.Mount;
import dev.immure.core.runtime.Quantity;

/**
 * The value of {@code --tmpfs}: {@code DST[:size=SIZE,mode=OCTAL,exec|noexec]}, with docker's words. nosuid and nodev hold
 * whether said or not, and their opposites are refused.
 */
final class TmpfsOption {
    private static final long INODES = 16_384;

    private final String destination;
    private long bytes = 64L << 20;
    private int mode = 01777;
    private Mount.Execution execution = Mount.Execution.REFUSED;

    private TmpfsOption(String destination) {
        this.destination = destination;
    }

    /** @throws IllegalArgumentException with the reason */
    static Mount.Tmpfs parse(String text) {
        String[] parts = text.split(":", 2);
        TmpfsOption option = new TmpfsOption(parts[0]);
        if (parts.length == 2) {
            for (String word : parts[1].split(",", -1)) {
                option.set(word);
            }
        }
        return new Mount.Tmpfs(option.destination, option.bytes, INODES, option.mode, option.execution);
    }

    private void set(String word) {
        switch (word.split("=", 2)[0]) {
            case "size" -> bytes = Quantity.bytes(value(word));
            case "mode" -> mode = octal(value(word));
            case "exec" -> execution = flag(word, Mount.Execution.ALLOWED);
            case "noexec" -> execution = flag(word, Mount.Execution.REFUSED);
            case "rw", "nosuid", "nodev" -> flag(word, execution);
            default ->
                throw new IllegalArgumentException(
                        "the options of a tmpfs are size=SIZE, mode=OCTAL, exec and noexec, not " + word);
        }
    }

    private static String value(String word) {
        int equals = word.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(word + " takes a value");
        }
        return word.substring(equals + 1);
    }

    private static Mount.Execution flag(String word, Mount.Execution meaning) {
        if (word.contains("=")) {
            throw new IllegalArgumentException(word + ": no value belongs there");
        }
        return meaning;
    }

    private static int octal(String text) {
        if (!text.matches("[01]?[0-7]{3,4}")) {
            throw new IllegalArgumentException("mode=" + text + ": not octal digits up to 1777");
        }
        return Integer.parseInt(text, 8);
    }
}
