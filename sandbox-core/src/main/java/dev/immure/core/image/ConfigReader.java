package dev.immure.core.image;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns the JSON of an image configuration into an {@link ImageConfig} (OCI image-spec, config.md). An image's author
 * chooses these values, and they end up in argument lists, environments and logs: no control characters but tab
 * (CVE-2026-53488: a label with a newline became a line of configuration).
 */
final class ConfigReader {
    private static final Set<String> NAMES = Set.of("architecture", "os", "config", "rootfs", "created");
    private static final Set<String> RUN_NAMES =
            Set.of("User", "Env", "Entrypoint", "Cmd", "WorkingDir", "Labels", "ExposedPorts", "Volumes", "StopSignal");
    private static final Set<String> ROOTFS_NAMES = Set.of("type", "diff_ids");
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern USER =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?)?");

    private final Digest digest;
    private final Limits limits;

    ConfigReader(Digest digest, Limits limits) {
        this.digest = digest;
        this.limits = limits;
    }

    ImageConfig read(JsonObject json) throws JsonException {
        json.refuseCaseVariantsOf(NAMES);
        JsonObject run = json.object("config").orElse(new JsonObject(Map.of()));
        run.refuseCaseVariantsOf(RUN_NAMES);
        return new ImageConfig(
                platform(json),
                user(run.string("User").orElse("")),
                clean("Entrypoint", run.strings("Entrypoint")),
                clean("Cmd", run.strings("Cmd")),
                environment(run.strings("Env")),
                workingDirectory(run.string("WorkingDir").orElse("")),
                labels(run.stringMap("Labels")),
                diffIds(json.requireObject("rootfs")),
                created(json.string("created")));
    }

    private Platform platform(JsonObject json) throws JsonException {
        String os = json.requireString("os");
        String architecture = json.requireString("architecture");
        require(PLATFORM.matcher(os).matches(), "\"os\" is not the name of an operating system");
        require(PLATFORM.matcher(architecture).matches(), "\"architecture\" is not the name of one");
        return new Platform(os, architecture);
    }

    private String user(String user) {
        require(USER.matcher(user).matches(), "\"User\" is not USER[:GROUP]");
        return user;
    }

    private List<String> environment(List<String> variables) {
        Set<String> names = new HashSet<>();
        for (String variable : clean("Env", variables)) {
            int equals = variable.indexOf('=');
            require(equals > 0, "an entry of \"Env\" is not NAME=VALUE");
            // getenv(3) finds the first, a shell the last: the image must not mean both.
            require(names.add(variable.substring(0, equals)), "\"Env\" sets one name twice");
        }
        return variables;
    }

    private String workingDirectory(String directory) {
        require(directory.isEmpty() || directory.startsWith("/"), "\"WorkingDir\" is not absolute");
        limits.check(Limit.PATH_BYTES, directory.length(), "cannot read the image configuration", digest);
        return clean("WorkingDir", directory);
    }

    private Map<String, String> labels(Map<String, String> labels) {
        labels.forEach((name, value) -> {
            clean("Labels", name);
            clean("Labels", value);
        });
        return labels;
    }

    private List<Digest> diffIds(JsonObject rootfs) throws JsonException {
        rootfs.refuseCaseVariantsOf(ROOTFS_NAMES);
        require(rootfs.requireString("type").equals("layers"), "\"rootfs.type\" is not \"layers\"");
        List<Digest> out = new ArrayList<>();
        for (String text : rootfs.strings("diff_ids")) {
            out.add(ManifestReader.digest(text));
        }
        limits.check(Limit.LAYERS, out.size(), "cannot read the image configuration", digest);
        return out;
    }

    private Optional<String> created(Optional<String> created) {
        created.ifPresent(text -> require(text.length() <= 64, "\"created\" is too long"));
        return created.map(text -> clean("created", text));
    }

    private List<String> clean(String name, List<String> texts) {
        texts.forEach(text -> clean(name, text));
        return texts;
    }

    private String clean(String name, String text) {
        boolean control = text.chars().anyMatch(c -> (c < 0x20 && c != '\t') || (c >= 0x7f && c <= 0x9f));
        require(!control, "\"" + name + "\" holds a control character");
        return text;
    }

    private void require(boolean holds, String why) {
        if (!holds) {
            throw ImageFault.CONFIG_VALUE.at("cannot read the image configuration", digest, why);
        }
    }
}
