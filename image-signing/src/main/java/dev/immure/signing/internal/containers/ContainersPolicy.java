package dev.immure.signing.internal.containers;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.internal.containers.Requirement.Anything;
import dev.immure.signing.internal.containers.Requirement.Format;
import dev.immure.signing.internal.containers.Requirement.Keys;
import dev.immure.signing.internal.containers.Requirement.Nothing;
import dev.immure.signing.internal.containers.Requirement.Signed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What skopeo, podman and CRI-O trust: containers-policy.json(5), read as strictly as they read it.
 *
 * @param transports requirements by scope, by transport
 */
public record ContainersPolicy(List<Requirement> byDefault, Map<String, Map<String, List<Requirement>>> transports) {
    /** Bytes. */
    public static final int MAX_FILE = 1 << 20;

    private static final JsonLimits LIMITS = new JsonLimits(MAX_FILE, 12, 50_000);
    private static final int MAX_KEYS = 64;
    private static final String TYPE = "type";
    private static final String IDENTITY = "signedIdentity";
    private static final Set<String> BEYOND_KEYS = Set.of(
            "fulcio", "pki", "rekorPublicKeyPath", "rekorPublicKeyPaths", "rekorPublicKeyData", "rekorPublicKeyDatas");
    private static final Map<String, Set<String>> IDENTITIES = Map.of(
            "matchExact", Set.of(),
            "matchRepoDigestOrExact", Set.of(),
            "matchRepository", Set.of(),
            "exactReference", Set.of("dockerReference"),
            "exactRepository", Set.of("dockerRepository"),
            "remapIdentity", Set.of("prefix", "signedPrefix"));

    public ContainersPolicy {
        byDefault = List.copyOf(byDefault);
        transports = Map.copyOf(transports);
    }

    public static ContainersPolicy parse(byte[] file) throws JsonException {
        JsonObject root = StrictJson.parseObject(file, LIMITS);
        only(root, "the policy", Set.of("default", "transports"));
        Map<String, Map<String, List<Requirement>>> transports = new TreeMap<>();
        if (root.has("transports")) {
            JsonObject all = root.requireObject("transports");
            for (String transport : all.members().keySet()) {
                transports.put(transport, scopes(all.requireObject(transport)));
            }
        }
        return new ContainersPolicy(requirements(root, "default"), transports);
    }

    private static Map<String, List<Requirement>> scopes(JsonObject transport) throws JsonException {
        Map<String, List<Requirement>> scopes = new TreeMap<>();
        for (String scope : transport.members().keySet()) {
            scopes.put(scope, requirements(transport, scope));
        }
        return scopes;
    }

    private static List<Requirement> requirements(JsonObject object, String name) throws JsonException {
        List<Requirement> found = new ArrayList<>();
        for (JsonObject requirement : object.objects(name)) {
            found.add(requirement(requirement));
        }
        if (found.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"" + name + "\" has no requirements");
        }
        return found;
    }

    private static Requirement requirement(JsonObject json) throws JsonException {
        String type = json.requireString(TYPE);
        return switch (type) {
            case "insecureAcceptAnything" -> {
                only(json, type, Set.of(TYPE));
                yield new Anything();
            }
            case "reject" -> {
                only(json, type, Set.of(TYPE));
                yield new Nothing();
            }
            case "signedBy" -> {
                only(json, type, Set.of(TYPE, "keyType", "keyPath", "keyPaths", "keyData", IDENTITY));
                if (!json.requireString("keyType").equals("GPGKeys")) {
                    throw new JsonException(Flaw.TYPE, "\"keyType\" is not GPGKeys");
                }
                yield new Signed(Format.OPENPGP, keys(json, Set.of()), identity(json), Set.of());
            }
            case "sigstoreSigned" -> {
                Set<String> known = new TreeSet<>(BEYOND_KEYS);
                known.addAll(Set.of(TYPE, "keyPath", "keyPaths", "keyData", "keyDatas", IDENTITY));
                only(json, type, known);
                Set<String> beyond = new TreeSet<>(BEYOND_KEYS);
                beyond.retainAll(json.members().keySet());
                yield new Signed(Format.COSIGN, keys(json, beyond), identity(json), beyond);
            }
            default -> throw new JsonException(Flaw.TYPE, "\"" + type + "\" is not a type of requirement");
        };
    }

    private static Keys keys(JsonObject json, Set<String> instead) throws JsonException {
        List<String> paths = new ArrayList<>(json.strings("keyPaths"));
        json.string("keyPath").ifPresent(paths::add);
        List<String> data = new ArrayList<>(json.strings("keyDatas"));
        json.string("keyData").ifPresent(data::add);
        long ways = List.of("keyPath", "keyPaths", "keyData", "keyDatas").stream()
                .filter(json::has)
                .count();
        boolean other = instead.contains("fulcio") || instead.contains("pki");
        if (ways != (other ? 0 : 1) || (!other && paths.isEmpty() && data.isEmpty())) {
            throw new JsonException(Flaw.TYPE, "exactly one source of keys must be given");
        }
        if (paths.size() + data.size() > MAX_KEYS) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "a requirement has more than " + MAX_KEYS + " keys");
        }
        return new Keys(paths, data);
    }

    private static String identity(JsonObject json) throws JsonException {
        if (!json.members().containsKey(IDENTITY)) {
            return "matchRepoDigestOrExact"; // as the manual says
        }
        JsonObject identity = json.requireObject(IDENTITY);
        String type = identity.requireString(TYPE);
        Set<String> fields = IDENTITIES.get(type);
        if (fields == null) {
            throw new JsonException(Flaw.TYPE, "\"" + type + "\" is not a type of signedIdentity");
        }
        Set<String> known = new TreeSet<>(fields);
        known.add(TYPE);
        only(identity, type, known);
        for (String field : fields) {
            identity.requireString(field);
        }
        return type;
    }

    private static void only(JsonObject object, String what, Set<String> known) throws JsonException {
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            if (!known.contains(member.getKey())) {
                throw new JsonException(Flaw.TYPE, "\"" + member.getKey() + "\" is not a field that " + what + " has");
            }
            if (member.getValue() instanceof JsonArray array && array.items().isEmpty()) {
                throw new JsonException(Flaw.TYPE, "\"" + member.getKey() + "\" is empty");
            }
        }
    }
}
