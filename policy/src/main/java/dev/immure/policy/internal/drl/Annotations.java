package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.drl.Token.Kind;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.RuleMetadata;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * Reads what stands between the name of a rule and its attributes.
 *
 * <pre>
 * annotations := { '@' ( 'control' | 'owner' | 'description' ) '(' string ')' }
 * </pre>
 *
 * DrlParser keeps the last of two equal annotations and gives their values as raw text, so they are read from the text.
 */
public final class Annotations {
    private static final Pattern CONTROL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");
    private static final Pattern WORDS = Pattern.compile("\\S(.{0,254}\\S)?");
    public static final int MAX_CONTROLS = 16;

    private final Map<String, List<String>> values = new TreeMap<>();

    private Annotations() {}

    /** Whether it may be the value of {@code @control}. */
    public static boolean isControl(String value) {
        return CONTROL.matcher(value).matches();
    }

    /** Whether it may be the value of {@code @owner} and {@code @description}. */
    public static boolean areWords(String value) {
        return WORDS.matcher(value).matches();
    }

    static RuleMetadata of(RuleDescr rule, SourceText source, Faults faults) {
        if (rule.getAnnotationNames().isEmpty()) {
            return RuleMetadata.NONE;
        }
        int start = Math.max(0, rule.getStartCharacter());
        SourceLine at = source.at(source.lineOf(start));
        try {
            Annotations annotations = new Annotations();
            annotations.read(BareWords.head(source.text(), start, rule.getEndCharacter()));
            annotations.agree(rule.getAnnotationNames());
            return annotations.metadata();
        } catch (Refusal refusal) {
            faults.add(refusal.code(), at.plus(refusal.line()), refusal.why());
            return RuleMetadata.NONE;
        }
    }

    private void read(String head) throws Refusal {
        Tokens tokens = new Tokens(head, PolicyFaultCode.ANNOTATION);
        while (tokens.peek().kind() != Kind.END) {
            if (tokens.take("@")) {
                annotation(tokens);
            } else {
                tokens.next();
            }
        }
    }

    private void annotation(Tokens tokens) throws Refusal {
        Token name = tokens.expect(Kind.NAME, "the name of an annotation");
        Pattern form = switch (name.text()) {
            case "control" -> CONTROL;
            case "owner", "description" -> WORDS;
            default -> throw refused(name, "there is no annotation @" + name.text());
        };
        tokens.expect("(");
        Token value = tokens.expect(Kind.STRING, "a text in double quotes");
        tokens.expect(")");
        if (!form.matcher(value.text()).matches()) {
            throw refused(value, "\"" + value.text() + "\" is no value of @" + name.text());
        }
        List<String> all = values.computeIfAbsent(name.text(), n -> new ArrayList<>());
        if (all.contains(value.text()) || (form == WORDS && !all.isEmpty()) || all.size() == MAX_CONTROLS) {
            throw refused(value, "@" + name.text() + "(\"" + value.text() + "\") is once too often here");
        }
        all.add(value.text());
    }

    /** Should the two readings of the head ever differ, the rule is not the one its author sees. */
    private void agree(Set<String> parsed) throws Refusal {
        if (!new HashSet<>(parsed).equals(values.keySet())) {
            throw new Refusal(PolicyFaultCode.ANNOTATION, 0, "the rule's annotations cannot be told apart");
        }
    }

    private RuleMetadata metadata() {
        return new RuleMetadata(values.getOrDefault("control", List.of()), one("owner"), one("description"));
    }

    private String one(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty() ? "" : all.getFirst();
    }

    private static Refusal refused(Token at, String why) {
        return new Refusal(PolicyFaultCode.ANNOTATION, at.line(), why);
    }
}
