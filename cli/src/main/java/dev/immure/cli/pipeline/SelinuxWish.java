package dev.immure.cli.pipeline;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was asked of the SELinux label ({@code --security-opt label=…}, as docker-run(1) has it).
 *
 * @param disabled no label at all
 * @param type of the process, instead of the one that the policy offers
 * @param level sensitivity and categories, instead of a pair that nobody else has
 */
public record SelinuxWish(boolean disabled, Optional<String> type, Optional<String> level) {
    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
    private static final Pattern LEVEL = Pattern.compile("s[0-9]{1,2}(:c[0-9]{1,4}([.,]c[0-9]{1,4}){0,15})?");

    public SelinuxWish {
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(level, "level is null");
        if (disabled && (type.isPresent() || level.isPresent())) {
            throw new IllegalArgumentException("a label is either disabled or chosen");
        }
    }

    /** Nothing was asked for. */
    public static SelinuxWish none() {
        return new SelinuxWish(false, Optional.empty(), Optional.empty());
    }

    /** Whether the label would be another than that of every sandbox. */
    public boolean isCustom() {
        return disabled || type.isPresent() || level.isPresent();
    }

    /**
     * This wish and one more.
     *
     * @param value {@code disable}, {@code type:T} or {@code level:L}
     * @throws IllegalArgumentException when it is none of them, or contradicts what was said before
     */
    public SelinuxWish and(String value) {
        if (value.equals("disable")) {
            return new SelinuxWish(true, type, level);
        }
        String[] parts = value.split(":", 2);
        String said = parts.length == 2 ? parts[1] : "";
        return switch (parts[0]) {
            case "type" -> new SelinuxWish(disabled, once(type, said, TYPE, "a type such as immure_t"), level);
            case "level" -> new SelinuxWish(disabled, type, once(level, said, LEVEL, "a level such as s0:c1,c2"));
            default -> throw new IllegalArgumentException("not label=disable, label=type:T or label=level:L");
        };
    }

    private static Optional<String> once(Optional<String> before, String said, Pattern form, String what) {
        if (!form.matcher(said).matches()) {
            throw new IllegalArgumentException("not " + what);
        }
        if (before.isPresent() && !before.get().equals(said)) {
            throw new IllegalArgumentException("contradicts " + before.get());
        }
        return Optional.of(said);
    }
}
