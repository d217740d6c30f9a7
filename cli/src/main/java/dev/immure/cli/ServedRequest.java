package dev.immure.cli;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.image.ImageReference;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request to the service; one that nobody has taken is unknown. */
final class ServedRequest {
    private static final String IMAGE = "image";

    private final JsonObject json;
    private final ApiCaller caller;
    private final Set<String> taken = new HashSet<>();

    ServedRequest(JsonObject json, ApiCaller caller) {
        this.json = json;
        this.caller = caller;
    }

    /** The image, as written. */
    String image() throws JsonException {
        taken.add(IMAGE);
        return json.requireString(IMAGE);
    }

    ImageReference reference(String image) {
        return caller.image(image);
    }

    /** A text, or a number as it is written. */
    @Nullable
    String text(String name) throws JsonException {
        taken.add(name);
        return json.members().get(name) instanceof JsonValue.JsonNumber number
                ? number.text()
                : json.string(name).orElse(null);
    }

    List<String> texts(String name) throws JsonException {
        taken.add(name);
        return new ArrayList<>(json.strings(name));
    }

    boolean flag(String name) throws JsonException {
        taken.add(name);
        return json.bool(name).orElse(false);
    }

    /** A file of the host. */
    @Nullable
    Path file(String name) throws JsonException {
        String text = text(name);
        try {
            return text == null ? null : caller.path(text);
        } catch (InvalidPathException e) {
            throw ServeFault.REQUEST.at("cannot understand", name, "it is not a path", "Name a file");
        }
    }

    /** @throws dev.immure.core.ImmureException for what no call has asked about */
    void refuseOthers() {
        List<String> others = json.members().keySet().stream()
                .filter(name -> !taken.contains(name))
                .toList();
        if (!others.isEmpty()) {
            throw ServeFault.REQUEST.at(
                    "cannot understand",
                    "the request",
                    "it has fields that this call does not know: " + String.join(", ", others),
                    "See docs/service.md for its fields");
        }
    }
}
