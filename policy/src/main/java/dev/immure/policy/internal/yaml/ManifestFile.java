package dev.immure.policy.internal.yaml;

import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.Node;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code policy.yaml}: what a policy is called, and the values that its rules ask for.
 *
 * @param parameters by name
 */
public record ManifestFile(Manifest manifest, SortedMap<String, Parameter> parameters) {
    /** The name of the file in the directory of a policy. */
    public static final String NAME = "policy.yaml";

    /** All JSON readers agree on whole numbers up to here (RFC 8259, section 6). */
    private static final long MAX_VERSION = (1L << 53) - 1;

    private static final long MAX_WAIVER_DAYS = 3650;
    private static final int MAX_DESCRIPTION = 1000;
    private static final Pattern POLICY_NAME = Pattern.compile("[a-z0-9]([a-z0-9._/-]{0,253}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}\\.[0-9]{1,6}\\.[0-9]{1,6}");

    public ManifestFile {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /** A value and where it is written. */
    public record Parameter(ParameterValue value, SourceLine at) {}

    /** What is in order of the file; not to be used when there are faults. */
    public static ManifestFile read(String file, byte[] bytes, Faults faults) {
        YamlFile yaml = new YamlFile(file, PolicyFaultCode.MANIFEST, faults);
        return yaml.read(bytes)
                .map(fields -> of(fields, yaml))
                .orElseGet(() -> new ManifestFile(Manifest.NONE, new TreeMap<>()));
    }

    /** Parameters that stand in another file, such as a test's. */
    public static SortedMap<String, Parameter> parameters(
            String file, Map<String, Node> values, PolicyFaultCode code, Faults faults) {
        return new ParameterReader(new YamlFile(file, code, faults)).read(values);
    }

    /** Why no {@code policy.yaml} comes to this manifest; empty when one may. */
    public static Optional<String> problem(Manifest manifest) {
        if (!isForm(POLICY_NAME, manifest.name()) || !isForm(POLICY_NAME, manifest.base())) {
            return Optional.of("a name in the manifest is no name of a policy");
        }
        if (!isForm(VERSION, manifest.minimumEngine())) {
            return Optional.of("the manifest's minimal engine is no version");
        }
        if (manifest.version() < 0 || manifest.version() > MAX_VERSION) {
            return Optional.of("the manifest's version is not between 0 and " + MAX_VERSION);
        }
        if (manifest.maximalWaiverDays() < 0 || manifest.maximalWaiverDays() > MAX_WAIVER_DAYS) {
            return Optional.of("the manifest's days of waivers are not between 0 and " + MAX_WAIVER_DAYS);
        }
        if (manifest.description().length() > MAX_DESCRIPTION || !YamlFile.isWords(manifest.description())) {
            return Optional.of("the manifest's description is no line of words");
        }
        boolean ends = manifest.notBefore()
                .flatMap(first -> manifest.notAfter().map(first::isAfter))
                .orElse(false);
        return ends ? Optional.of("the manifest's last day is before its first") : Optional.empty();
    }

    /** Nothing said is empty. */
    private static boolean isForm(Pattern form, String text) {
        return text.isEmpty() || form.matcher(text).matches();
    }

    /** Whether a {@code policy.yaml} may give this parameter. */
    public static boolean isParameter(String name, ParameterValue value) {
        return ParameterReader.isName(name) && ParameterReader.isValue(value);
    }

    private static ManifestFile of(Fields fields, YamlFile yaml) {
        Optional<LocalDate> notBefore = yaml.day(fields, "not-before");
        Optional<LocalDate> notAfter = yaml.day(fields, "not-after");
        if (notBefore.isPresent() && notAfter.filter(notBefore.get()::isAfter).isPresent()) {
            fields.fault("not-after", "is before not-before");
        }
        Manifest manifest = new Manifest(
                form(fields, "name", POLICY_NAME, "a name such as policies.example/prod"),
                whole(fields, "version", 1, MAX_VERSION, 0),
                yaml.words(fields, "description", MAX_DESCRIPTION),
                notBefore,
                notAfter,
                form(fields, "minimum-engine", VERSION, "a version such as 1.2.0"),
                form(fields, "base", POLICY_NAME, "the name of a policy that comes with Immure"),
                whole(fields, "maximal-waiver-days", 0, MAX_WAIVER_DAYS, Manifest.WAIVER_DAYS));
        Map<String, Node> values = fields.entries("parameters");
        ManifestFile read = new ManifestFile(manifest, new ParameterReader(yaml).read(values));
        fields.refuseOthers();
        return read;
    }

    private static String form(Fields fields, String field, Pattern form, String example) {
        Optional<String> text = fields.optionalText(field);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            fields.fault(field, "is not " + example);
        }
        return text.orElse("");
    }

    private static long whole(Fields fields, String field, long least, long most, long otherwise) {
        Optional<Long> value = fields.optionalWhole(field);
        if (value.filter(v -> v < least || v > most).isPresent()) {
            fields.fault(field, "is not between " + least + " and " + most);
        }
        return value.orElse(otherwise);
    }
}
