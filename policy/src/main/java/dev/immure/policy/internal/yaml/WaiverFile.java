package dev.immure.policy.internal.yaml;

import dev.immure.core.yaml.Fields;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.model.WaiverScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code waivers.yaml}. A date that cannot be read is no fault: the waiver has expired, and every decision that it would
 * touch says so.
 */
public final class WaiverFile {
    /** The name of the file in the directory of a policy. */
    public static final String NAME = "waivers.yaml";

    private static final Pattern WAIVER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern RULE = Pattern.compile("[A-Z]{3}-[0-9]{3}( [A-Za-z0-9_ .-]{1,100})?");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(-[A-Z0-9]+)*");
    private static final Pattern IMAGE = Pattern.compile("[a-z0-9]([a-z0-9._:/-]{0,250}[a-z0-9])?(/\\*)?");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int WORDS = 500;
    private static final int DATE = 32;
    private static final WaiverScope NOTHING = new WaiverScope(Optional.empty(), Optional.empty(), Optional.empty());

    private final YamlFile file;
    private final long maximalDays;
    private final Set<String> names = new HashSet<>();

    private WaiverFile(YamlFile file, long maximalDays) {
        this.file = file;
        this.maximalDays = maximalDays;
    }

    /** What is in order of the file; not to be used when there are faults. */
    public static List<Waiver> read(String name, byte[] bytes, Manifest manifest, Faults faults) {
        YamlFile yaml = new YamlFile(name, PolicyFaultCode.WAIVER, faults);
        return yaml.read(bytes)
                .map(fields -> new WaiverFile(yaml, manifest.maximalWaiverDays()).all(fields))
                .orElse(List.of());
    }

    /** Whether a {@code waivers.yaml} may hold this waiver, all by itself. */
    public static boolean isSound(Waiver waiver, long maximalDays) {
        WaiverScope scope = waiver.scope();
        return WAIVER.matcher(waiver.name()).matches()
                && isForm(RULE, waiver.rule())
                && isForm(CODE, waiver.code())
                && !(waiver.rule().isEmpty() && waiver.code().isEmpty())
                && isForm(IMAGE, scope.image().orElse(""))
                && isForm(DIGEST, scope.digest().orElse(""))
                && scope.caller().orElse(0L) >= 0
                && !scope.equals(NOTHING)
                && isSaid(waiver.reason(), WORDS)
                && isSaid(waiver.owner(), WORDS)
                && isSaid(waiver.granted(), DATE)
                && isSaid(waiver.expires(), DATE)
                && waiver.days().map(days -> days >= 1 && days <= maximalDays).orElse(true);
    }

    /** Nothing said is empty. */
    private static boolean isForm(Pattern form, String text) {
        return text.isEmpty() || form.matcher(text).matches();
    }

    private static boolean isSaid(String text, int most) {
        return !text.isBlank() && text.length() <= most && YamlFile.isWords(text);
    }

    private List<Waiver> all(Fields fields) {
        List<Fields> items = fields.mappings("waivers");
        fields.refuseOthers();
        if (items.size() > Limits.WAIVERS) {
            fields.fault("waivers", "has more than " + Limits.WAIVERS + " waivers");
            return List.of();
        }
        List<Waiver> waivers = new ArrayList<>();
        items.forEach(item -> waivers.add(waiver(item)));
        return waivers;
    }

    private Waiver waiver(Fields fields) {
        Waiver waiver = new Waiver(
                required(fields, "name", WAIVER, "a name such as OPS-1234"),
                file.at(fields.line("name")),
                optional(fields, "rule", RULE, "the name or the id of a rule, such as CAP-001"),
                optional(fields, "code", CODE, "the code of a reason, such as CAPABILITY"),
                fields.mapping("scope").map(this::scope).orElse(NOTHING),
                words(fields, "reason", WORDS),
                words(fields, "owner", WORDS),
                words(fields, "granted", DATE),
                words(fields, "expires", DATE));
        fields.refuseOthers();
        if (!fields.has("rule") && !fields.has("code")) {
            fields.fault("rule", "is missing, and so is code: a waiver is about one of them at least");
        }
        if (!names.add(waiver.name())) {
            fields.fault("name", "is the name of another waiver, too");
        }
        waiver.days().ifPresent(days -> days(fields, days));
        return waiver;
    }

    private void days(Fields fields, long days) {
        if (days < 1) {
            fields.fault("expires", "is before granted");
        } else if (days > maximalDays) {
            fields.fault(
                    "expires",
                    "is " + days + " days from granted, both included, and the policy allows " + maximalDays);
        }
    }

    private WaiverScope scope(Fields fields) {
        WaiverScope scope = new WaiverScope(
                form(fields, "image", IMAGE, "a repository, or a path with /* at its end"),
                form(fields, "digest", DIGEST, "a digest, sha256: and 64 hexadecimal digits"),
                fields.optionalWhole("caller"));
        if (scope.caller().filter(uid -> uid < 0).isPresent()) {
            fields.fault("caller", "is negative");
        }
        fields.refuseOthers();
        if (scope.equals(NOTHING)) {
            fields.fault(
                    "image", "is missing, as are digest and caller: a waiver for every launch is a change of policy");
        }
        return scope;
    }

    private static String required(Fields fields, String field, Pattern form, String example) {
        Optional<String> text = fields.text(field);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            fields.fault(field, "is not " + example);
        }
        return text.orElse("");
    }

    private static String optional(Fields fields, String field, Pattern form, String example) {
        return form(fields, field, form, example).orElse("");
    }

    private static Optional<String> form(Fields fields, String field, Pattern form, String example) {
        return fields.has(field) ? Optional.of(required(fields, field, form, example)) : fields.optionalText(field);
    }

    private String words(Fields fields, String field, int most) {
        if (!fields.has(field)) {
            fields.fault(field, "is missing");
        }
        String text = file.words(fields, field, most);
        if (fields.has(field) && text.isBlank()) {
            fields.fault(field, "says nothing");
        }
        return text;
    }
}
