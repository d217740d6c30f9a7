package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.keys.PublicKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a trust file and reports all its faults at once; see {@link TrustPolicy#read}. */
final class TrustFile {
    private static final int MAX_FILE = 256 << 10;
    /** Every signature may be tried with every key. */
    private static final int MAX_KEYS = 64;

    private static final int MAX_RULES = 1000;
    private static final long SCHEMA = 1;

    private final Path file;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, TrustedKey> keys = new LinkedHashMap<>();
    private final Set<String> faultyKeys = new HashSet<>();
    private final Set<TrustScope> scopes = new HashSet<>();

    TrustFile(Path file) {
        this.file = file;
    }

    TrustPolicy read() {
        byte[] yaml = KeyFiles.readTrusted(file, MAX_FILE);
        List<TrustRule> rules = List.of();
        try {
            rules = Fields.of(StrictYaml.read(yaml), faults).map(this::rules).orElse(rules);
        } catch (MalformedYaml e) {
            faults.add(e.reason());
        }
        if (!faults.isEmpty()) {
            throw new ImmureException(new Fault(
                    SigningFault.TRUST_FILE,
                    "cannot use trust file",
                    file.toString(),
                    Fields.sentence(faults),
                    "Correct the file; its form is described in docs/trust-file.md"));
        }
        return new TrustPolicy(List.copyOf(keys.values()), rules);
    }

    private List<TrustRule> rules(Fields root) {
        root.whole("schema").filter(schema -> schema != SCHEMA).ifPresent(schema -> root.fault("schema", "is not 1"));
        Map<String, Fields> entries = root.named("keys");
        if (entries.size() > MAX_KEYS) {
            root.fault("keys", "has more than " + MAX_KEYS + " keys");
            return List.of();
        }
        entries.forEach(this::key);
        List<Fields> rules = root.mappings("rules");
        if (rules.size() > MAX_RULES) {
            root.fault("rules", "has more than " + MAX_RULES + " rules");
            return List.of();
        }
        root.refuseOthers();
        return rules.stream().map(this::rule).flatMap(Optional::stream).toList();
    }

    private void key(String name, Fields entry) {
        Optional<String> path = entry.optionalText("file");
        Optional<String> pem = entry.optionalText("pem");
        entry.refuseOthers();
        if (!TrustedKey.isName(name)) {
            faultyKeys.add(name);
            entry.fault("name", "is not made of letters, digits and . _ @ + -, 64 at most");
        } else if (entry.has("file") == entry.has("pem")) {
            faultyKeys.add(name);
            entry.fault("file", "and pem: exactly one of the two must be given");
        } else {
            content(name, entry, path, pem).ifPresentOrElse(key -> keys.put(name, key), () -> faultyKeys.add(name));
        }
    }

    private Optional<TrustedKey> content(String name, Fields entry, Optional<String> path, Optional<String> pem) {
        try {
            if (path.isPresent()) {
                Path target = file.resolveSibling(path.get());
                byte[] content = KeyFiles.readTrusted(target, KeyFiles.MAX_KEY);
                return Optional.of(new TrustedKey(name, PublicKeys.parse(content, target.toString())));
            }
            return pem.map(text ->
                    new TrustedKey(name, PublicKeys.parse(text.getBytes(StandardCharsets.UTF_8), "key " + name)));
        } catch (ImmureException e) {
            entry.fault(path.isPresent() ? "file" : "pem", "cannot be used: " + sentence(e.fault()));
        } catch (InvalidPathException e) {
            entry.fault("file", "is not a path");
        }
        return Optional.empty();
    }

    private static String sentence(Fault fault) {
        return fault.on() + ": " + fault.why() + " (" + fault.code().id() + ")";
    }

    private Optional<TrustRule> rule(Fields entry) {
        Optional<TrustScope> scope = scope(entry);
        List<String> names = entry.texts("require");
        long threshold = entry.has("threshold") ? entry.whole("threshold").orElse(1L) : 1;
        entry.refuseOthers();
        List<TrustedKey> required = required(entry, names);
        if (names.stream().anyMatch(faultyKeys::contains)) {
            return Optional.empty(); // its fault is noted already
        }
        long distinct = TrustRule.distinct(required);
        if (entry.has("require") && required.isEmpty()) {
            entry.fault("require", "names no key");
            return Optional.empty();
        }
        if (threshold < 1 || threshold > distinct) {
            entry.fault("threshold", "is not between 1 and " + distinct + ", the number of distinct keys");
            return Optional.empty();
        }
        return scope.map(found -> new TrustRule(found, required, (int) threshold));
    }

    private Optional<TrustScope> scope(Fields entry) {
        Optional<String> text = entry.text("scope");
        Optional<TrustScope> scope = text.flatMap(TrustScope::parse);
        if (text.isPresent() && scope.isEmpty()) {
            entry.fault("scope", "is not a repository name, a prefix with /*, or *");
        }
        scope.filter(found -> !scopes.add(found))
                .ifPresent(found -> entry.fault("scope", found + " has a rule already"));
        return scope;
    }

    private List<TrustedKey> required(Fields entry, List<String> names) {
        List<TrustedKey> found = new ArrayList<>();
        for (String name : names) {
            TrustedKey key = keys.get(name);
            if (key != null) {
                found.add(key);
            } else if (!faultyKeys.contains(name)) {
                entry.fault("require", "names \"" + name + "\", which is not under keys");
            }
        }
        return found;
    }
}
