package dev.immure.policy;

import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.yaml.ManifestFile;
import dev.immure.policy.internal.yaml.WaiverFile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a policy by what they are for, with those of the policy that it builds on.
 *
 * @param rules content by name; those of the base stand under its name, {@code baseline/10-image.drl}
 * @param parameters of the base and of the policy, whose own replace those of the base
 * @param waivers of the policy; a base has none
 */
record PolicySources(
        SortedMap<String, byte[]> rules,
        Manifest manifest,
        SortedMap<String, ManifestFile.Parameter> parameters,
        List<Waiver> waivers) {
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
        Optional<SortedMap<String, byte[]>> ready = ReadyPolicies.files(base);
        if (ready.isPresent()) {
            PolicySources below = of(ready.get(), base + "/", faults);
            rules.putAll(below.rules());
            parameters.putAll(below.parameters());
        } else if (!base.isEmpty()) {
            faults.add(PolicyFaultCode.BASE, prefix + ManifestFile.NAME, "there is no policy '" + base + "' in Immure");
        }
        files.forEach((name, content) -> {
            if (!name.equals(ManifestFile.NAME) && !name.equals(WaiverFile.NAME)) {
                rules.put(prefix + name, content);
            }
        });
        parameters.putAll(own.parameters());
        byte[] waivers = files.get(WaiverFile.NAME);
        return new PolicySources(
                rules,
                own.manifest(),
                parameters,
                waivers == null
                        ? List.of()
                        : WaiverFile.read(prefix + WaiverFile.NAME, waivers, own.manifest(), faults));
    }

    SortedMap<String, ParameterValue> values() {
        SortedMap<String, ParameterValue> values = new TreeMap<>();
        parameters.forEach((name, parameter) -> values.put(name, parameter.value()));
        return values;
    }
}
