package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.fault.ImportFault;
import dev.immure.signing.internal.containers.ContainersPolicy;
import dev.immure.signing.internal.containers.TrustTranslation;
import dev.immure.signing.internal.containers.TrustTranslation.Authority;
import dev.immure.signing.internal.containers.TrustTranslation.Rule;
import dev.immure.signing.internal.containers.TrustTranslation.TagBinding;
import dev.immure.signing.internal.containers.TrustTranslation.Translated;
import dev.immure.signing.internal.openpgp.Keyring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a trust file that says what a containers policy says (skopeo, podman, CRI-O), never less. */
public final class ContainersPolicyImport {
    private final Path output;
    private final Map<Path, byte[]> files = new LinkedHashMap<>();

    private ContainersPolicyImport(Path output) {
        this.output = output;
    }

    /** Whether a requirement about tags may be given up: a trust file binds repository and digest. */
    public enum Tags {
        BOUND,
        ANY
    }

    /**
     * What was written.
     *
     * @param files the trust file, and keyrings beside it
     * @param notes what the trust file says in other words, and what was left out and is denied
     */
    public record Imported(List<Path> files, int rules, List<String> notes) {
        public Imported {
            files = List.copyOf(files);
            notes = List.copyOf(notes);
        }
    }

    /**
     * @param tags whether the user gives up that a signature binds the tag
     * @throws ImmureException with an {@link ImportFault}, or what is wrong with a key or file
     */
    public static Imported run(Path policy, Path output, Tags tags) {
        return new ContainersPolicyImport(output)
                .run(
                        policy,
                        switch (tags) {
                            case BOUND -> TagBinding.DEMANDED;
                            case ANY -> TagBinding.GIVEN_UP;
                        });
    }

    private Imported run(Path policy, TagBinding tags) {
        Translated translated = TrustTranslation.of(parse(policy), tags);
        if (!translated.faults().isEmpty()) {
            throw fault(
                    ImportFault.MEANING,
                    policy,
                    Fields.sentence(translated.faults()),
                    "Change the policy, or write these rules by hand (docs/trust-file.md)");
        }
        String yaml = yaml(policy, translated);
        files.put(output, yaml.getBytes(StandardCharsets.UTF_8));
        writeAll();
        return new Imported(List.copyOf(files.keySet()), translated.rules().size(), translated.notes());
    }

    /** Reads what it wrote as `verify` will: keys that are not understood leave no trust file behind. */
    private void writeAll() {
        List<Path> written = new ArrayList<>();
        try {
            files.forEach((file, content) -> {
                write(file, content);
                written.add(file);
            });
            TrustPolicy.read(output);
        } catch (ImmureException e) {
            written.forEach(ContainersPolicyImport::remove);
            throw e;
        }
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw fault(ImportFault.WRITE, file, "it was written and is of no use", "Remove it by hand");
        }
    }

    private static ContainersPolicy parse(Path policy) {
        try {
            return ContainersPolicy.parse(KeyFiles.readTrusted(policy, ContainersPolicy.MAX_FILE));
        } catch (JsonException e) {
            throw fault(ImportFault.POLICY, policy, e.why(), "Give a file as containers-policy.json(5) describes it");
        }
    }

    private String yaml(Path policy, Translated translated) {
        StringBuilder keys = new StringBuilder();
        StringBuilder others = new StringBuilder();
        new TreeMap<>(translated.authorities()).forEach((name, authority) -> {
            if (authority.openPgp()) {
                others.append("  ").append(name).append(": { openpgp: { keyring: ");
                others.append(quoted(keyring(name, authority, policy))).append(" } }\n");
            } else {
                keys.append("  ")
                        .append(name)
                        .append(": ")
                        .append(key(authority, policy))
                        .append('\n');
            }
        });
        StringBuilder out = new StringBuilder("# From a containers policy: ")
                .append(oneLine(policy.toString()))
                .append('\n');
        translated
                .notes()
                .forEach(note -> out.append("# ").append(oneLine(note)).append('\n'));
        out.append("schema: 1\n");
        out.append(keys.isEmpty() ? "" : "keys:\n" + keys);
        out.append(others.isEmpty() ? "" : "authorities:\n" + others);
        out.append(translated.rules().isEmpty() ? "rules: []\n" : "rules:\n");
        new TreeMap<>(translated.rules()).forEach((scope, rule) -> out.append(rule(scope, rule)));
        return out.toString();
    }

    private static String rule(String scope, Rule rule) {
        String names = rule.authorities().stream().collect(Collectors.joining(", ", "[", "]"));
        return "  - scope: " + quoted(scope) + "\n    require: " + names + "\n"
                + (rule.all() ? "    threshold: " + rule.authorities().size() + "\n    must: " + names + "\n" : "");
    }

    /** The path of a keyring; of several, or of one inside the policy, a copy beside the trust file. */
    private String keyring(String name, Authority authority, Path policy) {
        List<byte[]> parts = new ArrayList<>();
        authority.paths().forEach(path -> parts.add(KeyFiles.readTrusted(path(path, policy), Keyring.MAX_FILE)));
        authority.data().forEach(data -> parts.add(decoded(data, policy)));
        byte[] whole = Keyring.join(parts, name + " of " + policy);
        if (parts.size() == 1 && authority.data().isEmpty()) {
            return path(authority.paths().getFirst(), policy).toString();
        }
        String file = output.getFileName() + "." + name + ".gpg";
        files.put(output.resolveSibling(file), whole);
        return file;
    }

    private static String key(Authority authority, Path policy) {
        return authority.data().isEmpty()
                ? "{ file: " + quoted(path(authority.paths().getFirst(), policy).toString()) + " }"
                : "{ pem: "
                        + quoted(new String(decoded(authority.data().getFirst(), policy), StandardCharsets.ISO_8859_1))
                        + " }";
    }

    private static Path path(String text, Path policy) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw fault(ImportFault.POLICY, policy, "a keyPath is not a path", "Correct the policy");
        }
    }

    private static byte[] decoded(String data, Path policy) {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw fault(ImportFault.POLICY, policy, "a keyData is not base64", "Correct the policy");
        }
    }

    /** YAML between double quotes, in which nothing of the text means anything. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u").append(HexFormat.of().toHexDigits((char) c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    /** For a comment, out of which no text can break. */
    private static String oneLine(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw fault(ImportFault.WRITE, file, "it exists already", "Name a file that does not exist");
        } catch (IOException e) {
            throw fault(ImportFault.WRITE, file, String.valueOf(e.getMessage()), "Name a file that can be written");
        }
    }

    private static ImmureException fault(ImportFault code, Path file, String why, String remedy) {
        return new ImmureException(new Fault(code, "cannot import trust of", file.toString(), why, remedy));
    }
}
