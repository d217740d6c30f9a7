package dev.immure.signing.testing.sigstore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON document to be broken: maps, lists, strings, numbers and booleans, reached by paths such as {@code a/0/b}. */
public final class JsonTree {
    private final Object root;

    public JsonTree(Map<String, Object> root) {
        this.root = root;
    }

    /** A map of the pairs, in their order, that can be changed. */
    public static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** A list that can be changed. */
    public static List<Object> list(Object... items) {
        return new ArrayList<>(List.of(items));
    }

    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    public JsonTree set(String path, Object value) {
        Object parent = at(parent(path));
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (parent instanceof List<?>) {
            asList(parent).set(Integer.parseInt(name), value);
        } else {
            asMap(parent).put(name, value);
        }
        return this;
    }

    public JsonTree add(String path, Object value) {
        asList(at(path)).add(value);
        return this;
    }

    public JsonTree remove(String path) {
        asMap(at(parent(path))).remove(path.substring(path.lastIndexOf('/') + 1));
        return this;
    }

    public String text(String path) {
        return (String) at(path);
    }

    public Object at(String path) {
        Object node = root;
        for (String name : path.isEmpty() ? new String[0] : path.split("/", -1)) {
            node = child(node, name);
        }
        return node;
    }

    private static Object child(Object node, String name) {
        @Nullable
        Object child = node instanceof List<?>
                ? asList(node).get(Integer.parseInt(name))
                : asMap(node).get(name);
        if (child == null) {
            throw new AssertionError("there is no " + name);
        }
        return child;
    }

    public byte[] bytes() {
        return write(root).getBytes(StandardCharsets.UTF_8);
    }

    /** Compact JSON of the tree. */
    public static String write(Object node) {
        return switch (node) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(JsonTree::write).collect(Collectors.joining(",", "[", "]"));
            case String text -> quoted(text);
            default -> String.valueOf(node);
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String parent(String path) {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> asList(Object node) {
        return (List<Object>) node;
    }
}
