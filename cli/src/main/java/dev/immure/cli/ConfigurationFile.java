package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.host.WhileUnchanged;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.resource.CgroupParent;
import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration file: YAML, or JSON as a part of it, at most 64 KiB.
 *
 * <pre>
 * schema: 1
 * root: /srv/immure        # all optional; paths are relative to the file
 * trust: trust.yaml
 * policy: policies
 * policy-trust: policy-trust.yaml   # signed bundles only
 * profile: strict
 * cgroup: {parent: /immure}
 * disk:
 *   backend: loop          # auto, tmpfs, btrfs, project or loop
 * verify-tree: full        # stat, full or none
 * registries:
 *   registry.example:
 *     ca: registry-ca.pem
 * audit:
 *   mask: [/run/argv/*]    # JSON pointers into the facts
 * serve:
 *   parallel: 8
 * </pre>
 */
record ConfigurationFile(
        Optional<Path> root,
        Optional<Path> trust,
        Optional<Path> policy,
        Optional<Path> policyTrust,
        Optional<String> profile,
        Optional<CgroupParent> cgroupParent,
        Optional<DiskPreference> disk,
        Optional<TreeVerification> verifyTree,
        Map<RegistryHost, RegistryRule> registries,
        Optional<AuditSettings> recording,
        Optional<ServeSettings> serve) {
    /** Without a file nothing is said. */
    private static final WhileUnchanged<Path, ConfigurationFile> READ = new WhileUnchanged<>();

    static final ConfigurationFile NONE = new ConfigurationFile(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty());

    private static final int MAX_BYTES = 64 << 10;
    private static final long SCHEMA = 1;

    /**
     * Reads a file.
     *
     * @throws ImmureException with {@link CliFault#CONFIG} and every fault of the file, or {@link CliFault#FILE} when it
     *     cannot be read or relied on
     */
    static ConfigurationFile read(Path file) {
        return READ.get(file, ConfigurationFile::readAnew);
    }

    private static ConfigurationFile readAnew(Path file) {
        byte[] content = SmallFile.RELIED_UPON.read(file, MAX_BYTES);
        List<String> faults = new ArrayList<>();
        Optional<ConfigurationFile> read = parse(file, content, faults);
        if (!faults.isEmpty()) {
            throw new ImmureException(new Fault(
                    CliFault.CONFIG,
                    "cannot use configuration file",
                    file.toString(),
                    Fields.sentence(faults),
                    "Correct the file; its form is described in docs/commands.md"));
        }
        return read.orElse(NONE);
    }

    private static Optional<ConfigurationFile> parse(Path file, byte[] content, List<String> faults) {
        try {
            return Fields.of(StrictYaml.read(content), faults).map(fields -> fields(file, fields));
        } catch (MalformedYaml e) {
            faults.add(e.reason());
            return Optional.empty();
        }
    }

    private static ConfigurationFile fields(Path file, Fields fields) {
        fields.whole("schema")
                .filter(schema -> schema != SCHEMA)
                .ifPresent(schema -> fields.fault("schema", "is not " + SCHEMA));
        ConfigurationFile read = new ConfigurationFile(
                path(file, fields, "root"),
                path(file, fields, "trust"),
                path(file, fields, "policy"),
                path(file, fields, "policy-trust"),
                profile(file, fields),
                cgroupParent(fields),
                disk(fields),
                verifyTree(fields),
                RegistriesSection.read(file, fields),
                AuditSection.read(file, fields),
                ServeSection.read(file, fields));
        fields.refuseOthers();
        return read;
    }

    private static Optional<Path> path(Path file, Fields fields, String name) {
        Optional<String> text = text(fields, name);
        try {
            return text.map(file.toAbsolutePath()::resolveSibling).map(Path::normalize);
        } catch (InvalidPathException e) {
            fields.fault(name, "is not a path");
            return Optional.empty();
        }
    }

    private static Optional<DiskPreference> disk(Fields fields) {
        Optional<Fields> disk = fields.has("disk") ? fields.mapping("disk") : Optional.empty();
        Optional<DiskPreference> backend = disk.flatMap(ConfigurationFile::backend);
        disk.ifPresent(Fields::refuseOthers);
        return backend;
    }

    private static Optional<DiskPreference> backend(Fields fields) {
        try {
            return fields.text("backend").map(DiskPreference::parse);
        } catch (IllegalArgumentException e) {
            fields.fault("backend", "is none: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<TreeVerification> verifyTree(Fields fields) {
        try {
            return fields.optionalText("verify-tree").map(TreeVerification::parse);
        } catch (IllegalArgumentException e) {
            fields.fault("verify-tree", "is none: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A name stays one; what has a slash is a path. */
    private static Optional<String> profile(Path file, Fields fields) {
        Optional<String> text = text(fields, "profile");
        return text.filter(name -> name.indexOf('/') >= 0).isPresent()
                ? path(file, fields, "profile").map(Path::toString)
                : text;
    }

    private static Optional<CgroupParent> cgroupParent(Fields fields) {
        Optional<Fields> cgroup = fields.optionalMapping("cgroup");
        Optional<String> parent = cgroup.flatMap(inner -> text(inner, "parent"));
        cgroup.ifPresent(Fields::refuseOthers);
        try {
            return parent.map(CgroupParent::new);
        } catch (IllegalArgumentException e) {
            fields.fault("cgroup", "has a parent that is " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> text(Fields fields, String name) {
        Optional<String> text = fields.optionalText(name);
        if (text.filter(String::isBlank).isPresent()) {
            fields.fault(name, "is empty");
        }
        return text;
    }
}
