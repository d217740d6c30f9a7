package dev.immure.policy;

import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.yaml.ManifestFile;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a policy by what they are for, with those of the policy that it builds on.
 *
 * @param rules content by name; those of the base stand under its name, {@code baseline/10-image.drl}
 * @param parameters of the base and of the policy, whose own replace those of the base
 */
record PolicySources(
        SortedMap<String, byte[]> rules, Manifest manifest, SortedMap<String, ManifestFile.Parameter> parameters) {
    static PolicySources of(SortedMap<String, byte[]> files, Faults faults) {
        return of(files, "", faults);
    }

    private static PolicySources of(SortedMap<String, byte[]> files, String prefix, Faults faults) {
        SortedMap<String, byte[]> rules = new TreeMap<>();
        SortedMap<String, ManifestFile.Parameter> parameters = new TreeMap<>();
        byte[] bytes = files.get(ManifestFile.NAME);
        ManifestFile own = bytes == null
                ? new ManifestFile(Manifest.NONE, new TreeMap<>())
                : ManifestFile.read(prefix + ManifestFile.NAME, bytes, faults);
        String base = own.manifest().base();
        if (base.equals(Baseline.NAME) && prefix.isEmpty()) {
            PolicySources below = of(Baseline.files(), base + "/", faults);
            rules.putAll(below.rules());
            parameters.putAll(below.parameters());
        } else if (!base.isEmpty()) {
            faults.add(PolicyFaultCode.BASE, prefix + ManifestFile.NAME, "there is no policy '" + base + "' in Immure");
        }
        files.forEach((name, content) -> {
            if (!name.equals(ManifestFile.NAME)) {
                rules.put(prefix + name, content);
            }
        });
        parameters.putAll(own.parameters());
        return new PolicySources(rules, own.manifest(), parameters);
    }

    SortedMap<String, ParameterValue> values() {
        SortedMap<String, ParameterValue> values = new TreeMap<>();
        parameters.forEach((name, parameter) -> values.put(name, parameter.value()));
        return values;
    }
}
