package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of credentials as podman and docker write it (containers-auth.json(5)).
 *
 * @param entries by {@code HOST[/PATH]}
 * @param helpers by host; the empty name for the one of all hosts
 * @param file for messages
 */
public record AuthFile(Map<String, Credentials.Password> entries, Map<String, String> helpers, String file) {
    /** The most bytes of such a file. */
    public static final int MAX_BYTES = 1 << 20;

    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 16, 20_000);
    private static final String EVERY_HOST = "";
    /** The key under which docker keeps Docker Hub's, which is no host of its registry. */
    private static final String HUB = "index.docker.io/v1";

    public AuthFile {
        entries = Map.copyOf(entries);
        helpers = Map.copyOf(helpers);
    }

    /**
     * Parses a file.
     *
     * @throws dev.immure.core.ImmureException {@link RegistryFault#AUTH_FILE}, which never quotes what is in it
     */
    public static AuthFile parse(byte[] content, String file) {
        try {
            JsonObject json = StrictJson.parseObject(content, LIMITS);
            Map<String, Credentials.Password> entries = new LinkedHashMap<>();
            for (Map.Entry<String, JsonValue> one : members(json, "auths").entrySet()) {
                if (!(one.getValue() instanceof JsonObject entry)) {
                    throw malformed(file, "an entry of \"auths\" is no object");
                }
                password(entry, file).ifPresent(found -> entries.put(key(one.getKey()), found));
            }
            return new AuthFile(entries, helpers(json, file), file);
        } catch (JsonException e) {
            // Its message may quote the document, and the document is made of secrets.
            throw malformed(file, "it is not the JSON of such a file (" + e.flaw() + ")");
        }
    }

    /** The most specific entry: of the repository, of a folder above it, of the host (containers-auth.json(5)). */
    public Optional<Credentials> of(RegistryHost host, String path) {
        String key = host + "/" + path;
        while (true) {
            Credentials found = entries.get(key);
            if (found != null) {
                return Optional.of(found);
            }
            int slash = key.lastIndexOf('/');
            if (slash < 0) {
                break;
            }
            key = key.substring(0, slash);
        }
        if (host.toString().equals("docker.io") && entries.containsKey(HUB)) {
            return Optional.ofNullable(entries.get(HUB));
        }
        return Optional.ofNullable(helpers.get(host.toString()))
                .or(() -> Optional.ofNullable(helpers.get(EVERY_HOST)))
                .map(helper -> new Credentials.Elsewhere(helper, file));
    }

    /** docker writes {@code https://HOST/}, podman {@code HOST}. */
    private static String key(String text) {
        String bare = text.replaceFirst("^https?://", "");
        return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    }

    private static Optional<Credentials.Password> password(JsonObject entry, String file) throws JsonException {
        Optional<String> auth = entry.string("auth").filter(text -> !text.isEmpty());
        // docker leaves an empty object where a helper has the password.
        return auth.isEmpty() ? Optional.empty() : Optional.of(password(auth.get(), file));
    }

    private static Credentials.Password password(String auth, String file) {
        try {
            byte[] decoded = Base64.getDecoder().decode(auth);
            String pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded))
                    .toString();
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw malformed(file, "the \"auth\" of an entry has no colon");
            }
            // Old versions of docker end it with a NUL.
            return new Credentials.Password(
                    pair.substring(0, colon), pair.substring(colon + 1).replaceFirst("\0+$", ""));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw malformed(file, "the \"auth\" of an entry is not the base64 of USER:PASSWORD");
        }
    }

    private static Map<String, String> helpers(JsonObject json, String file) throws JsonException {
        Map<String, String> helpers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> one : members(json, "credHelpers").entrySet()) {
            if (!(one.getValue() instanceof JsonValue.JsonString helper)) {
                throw malformed(file, "an entry of \"credHelpers\" is no text");
            }
            helpers.put(key(one.getKey()), helper.text());
        }
        json.string("credsStore").filter(name -> !name.isEmpty()).ifPresent(name -> helpers.put(EVERY_HOST, name));
        return helpers;
    }

    private static Map<String, JsonValue> members(JsonObject json, String name) throws JsonException {
        return json.object(name).map(JsonObject::members).orElse(Map.of());
    }

    private static RuntimeException malformed(String file, String why) {
        return RegistryFault.AUTH_FILE.at("cannot use the file of credentials", file, why);
    }

    @Override
    public String toString() {
        return file;
    }
}
