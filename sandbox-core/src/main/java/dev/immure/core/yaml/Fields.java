package dev.immure.core.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Typed access to a mapping that notes every fault and goes on, so that all faults of a document are reported at once.
 * A fault names the place: {@code line 4: rules[0].threshold is text, not a whole number}.
 */
public final class Fields {
    private static final int SHOWN = 20;

    private final Node.Mapping mapping;
    private final String path;
    private final Sink faults;
    private final Set<String> known = new HashSet<>();

    private Fields(Node.Mapping mapping, String path, Sink faults) {
        this.mapping = mapping;
        this.path = path;
        this.faults = faults;
    }

    /** Takes the faults, one by one. */
    @FunctionalInterface
    public interface Sink {
        /** @param line of the document; 0 when nobody knows */
        void fault(int line, String sentence);
    }

    /** The document itself; empty, with a fault noted, when it is no mapping. */
    public static Optional<Fields> of(Node document, List<String> faults) {
        return of(document, (line, sentence) -> faults.add(place(line) + sentence));
    }

    /** As {@link #of(Node, List)}, for who needs the line by itself. */
    public static Optional<Fields> of(Node document, Sink faults) {
        return at(document, "", faults);
    }

    private static Optional<Fields> at(Node node, String path, Sink faults) {
        if (node instanceof Node.Mapping mapping) {
            return Optional.of(new Fields(mapping, path, faults));
        }
        faults.fault(node.line(), (path.isEmpty() ? "the document" : path) + " is " + node.kind() + ", not a mapping");
        return Optional.empty();
    }

    /** The faults in one clause; a hostile document can have thousands, and a reader wants the first few. */
    public static String sentence(List<String> faults) {
        String first = faults.stream().limit(SHOWN).collect(Collectors.joining("; "));
        return faults.size() > SHOWN ? first + "; and " + (faults.size() - SHOWN) + " more" : first;
    }

    /** Notes a fault of this mapping. */
    public void fault(String field, String why) {
        Node node = mapping.fields().getOrDefault(field, mapping);
        faults.fault(node.line(), name(field) + " " + why);
    }

    /** Where the field stands; where the mapping begins when it has no such field. */
    public int line(String field) {
        return mapping.fields().getOrDefault(field, mapping).line();
    }

    /** Line in the document where the mapping begins, from 1. */
    public int line() {
        return mapping.line();
    }

    public boolean has(String field) {
        return mapping.fields().containsKey(field);
    }

    public Optional<String> text(String field) {
        return required(field).flatMap(node -> text(field, node));
    }

    public Optional<String> optionalText(String field) {
        return present(field).flatMap(node -> text(field, node));
    }

    /** A value of whatever kind. */
    public Optional<Node> optionalNode(String field) {
        return present(field);
    }

    public Optional<Long> whole(String field) {
        return required(field).flatMap(node -> whole(field, node));
    }

    public Optional<Long> optionalWhole(String field) {
        return present(field).flatMap(node -> whole(field, node));
    }

    public Optional<Boolean> optionalFlag(String field) {
        return present(field).flatMap(node -> {
            if (node instanceof Node.Flag flag) {
                return Optional.of(flag.value());
            }
            fault(field, "is " + node.kind() + ", not true or false");
            return Optional.empty();
        });
    }

    public Optional<Fields> mapping(String field) {
        return required(field).flatMap(node -> at(node, name(field), faults));
    }

    public Optional<Fields> optionalMapping(String field) {
        return present(field).flatMap(node -> at(node, name(field), faults));
    }

    /** The mappings of a list; an element of another kind is noted and left out. */
    public List<Fields> mappings(String field) {
        List<Fields> found = new ArrayList<>();
        List<Node> items = items(field);
        for (int i = 0; i < items.size(); i++) {
            at(items.get(i), name(field) + "[" + i + "]", faults).ifPresent(found::add);
        }
        return found;
    }

    public List<String> texts(String field) {
        List<String> found = new ArrayList<>();
        List<Node> items = items(field);
        for (int i = 0; i < items.size(); i++) {
            text(field + "[" + i + "]", items.get(i)).ifPresent(found::add);
        }
        return found;
    }

    /** A mapping of names chosen by the author to values of any kind; empty when it is not there. */
    public Map<String, Node> entries(String field) {
        return optionalMapping(field).map(entries -> entries.mapping.fields()).orElse(Map.of());
    }

    /** A mapping of names chosen by the author to mappings. */
    public Map<String, Fields> named(String field) {
        Map<String, Fields> found = new LinkedHashMap<>();
        mapping(field)
                .ifPresent(entries -> entries.mapping
                        .fields()
                        .forEach((name, node) ->
                                at(node, entries.name(name), faults).ifPresent(entry -> found.put(name, entry))));
        return found;
    }

    /** Notes each field that no call has asked for. */
    public void refuseOthers() {
        mapping.fields().keySet().stream()
                .filter(field -> !known.contains(field))
                .forEach(field -> fault(field, "is not a field that is known here"));
    }

    private List<Node> items(String field) {
        return required(field).map(node -> items(field, node)).orElse(List.of());
    }

    private List<Node> items(String field, Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.items();
        }
        fault(field, "is " + node.kind() + ", not a list");
        return List.of();
    }

    private Optional<String> text(String field, Node node) {
        if (node instanceof Node.Text text) {
            return Optional.of(text.value());
        }
        fault(field, "is " + node.kind() + ", not text");
        return Optional.empty();
    }

    private Optional<Long> whole(String field, Node node) {
        if (node instanceof Node.Whole whole) {
            return Optional.of(whole.value());
        }
        fault(field, "is " + node.kind() + ", not a whole number");
        return Optional.empty();
    }

    private Optional<Node> required(String field) {
        Optional<Node> node = present(field);
        if (node.isEmpty()) {
            fault(field, "is missing");
        }
        return node;
    }

    private Optional<Node> present(String field) {
        known.add(field);
        return Optional.ofNullable(mapping.fields().get(field));
    }

    private String name(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static String place(int line) {
        return line > 0 ? "line " + line + ": " : "";
    }
}
