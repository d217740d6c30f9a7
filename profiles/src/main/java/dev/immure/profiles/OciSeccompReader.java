package dev.immure.profiles;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the JSON of Docker (moby, profiles/seccomp) and of the OCI runtime specification (config-linux.md, "Seccomp").
 * A field that neither has is refused, and so is what would have to loosen or to leave the kernel.
 */
final class OciSeccompReader {
    private static final JsonLimits LIMITS = new JsonLimits(512 * 1024, 12, 20_000);
    private static final int MAX_RULES = 1000;
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,63}");
    private static final Pattern RELEASE = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}(\\.[0-9]{1,3})?");
    private static final String NATIVE = "SCMP_ARCH_X86_64";
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    private static final Set<String> TOP = Set.of(
            "defaultAction",
            "defaultErrnoRet",
            "defaultErrno",
            "architectures",
            "archMap",
            "flags",
            "syscalls",
            "listenerPath",
            "listenerMetadata");
    private static final Set<String> SYSCALL =
            Set.of("name", "names", "action", "args", "comment", "includes", "excludes", "errnoRet", "errno");
    private static final Set<String> CONDITION = Set.of("arches", "caps", "minKernel");
    /** Those of the runtime specification. None of them can be asked for: the filter is the sandbox's, not the file's. */
    private static final Set<String> FLAGS = Set.of(
            "SECCOMP_FILTER_FLAG_TSYNC",
            "SECCOMP_FILTER_FLAG_LOG",
            "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
            "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV");

    private final Problems problems;

    private OciSeccompReader(String source) {
        this.problems = new Problems(source);
    }

    static OciSeccomp read(byte[] document, String source) {
        try {
            JsonObject file = StrictJson.parseObject(document, LIMITS);
            JsonObject filter = file.has("linux") && !file.has("defaultAction")
                    ? file.requireObject("linux").requireObject("seccomp")
                    : file;
            return new OciSeccompReader(source).filter(filter, Digest.of(document));
        } catch (JsonException e) {
            throw new ImmureException(
                    new Fault(
                            e.flaw() == JsonException.Flaw.TOO_LARGE
                                    ? ProfileFault.TOO_LARGE
                                    : e.flaw() == JsonException.Flaw.MISSING
                                            ? ProfileFault.MISSING_FIELD
                                            : ProfileFault.MALFORMED,
                            "cannot use the seccomp filter",
                            source,
                            e.why(),
                            "Give a filter in the JSON of Docker or of the OCI runtime specification"),
                    e);
        }
    }

    private OciSeccomp filter(JsonObject filter, Digest digest) {
        problems.attempt("the document", () -> {
            requireKnown("the document", filter, TOP);
            requireNoListener(filter);
            requireArchitecture(filter);
            requireFlags(filter);
            return filter;
        });
        Optional<SeccompAction> defaultAction = problems.attempt("defaultAction", () -> {
            int error = errno("defaultErrnoRet", filter, "defaultErrnoRet").orElse(EPERM);
            return action("defaultAction", text(filter, "defaultAction"), error);
        });
        List<OciSeccomp.ConditionalRule> rules = new ArrayList<>();
        int index = 0;
        List<JsonObject> entries = problems.attempt("syscalls", () -> objects("syscalls", filter, "syscalls"))
                .orElse(List.of());
        for (JsonObject entry : entries) {
            String path = "syscalls[" + index++ + "]";
            problems.attempt(path, () -> rule(path, entry)).ifPresent(rules::add);
        }
        if (rules.stream().mapToInt(rule -> rule.rules().size()).sum() > MAX_RULES) {
            problems.add(bad("syscalls", "more than " + MAX_RULES + " rules"));
        }
        problems.throwIfAny();
        return new OciSeccomp(defaultAction.orElseThrow(), rules, digest);
    }

    private static void requireNoListener(JsonObject filter) {
        if (filter.has("listenerPath") || filter.has("listenerMetadata")) {
            throw bad("listenerPath", "no other program decides about the calls of a sandbox");
        }
    }

    /** Other ABIs are killed whatever the file says; but one without x86-64 was not meant for this host. */
    private static void requireArchitecture(JsonObject filter) {
        Set<String> named = new TreeSet<>(strings("architectures", filter, "architectures"));
        for (JsonObject map : objects("archMap", filter, "archMap")) {
            requireKnown("archMap", map, Set.of("architecture", "subArchitectures"));
            named.add(text(map, "architecture"));
        }
        if (!named.isEmpty() && !named.contains(NATIVE)) {
            throw bad("architectures", NATIVE + " is not among " + named);
        }
    }

    private static void requireFlags(JsonObject filter) {
        for (String flag : strings("flags", filter, "flags")) {
            if (!FLAGS.contains(flag)) {
                throw bad("flags", "there is no flag " + flag);
            }
        }
    }

    private static OciSeccomp.ConditionalRule rule(String path, JsonObject entry) {
        requireKnown(path, entry, SYSCALL);
        SeccompAction action = action(
                path + ".action",
                text(entry, "action"),
                errno(path + ".errnoRet", entry, "errnoRet").orElse(EPERM));
        String comment = read(path, () -> entry.string("comment"))
                .filter(text -> !text.isBlank())
                .orElse("From " + path + " of the file.");
        List<OciArguments.Comparison> comparisons = OciArguments.read(path, objects(path + ".args", entry, "args"));
        List<SeccompRule> rules = new ArrayList<>();
        for (String name : names(path, entry)) {
            if (SystemCallTable.number(name).isPresent()) {
                OciArguments.alternatives(path, name, comparisons).stream()
                        .map(arguments -> new SeccompRule(Set.of(name), action, arguments, comment))
                        .forEach(rules::add);
            }
        }
        return new OciSeccomp.ConditionalRule(
                condition(path + ".includes", entry, "includes"),
                condition(path + ".excludes", entry, "excludes"),
                rules);
    }

    /** {@code name} is the older form of Docker's; a name that is no call of x86-64 is one of another architecture. */
    private static Set<String> names(String path, JsonObject entry) {
        Set<String> names = new TreeSet<>(strings(path + ".names", entry, "names"));
        read(path, () -> entry.string("name")).ifPresent(names::add);
        if (names.isEmpty()) {
            throw new InvalidField(ProfileFault.MISSING_FIELD, path + ".names", "no system call is named");
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw bad(path + ".names", "not the name of a system call: " + name);
            }
        }
        return names;
    }

    private static SeccompAction action(String path, String name, int error) {
        return switch (name) {
            case "SCMP_ACT_ALLOW" -> SeccompAction.ALLOW;
            case "SCMP_ACT_LOG" -> SeccompAction.LOG;
            case "SCMP_ACT_ERRNO" -> new SeccompAction.Errno(error);
            case "SCMP_ACT_TRAP" -> SeccompAction.TRAP;
            // A thread that dies alone leaves a program that hangs; killing the whole of it is stricter.
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS" -> SeccompAction.KILL_PROCESS;
            // seccomp(2): without a tracer, and there is none, the call fails with ENOSYS.
            case "SCMP_ACT_TRACE" -> new SeccompAction.Errno(ENOSYS);
            case "SCMP_ACT_NOTIFY" -> throw bad(path, "no other program decides about the calls of a sandbox");
            default ->
                throw bad(path, "not one of SCMP_ACT_ALLOW, LOG, ERRNO, TRAP, KILL, KILL_THREAD, KILL_PROCESS, TRACE");
        };
    }

    private static Optional<Integer> errno(String path, JsonObject object, String field) {
        return object.has(field)
                ? Optional.of(Math.toIntExact(Math.clamp(read(path, () -> object.requireLong(field)), -1, 5000)))
                : Optional.empty();
    }

    private static OciSeccomp.Condition condition(String path, JsonObject entry, String field) {
        Optional<JsonObject> object = read(path, () -> entry.object(field));
        if (object.isEmpty()) {
            return OciSeccomp.Condition.NONE;
        }
        requireKnown(path, object.get(), CONDITION);
        List<String> arches = strings(path + ".arches", object.get(), "arches");
        boolean isNamed = arches.contains("amd64");
        Optional<String> kernel = read(path, () -> object.get().string("minKernel"));
        if (kernel.isPresent() && !RELEASE.matcher(kernel.get()).matches()) {
            throw bad(path + ".minKernel", "not two numbers such as 4.8");
        }
        return new OciSeccomp.Condition(
                !arches.isEmpty() && !isNamed,
                isNamed,
                capabilities(path + ".caps", object.get()),
                kernel.map(OciSeccomp.KernelRelease::of).orElse(OciSeccomp.KernelRelease.NONE));
    }

    private static Set<String> capabilities(String path, JsonObject condition) {
        Set<String> known = Arrays.stream(Capability.values()).map(Enum::name).collect(Collectors.toSet());
        Set<String> named = new TreeSet<>(strings(path, condition, "caps"));
        if (!known.containsAll(named)) {
            throw bad(path, "not all of them are capabilities: " + named);
        }
        return named;
    }

    private static String text(JsonObject object, String field) {
        return read(field, () -> object.requireString(field));
    }

    private static List<String> strings(String path, JsonObject object, String field) {
        return read(path, () -> object.strings(field));
    }

    private static List<JsonObject> objects(String path, JsonObject object, String field) {
        return read(path, () -> object.objects(field));
    }

    static void requireKnown(String path, JsonObject object, Set<String> known) {
        String unknown = object.members().entrySet().stream()
                .filter(member ->
                        !known.contains(member.getKey()) && !(member.getValue() instanceof JsonValue.JsonNull))
                .map(member -> member.getKey())
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new InvalidField(ProfileFault.UNKNOWN_FIELD, path, "unknown field " + unknown);
        }
    }

    static InvalidField bad(String path, String why) {
        return new InvalidField(ProfileFault.BAD_VALUE, path, why);
    }

    /** One access to the document, whose flaw becomes one of the file. */
    interface Access<T> {
        T get() throws JsonException;
    }

    static <T> T read(String path, Access<T> access) {
        try {
            return access.get();
        } catch (JsonException e) {
            ProfileFault code =
                    e.flaw() == JsonException.Flaw.MISSING ? ProfileFault.MISSING_FIELD : ProfileFault.BAD_VALUE;
            throw new InvalidField(code, path, e.why());
        }
    }
}
