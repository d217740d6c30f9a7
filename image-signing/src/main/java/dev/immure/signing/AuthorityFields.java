package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.openpgp.Keyring;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
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
    private static final String KEYLESS = "keyless";
    private static final String OPENPGP = "openpgp";
    private static final String ROOT = "trusted-root";

    private final Path file;
    private Optional<Root> root = Optional.empty();
    private final Map<String, Authority> authorities = new LinkedHashMap<>();
    private final Set<String> faulty = new HashSet<>();

    /** A trusted root, and the digest of the file that says so. */
    private record Root(TrustedRoot content, Digest digest) {}

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
                authorities.put(name, new TrustedKey(name, key.get(), validity.get(), root.map(Root::content)));
            } else {
                faulty.add(name);
            }
        }
    }

    /** An entry of {@code authorities}. */
    void authority(String name, Fields entry) {
        List<String> kinds = Stream.of(KEYLESS, OPENPGP).filter(entry::has).toList();
        Optional<Authority> authority = Optional.empty();
        if (!TrustedKey.isName(name)) {
            entry.fault("name", "is not made of letters, digits and . _ @ + -, 64 at most");
        } else if (authorities.containsKey(name) || faulty.contains(name)) {
            entry.fault("name", "stands under keys already");
        } else if (kinds.size() != 1) {
            entry.fault("name", "is to be of one kind: " + KEYLESS + " or " + OPENPGP);
        } else {
            String kind = kinds.getFirst();
            authority = entry.mapping(kind)
                    .flatMap(fields -> kind.equals(KEYLESS) ? keyless(name, fields) : openPgp(name, fields));
        }
        entry.refuseOthers();
        authority.ifPresentOrElse(found -> authorities.put(name, found), () -> faulty.add(name));
    }

    /** {@code trusted-root} of the whole file: for keys, and for keyless authorities that name none of their own. */
    void root(Fields document) {
        if (document.has(ROOT)) {
            root = document.text(ROOT).flatMap(path -> readRoot(document, path));
        }
    }

    private Optional<Root> readRoot(Fields fields, String path) {
        return file(
                fields,
                ROOT,
                path,
                TrustedRoot.MAX_BYTES,
                (content, on) -> new Root(TrustedRootReader.read(content, on), Digest.of(content)));
    }

    private Optional<Authority> keyless(String name, Fields fields) {
        Optional<TextRule> issuer = rule(fields, "issuer");
        Optional<TextRule> identity = rule(fields, "identity");
        Optional<Root> own = fields.has(ROOT) ? fields.text(ROOT).flatMap(path -> readRoot(fields, path)) : root;
        if (!fields.has(ROOT) && root.isEmpty()) {
            fields.fault(ROOT, "is missing, here and in the whole file");
        }
        fields.refuseOthers();
        return own.isEmpty() || issuer.isEmpty() || identity.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeylessAuthority(
                        name, own.get().content(), own.get().digest(), new IdentityRule(issuer.get(), identity.get())));
    }

    /** {@code field}, or {@code field-regex}. */
    private static Optional<TextRule> rule(Fields fields, String field) {
        String regex = field + "-regex";
        Optional<String> exact = fields.optionalText(field);
        Optional<String> pattern = fields.optionalText(regex);
        if (fields.has(field) == fields.has(regex)) {
            fields.fault(field, "and " + regex + ": exactly one of the two must be given");
            return Optional.empty();
        }
        try {
            return exact.isPresent() ? exact.map(TextRule.Exact::new) : pattern.map(TextRule.Matching::of);
        } catch (ImmureException e) {
            fields.fault(exact.isPresent() ? field : regex, "cannot be used: " + sentence(e.fault()));
            return Optional.empty();
        }
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
