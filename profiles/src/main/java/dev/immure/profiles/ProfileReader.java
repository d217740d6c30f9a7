package dev.immure.profiles;

import dev.immure.core.image.Digest;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Quantity;
import dev.immure.core.runtime.Rlimit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code profile.json} and the seccomp file beside it, on top of a base where it names one. */
final class ProfileReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    /** No separators and no leading dot: a profile names a file beside it and nothing else. */
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern MODE = Pattern.compile("[0-7]{3,4}");

    private final ProfileSource source;
    private final JsonFields document;
    private final Problems problems;
    private final Optional<SecurityProfile> base;
    private final Map<String, String> reasons = new TreeMap<>();
    private final byte[] content;

    private ProfileReader(ProfileSource source, String file, Function<String, SecurityProfile> shipped) {
        this.source = source;
        this.content = source.read(file);
        this.document = new JsonFields("", StrictJson.parse(content, source.describe(file)));
        this.problems = new Problems(source.describe(file));
        this.base = problems.attempt("base", () -> document.optionalText("base"))
                .flatMap(name -> name)
                .map(shipped);
        base.ifPresent(b -> reasons.putAll(b.reasons()));
    }

    /**
     * @param shipped finds the base by its name
     * @throws dev.immure.core.ImmureException with a {@link ProfileFault}; all flaws of a file at once
     */
    static SecurityProfile read(ProfileSource source, String file, Function<String, SecurityProfile> shipped) {
        return new ProfileReader(source, file, shipped).read();
    }

    private SecurityProfile read() {
        problems.attempt("schema", () -> requireSchema(document));
        Optional<String> name = problems.attempt("name", this::name);
        Optional<String> description = problems.attempt("description", () -> document.text("description"));
        Optional<String> seccompFile = problems.attempt("seccomp", this::seccompFile);
        Optional<CapabilitySet> capabilities = problems.attempt("capabilities", this::capabilities);
        Optional<ProfileLimits> limits = problems.attempt("limits", () -> LimitReader.read(document, base, reasons));
        Optional<List<Rlimit>> rlimits = problems.attempt("rlimits", this::rlimits);
        Optional<List<TmpfsMount>> tmpfs = problems.attempt("tmpfs", this::tmpfs);
        Optional<Map<String, String>> environment = problems.attempt("environment", this::environment);
        Optional<ProtectedPaths> paths = problems.attempt("maskedPaths", this::paths);
        problems.attempt("the document", () -> {
            document.requireAllRead();
            return document;
        });
        problems.throwIfAny();
        byte[] seccompContent = source.read(seccompFile.orElseThrow());
        SeccompReader.Pair seccomp = seccomp(seccompFile.orElseThrow(), seccompContent);
        return new SecurityProfile(
                name.orElseThrow(),
                description.orElseThrow(),
                seccomp.always(),
                seccomp.networked(),
                capabilities.orElseThrow(),
                limits.orElseThrow(),
                rlimits.orElseThrow(),
                tmpfs.orElseThrow(),
                environment.orElseThrow(),
                paths.orElseThrow(),
                reasons,
                digest(seccompContent));
    }

    private static JsonFields requireSchema(JsonFields document) {
        if (document.integer("schema") != 1) {
            throw document.bad("schema", "this version of Immure reads schema 1");
        }
        return document;
    }

    private String name() {
        String name = document.text("name");
        if (!NAME.matcher(name).matches()) {
            throw document.bad("name", "a name has lower case letters, digits and hyphens, at most 32");
        }
        return name;
    }

    private String seccompFile() {
        String file = document.text("seccomp");
        if (!FILE_NAME.matcher(file).matches()) {
            throw document.bad("seccomp", "not the plain name of a file beside the profile");
        }
        return file;
    }

    private SeccompReader.Pair seccomp(String file, byte[] text) {
        JsonFields fields = new JsonFields("", StrictJson.parse(text, source.describe(file)));
        Problems found = new Problems(source.describe(file));
        found.attempt("schema", () -> requireSchema(fields));
        Optional<SeccompReader.Pair> pair = found.attempt(
                "rules",
                () -> base.isPresent()
                        ? SeccompReader.read(fields, found, base.get())
                        : SeccompReader.read(fields, found));
        found.attempt("the document", () -> {
            fields.requireAllRead();
            return fields;
        });
        found.throwIfAny();
        return pair.orElseThrow();
    }

    private CapabilitySet capabilities() {
        if (base.isPresent() && !document.has("capabilities")) {
            return base.get().capabilities();
        }
        CapabilitySet set = CapabilitySet.parse(document.texts("capabilities"));
        if (base.isPresent() && !set.isSubsetOf(base.get().capabilities())) {
            throw new InvalidField(ProfileFault.LOOSENS, "capabilities", "the base does not have all of them");
        }
        return set;
    }

    private List<Rlimit> rlimits() {
        Map<Rlimit.Resource, Rlimit> all = new LinkedHashMap<>();
        base.ifPresent(b -> b.rlimits().forEach(r -> all.put(r.resource(), r)));
        Set<Rlimit.Resource> own = new LinkedHashSet<>();
        for (JsonFields entry : document.objects("rlimits")) {
            Rlimit limit = entry.checked(() -> rlimit(entry));
            requireOnce(entry, "resource", own.add(limit.resource()));
            requireWithin(
                    entry, Optional.ofNullable(all.put(limit.resource(), limit)).map(limit::isWithin));
            reasons.put(limit.resource().name(), entry.text("reason"));
            entry.requireAllRead();
        }
        return new ArrayList<>(all.values());
    }

    private static Rlimit rlimit(JsonFields entry) {
        String name = entry.text("resource");
        Rlimit.Resource resource = Stream.of(Rlimit.Resource.values())
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> entry.bad("resource", "there is no resource " + name));
        return new Rlimit(resource, Quantity.bytes(entry.amount("soft")), Quantity.bytes(entry.amount("hard")));
    }

    private List<TmpfsMount> tmpfs() {
        Map<String, TmpfsMount> all = new LinkedHashMap<>();
        base.ifPresent(b -> b.tmpfs().forEach(mount -> all.put(mount.path(), mount)));
        Set<String> own = new LinkedHashSet<>();
        for (JsonFields entry : document.objects("tmpfs")) {
            TmpfsMount mount = entry.checked(() -> mount(entry));
            requireOnce(entry, "path", own.add(mount.path()));
            Optional<TmpfsMount> replaced = Optional.ofNullable(all.put(mount.path(), mount));
            // A place the base does not have is one more that can be written: not tighter.
            requireWithin(entry, base.map(b -> replaced.isPresent() && mount.isWithin(replaced.get())));
            reasons.put(mount.path(), entry.text("reason"));
            entry.requireAllRead();
        }
        return new ArrayList<>(all.values());
    }

    private static TmpfsMount mount(JsonFields entry) {
        String mode = entry.text("mode");
        if (!MODE.matcher(mode).matches()) {
            throw entry.bad("mode", "not three or four octal digits");
        }
        return new TmpfsMount(
                entry.text("path"),
                Quantity.bytes(entry.amount("size")),
                entry.integer("inodes"),
                Integer.parseInt(mode, 8),
                entry.truth("exec") ? TmpfsMount.Execution.ALLOWED : TmpfsMount.Execution.REFUSED);
    }

    private static void requireOnce(JsonFields entry, String field, boolean isFirst) {
        if (!isFirst) {
            throw entry.bad(field, "it is there twice");
        }
    }

    private static void requireWithin(JsonFields entry, Optional<Boolean> isWithin) {
        if (!isWithin.orElse(true)) {
            throw new InvalidField(ProfileFault.LOOSENS, entry.path(), "it gives more than the base does");
        }
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        base.ifPresent(b -> variables.putAll(b.environment()));
        if (base.isPresent() && !document.has("environment")) {
            return variables;
        }
        document.object("environment").forEach((name, value) -> {
            boolean isText = value instanceof String text && text.indexOf('\0') < 0;
            if (!VARIABLE.matcher(name).matches() || !isText) {
                throw document.bad("environment", "not a name and a string without NUL: " + name);
            }
            variables.put(name, value.toString());
        });
        return variables;
    }

    private ProtectedPaths paths() {
        return new ProtectedPaths(
                paths("maskedPaths", base.map(b -> b.paths().masked()).orElse(List.of())),
                paths("readOnlyPaths", base.map(b -> b.paths().readOnly()).orElse(List.of())));
    }

    /** The base's and the document's own; ProtectedPaths refuses one that comes twice. */
    private List<String> paths(String field, List<String> inherited) {
        List<String> all = new ArrayList<>(inherited);
        for (JsonFields entry : document.objects(field)) {
            List<String> paths = entry.texts("paths");
            String reason = entry.text("reason");
            paths.forEach(path -> reasons.put(path, reason));
            all.addAll(paths);
            entry.requireAllRead();
        }
        return all;
    }

    private Digest digest(byte[] seccompContent) {
        String parts = base.map(b -> b.digest().toString()).orElse("none") + "\n" + Digest.of(content) + "\n"
                + Digest.of(seccompContent) + "\n";
        return Digest.of(parts.getBytes(StandardCharsets.US_ASCII));
    }
}
