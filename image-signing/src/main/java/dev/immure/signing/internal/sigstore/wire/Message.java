package dev.immure.signing.internal.sigstore.wire;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A protobuf message as JSON (protobuf.dev, "ProtoJSON Format"): bytes are base64, 64-bit numbers may be strings, and a
 * member that is absent, null or empty has its default value.
 *
 * <p>A member that is not known is refused, as Go's protojson refuses it by default and with it every sigstore client
 * that leans on it: what one reader skips and another obeys is how the two come to disagree about a signature.
 */
public final class Message {
    private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final JsonObject json;

    private Message(JsonObject json) {
        this.json = json;
    }

    /** @param known the names that the message may have, in lowerCamelCase */
    public static Message of(JsonObject json, String... known) throws JsonException {
        Set<String> names = Set.of(known);
        for (String name : json.members().keySet()) {
            if (!names.contains(name)) {
                throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not a member that is known here");
            }
        }
        return new Message(json);
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return json.has(name);
    }

    public Optional<String> string(String name) throws JsonException {
        return json.string(name).filter(text -> !text.isEmpty());
    }

    public String requireString(String name) throws JsonException {
        return require(name, string(name));
    }

    /** @param max length once decoded */
    public Optional<Bytes> bytes(String name, int max) throws JsonException {
        Optional<String> text = string(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(Base64Text.decode(name, text.get(), max));
    }

    public Bytes requireBytes(String name, int max) throws JsonException {
        return require(name, bytes(name, max));
    }

    /** Bytes of one length alone. */
    public Bytes requireExactly(String name, int length) throws JsonException {
        Bytes bytes = requireBytes(name, length);
        if (bytes.length() != length) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is " + bytes + ", not " + length);
        }
        return bytes;
    }

    /** A number from 0 to 10^18-1; 0 when absent. Nothing that sigstore counts is negative. */
    public long number(String name) throws JsonException {
        JsonValue value = json.members().get(name);
        String text = has(name) ? "" : "0";
        if (value instanceof JsonString string) {
            text = string.text();
        } else if (value instanceof JsonNumber number) {
            text = number.text();
        }
        if (!INTEGER.matcher(text).matches()) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not a whole number from 0 to 10^18");
        }
        return Long.parseLong(text);
    }

    public Optional<Message> message(String name, String... known) throws JsonException {
        Optional<JsonObject> object = json.object(name);
        return object.isEmpty() ? Optional.empty() : Optional.of(of(object.get(), known));
    }

    public Message requireMessage(String name, String... known) throws JsonException {
        return require(name, message(name, known));
    }

    /** The member as it stands, for a reader of another format. */
    public Optional<JsonObject> object(String name) throws JsonException {
        return json.object(name);
    }

    /** The items of a repeated message; none when absent. */
    public List<Message> messages(String name, int max, String... known) throws JsonException {
        List<JsonObject> objects = json.objects(name);
        requireFewer(name, objects.size(), max);
        List<Message> out = new ArrayList<>();
        for (JsonObject object : objects) {
            out.add(of(object, known));
        }
        return out;
    }

    /** The items of repeated bytes; none when absent. */
    public List<Bytes> byteStrings(String name, int max, int maxLength) throws JsonException {
        List<String> texts = json.strings(name);
        requireFewer(name, texts.size(), max);
        List<Bytes> out = new ArrayList<>();
        for (String text : texts) {
            out.add(Base64Text.decode(name, text, maxLength));
        }
        return out;
    }

    private static void requireFewer(String name, int count, int max) throws JsonException {
        if (count > max) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "\"" + name + "\" has " + count + " items, more than " + max);
        }
    }

    private static <T> T require(String name, Optional<T> value) throws JsonException {
        if (value.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"" + name + "\" is missing or empty");
        }
        return value.get();
    }
}
