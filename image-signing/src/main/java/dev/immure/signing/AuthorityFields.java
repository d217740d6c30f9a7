package dev.immure.signing;

import dev.immure.core.ImmureException;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.openpgp.Keyring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the authorities of a trust file; a fault is noted, and the name remembered so that it is said only once. */
final class AuthorityFields {
    private static final String KEYLESS = "keyless";
    private static final String NOTATION = "notation";
    private static final String OPENPGP = "openpgp";

    private final TrustedFiles files;
    private final KeylessFields keyless;
    private final NotationFields notation;
    private final Map<String, Authority> authorities = new LinkedHashMap<>();
    private final Set<String> faulty = new HashSet<>();

    /** @param file the trust file: paths in it are relative to its directory */
    AuthorityFields(Path file) {
        this.files = new TrustedFiles(file);
        this.keyless = new KeylessFields(files);
        this.notation = new NotationFields(files);
    }

    List<Authority> all() {
        return List.copyOf(authorities.values());
    }

    Optional<Authority> find(String name) {
        return Optional.ofNullable(authorities.get(name));
    }

    /** Whether the name is defined, with faults that are noted already. */
    boolean isFaulty(String name) {
        return faulty.contains(name);
    }

    /** An entry of {@code keys}. */
    void key(String name, Fields entry) {
        Optional<String> path = entry.optionalText("file");
        Optional<String> pem = entry.optionalText("pem");
        Optional<Validity> validity = validity(entry);
        entry.refuseOthers();
        if (!TrustedKey.isName(name)) {
            entry.fault("name", "is not made of letters, digits and . _ @ + -, 64 at most");
            faulty.add(name);
        } else if (entry.has("file") == entry.has("pem")) {
            entry.fault("file", "and pem: exactly one of the two must be given");
            faulty.add(name);
        } else {
            Optional<VerificationKey> key = content(name, entry, path, pem);
            if (key.isPresent() && validity.isPresent()) {
                authorities.put(name, new TrustedKey(name, key.get(), validity.get(), keyless.root()));
            } else {
                faulty.add(name);
            }
        }
    }

    /** An entry of {@code authorities}. */
    void authority(String name, Fields entry) {
        List<String> kinds =
                Stream.of(KEYLESS, NOTATION, OPENPGP).filter(entry::has).toList();
        Optional<Authority> authority = Optional.empty();
        if (!TrustedKey.isName(name)) {
            entry.fault("name", "is not made of letters, digits and . _ @ + -, 64 at most");
        } else if (authorities.containsKey(name) || faulty.contains(name)) {
            entry.fault("name", "stands under keys already");
        } else if (kinds.size() != 1) {
            entry.fault("name", "is to be of one kind: " + KEYLESS + ", " + NOTATION + " or " + OPENPGP);
        } else {
            String kind = kinds.getFirst();
            authority = entry.mapping(kind).flatMap(fields -> authority(name, kind, fields));
        }
        entry.refuseOthers();
        authority.ifPresentOrElse(found -> authorities.put(name, found), () -> faulty.add(name));
    }

    /** {@code trusted-root} of the whole file, which must be read first. */
    void root(Fields document) {
        keyless.root(document);
    }

    private Optional<Authority> authority(String name, String kind, Fields fields) {
        return switch (kind) {
            case KEYLESS -> keyless.authority(name, fields);
            case NOTATION -> notation.authority(name, fields);
            default -> openPgp(name, fields);
        };
    }

    private Optional<Authority> openPgp(String name, Fields fields) {
        Optional<Keyring> keyring = fields.text("keyring")
                .flatMap(path -> files.one(fields, "keyring", path, Keyring.MAX_FILE, Keyring::read));
        fields.refuseOthers();
        return keyring.map(found -> new OpenPgpAuthority(name, found));
    }

    private static Optional<Validity> validity(Fields entry) {
        Optional<Instant> from = moment(entry, "from");
        Optional<Instant> until = moment(entry, "until");
        if (entry.has("from") != from.isPresent() || entry.has("until") != until.isPresent()) {
            return Optional.empty(); // its fault is noted already
        }
        try {
            return Optional.of(new Validity(from, until));
        } catch (IllegalArgumentException e) {
            entry.fault("until", "is before from");
            return Optional.empty();
        }
    }

    private static Optional<Instant> moment(Fields entry, String field) {
        return entry.optionalText(field).flatMap(text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeParseException e) {
                entry.fault(field, "is not a moment such as 2026-01-31T23:59:59Z");
                return Optional.empty();
            }
        });
    }

    private Optional<VerificationKey> content(String name, Fields entry, Optional<String> path, Optional<String> pem) {
        if (path.isPresent()) {
            return files.one(entry, "file", path.get(), KeyFiles.MAX_KEY, PublicKeys::parse);
        }
        try {
            return pem.map(text -> PublicKeys.parse(text.getBytes(StandardCharsets.UTF_8), "key " + name));
        } catch (ImmureException e) {
            entry.fault("pem", "cannot be used: " + TrustedFiles.sentence(e.fault()));
            return Optional.empty();
        }
    }
}
