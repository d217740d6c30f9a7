package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.openpgp.Keyring;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
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
    private static final String OPENPGP = "openpgp";

    private final Path file;
    private final Map<String, Authority> authorities = new LinkedHashMap<>();
    private final Set<String> faulty = new HashSet<>();

    /** @param file the trust file: paths in it are relative to its directory */
    AuthorityFields(Path file) {
        this.file = file;
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
                authorities.put(name, new TrustedKey(name, key.get(), validity.get()));
            } else {
                faulty.add(name);
            }
        }
    }

    /** An entry of {@code authorities}. */
    void authority(String name, Fields entry) {
        List<String> kinds = Stream.of(OPENPGP).filter(entry::has).toList();
        Optional<Authority> authority = Optional.empty();
        if (!TrustedKey.isName(name)) {
            entry.fault("name", "is not made of letters, digits and . _ @ + -, 64 at most");
        } else if (authorities.containsKey(name) || faulty.contains(name)) {
            entry.fault("name", "stands under keys already");
        } else if (kinds.size() != 1) {
            entry.fault("name", "is to be of one kind: " + OPENPGP);
        } else {
            authority = entry.mapping(kinds.getFirst()).flatMap(fields -> openPgp(name, fields));
        }
        entry.refuseOthers();
        authority.ifPresentOrElse(found -> authorities.put(name, found), () -> faulty.add(name));
    }

    private Optional<Authority> openPgp(String name, Fields fields) {
        Optional<Keyring> keyring =
                fields.text("keyring").flatMap(path -> file(fields, "keyring", path, Keyring.MAX_FILE, Keyring::read));
        fields.refuseOthers();
        return keyring.map(found -> new OpenPgpAuthority(name, found));
    }

    private interface Reader<T> {
        T read(byte[] content, String on);
    }

    /** Reads a file that a field names; what is wrong with it is a fault of the field. */
    private <T> Optional<T> file(Fields fields, String field, String path, int limit, Reader<T> reader) {
        try {
            Path target = file.resolveSibling(path);
            return Optional.of(reader.read(KeyFiles.readTrusted(target, limit), target.toString()));
        } catch (ImmureException e) {
            fields.fault(field, "cannot be used: " + sentence(e.fault()));
        } catch (InvalidPathException e) {
            fields.fault(field, "is not a path");
        }
        return Optional.empty();
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
            return file(entry, "file", path.get(), KeyFiles.MAX_KEY, PublicKeys::parse);
        }
        try {
            return pem.map(text -> PublicKeys.parse(text.getBytes(StandardCharsets.UTF_8), "key " + name));
        } catch (ImmureException e) {
            entry.fault("pem", "cannot be used: " + sentence(e.fault()));
            return Optional.empty();
        }
    }

    private static String sentence(Fault fault) {
        return fault.on() + ": " + fault.why() + " (" + fault.code().id() + ")";
    }
}
