package dev.immure.policy.internal.yaml;

import dev.immure.core.yaml.Node;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.ParameterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the parameters of a policy: text, whole numbers, truth values and lists of texts. */
final class ParameterReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final String KINDS = "a parameter is text, a whole number, true or false, or a list of texts";

    private final YamlFile file;

    ParameterReader(YamlFile file) {
        this.file = file;
    }

    SortedMap<String, ManifestFile.Parameter> read(Map<String, Node> values) {
        SortedMap<String, ManifestFile.Parameter> parameters = new TreeMap<>();
        values.forEach((name, node) -> {
            if (parameters.size() == Limits.PARAMETERS) {
                file.fault(node.line(), "there are more than " + Limits.PARAMETERS + " parameters");
            } else if (!isName(name)) {
                file.fault(node.line(), "a parameter is called in small letters, digits and hyphens, as max-memory");
            } else {
                value(name, node)
                        .ifPresent(v -> parameters.put(name, new ManifestFile.Parameter(v, file.at(node.line()))));
            }
        });
        return parameters;
    }

    static boolean isName(String name) {
        return name.length() <= MAX_NAME && NAME.matcher(name).matches();
    }

    static boolean isValue(ParameterValue value) {
        return switch (value) {
            case ParameterValue.Text text -> isText(text.value());
            case ParameterValue.Whole whole -> true;
            case ParameterValue.Flag flag -> true;
            case ParameterValue.Texts texts ->
                texts.values().size() <= Limits.VALUES
                        && texts.values().stream().allMatch(ParameterReader::isText);
        };
    }

    private static boolean isText(String text) {
        return text.length() <= Limits.STRING && YamlFile.isWords(text);
    }

    private Optional<ParameterValue> value(String name, Node node) {
        return switch (node) {
            case Node.Text text -> text(name, text).map(ParameterValue.Text::new);
            case Node.Flag flag -> Optional.of(new ParameterValue.Flag(flag.value()));
            case Node.Sequence list -> texts(name, list);
            case Node.Whole whole -> {
                if (whole.value() < 0) {
                    yield fault(node, name, "is negative");
                }
                yield Optional.of(new ParameterValue.Whole(whole.value()));
            }
            case Node.Mapping mapping -> fault(node, name, "is a mapping; " + KINDS);
            case Node.Other other -> fault(node, name, "is " + other.kind() + "; " + KINDS);
        };
    }

    private Optional<ParameterValue> texts(String name, Node.Sequence list) {
        if (list.items().size() > Limits.VALUES) {
            return fault(list, name, "has more than " + Limits.VALUES + " values");
        }
        List<String> values = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Node.Text text) {
                text(name, text).ifPresent(values::add);
            } else {
                file.fault(item.line(), "an item of " + name + " is " + item.kind() + ", not text; quote it");
            }
        }
        return Optional.of(new ParameterValue.Texts(values));
    }

    private Optional<String> text(String name, Node.Text text) {
        if (!isText(text.value())) {
            return fault(text, name, "is not one line of at most " + Limits.STRING + " plain characters");
        }
        return Optional.of(text.value());
    }

    private <T> Optional<T> fault(Node node, String name, String why) {
        file.fault(node.line(), name + " " + why);
        return Optional.empty();
    }
}
