package dev.immure.cli;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.audit.FactsMask;
import dev.immure.core.yaml.Fields;
import java.util.Optional;

/**
 * The part {@code audit} of the configuration file.
 *
 * <pre>
 * audit:
 *   mask: [/run/argv/*, /image/labels/token]    # JSON pointers (RFC 6901); * stands for each
 * </pre>
 */
final class AuditSection {
    private AuditSection() {}

    static Optional<AuditSettings> read(Fields document) {
        Optional<Fields> audit = document.optionalMapping("audit");
        Optional<AuditSettings> settings =
                audit.map(fields -> new AuditSettings(fields.has("mask") ? mask(fields) : FactsMask.NONE));
        audit.ifPresent(Fields::refuseOthers);
        return settings;
    }

    private static FactsMask mask(Fields fields) {
        try {
            return FactsMask.of(fields.texts("mask"));
        } catch (ImmureException e) {
            fields.fault("mask", "holds " + e.fault().on() + ": " + e.fault().why());
            return FactsMask.NONE;
        }
    }
}
