package dev.immure.core.json;

import java.util.List;

/** A parsed JSON value (RFC 8259), immutable. {@code null} is a value of its own, never a Java null. */
public sealed interface JsonValue
        permits JsonObject,
                JsonValue.JsonString,
                JsonValue.JsonNumber,
                JsonValue.JsonBoolean,
                JsonValue.JsonArray,
                JsonValue.JsonNull {
    /** What an error message calls it. */
    String kind();

    record JsonString(String text) implements JsonValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A number as written; meaning is given by whoever asks for it. */
    record JsonNumber(String text) implements JsonValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    record JsonBoolean(boolean value) implements JsonValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    record JsonArray(List<JsonValue> items) implements JsonValue {
        public JsonArray {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    record JsonNull() implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
