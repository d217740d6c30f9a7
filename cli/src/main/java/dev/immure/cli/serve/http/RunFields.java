package dev.immure.cli.serve.http;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a request for a run that no option of the command line stands for.
 *
 * @param stdin what the program reads
 * @param detach whether the answer is the run's id at once, and not how it ended
 * @param rest all others, and {@code interactive} where there is something to read
 */
record RunFields(Optional<byte[]> stdin, boolean detach, JsonObject rest) {
    private static final String STDIN = "stdin";
    private static final String TEXT = "text";
    private static final String BASE64 = "base64";
    private static final String DETACH = "detach";

    static RunFields of(JsonObject request) throws JsonException {
        Optional<JsonObject> stdin = request.object(STDIN);
        Map<String, JsonValue> rest = new LinkedHashMap<>(request.members());
        rest.remove(STDIN);
        rest.remove(DETACH);
        if (stdin.isPresent()) {
            rest.put("interactive", new JsonValue.JsonBoolean(true));
        }
        return new RunFields(
                stdin.isPresent() ? Optional.of(bytes(stdin.get())) : Optional.empty(),
                request.bool(DETACH).orElse(false),
                new JsonObject(rest));
    }

    private static byte[] bytes(JsonObject stdin) throws JsonException {
        if (stdin.members().size() != 1 || !(stdin.has(TEXT) || stdin.has(BASE64))) {
            throw Body.refused("\"stdin\" has one member, \"text\" or \"base64\"");
        }
        if (stdin.has(TEXT)) {
            return stdin.requireString(TEXT).getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(stdin.requireString(BASE64));
        } catch (IllegalArgumentException e) {
            throw Body.refused("\"stdin\" is not base64 (RFC 4648, section 4)");
        }
    }
}
