package dev.immure.cli;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.audit.FactsMask;
import dev.immure.core.runtime.Quantity;
import dev.immure.core.yaml.Fields;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part {@code audit} of the configuration file.
 *
 * <pre>
 * audit:
 *   rotate: 64m                 # a new segment when the log has come to this size (default), or never
 *   rotate-after: 30d           # and when its first record is older
 *   keep: 365d                  # segments older than this may go; without it none goes
 *   keep-size: 10g              # and the oldest beyond this
 *   key: checkpoint.key         # Ed25519, PKCS #8, mode 0600; default: beside the log, made when needed
 *   mask: [/run/argv/*, /image/labels/token]    # JSON pointers (RFC 6901); * stands for each
 * </pre>
 */
final class AuditSection {
    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");

    private final Path file;
    private final Fields fields;

    private AuditSection(Path file, Fields fields) {
        this.file = file;
        this.fields = fields;
    }

    static Optional<AuditSettings> read(Path file, Fields document) {
        Optional<Fields> audit = document.optionalMapping("audit");
        Optional<AuditSettings> settings = audit.map(fields -> new AuditSection(file, fields).settings());
        audit.ifPresent(Fields::refuseOthers);
        return settings;
    }

    private AuditSettings settings() {
        Optional<Long> keepBytes = parsed("keep-size", Quantity::bytes);
        return new AuditSettings(
                parsed("rotate", AuditSection::size).orElse(AuditSettings.ROTATE_BYTES),
                parsed("rotate-after", AuditSection::age),
                parsed("keep", AuditSection::age),
                keepBytes.isPresent() ? OptionalLong.of(keepBytes.get()) : OptionalLong.empty(),
                AuditSettings.CHECKPOINT_EVERY,
                parsed("key", this::path),
                fields.has("mask") ? mask() : FactsMask.NONE);
    }

    private <T> Optional<T> parsed(String field, Function<String, T> parser) {
        try {
            return fields.optionalText(field).map(parser);
        } catch (IllegalArgumentException e) {
            fields.fault(field, "is none: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static long size(String text) {
        return text.equals("never") ? 0 : Quantity.bytes(text);
    }

    /** Days too: who keeps a log does not count hours. */
    private static Duration age(String text) {
        Matcher days = DAYS.matcher(text);
        Duration age = days.matches() ? Duration.ofDays(Long.parseLong(days.group(1))) : Quantity.duration(text);
        if (age.isZero()) {
            throw new IllegalArgumentException("a time is more than zero");
        }
        return age;
    }

    private Path path(String text) {
        try {
            return file.toAbsolutePath().resolveSibling(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
        }
    }

    private FactsMask mask() {
        try {
            return FactsMask.of(fields.texts("mask"));
        } catch (ImmureException e) {
            fields.fault("mask", "holds " + e.fault().on() + ": " + e.fault().why());
            return FactsMask.NONE;
        }
    }
}
