package dev.immure.profiles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A profile made from what a program really called: all of a shipped profile, and of its system calls only those.
 *
 * @param base name of the shipped profile under which was recorded
 * @param command for the reasons; what does not fit in 200 characters is cut
 * @param calls names of the system calls that were made
 */
public record RecordedProfile(String base, String command, Set<String> calls) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_COMMAND = 200;

    /** Made before a recording listens, or by the kernel's own return from a signal: no recording sees them. */
    private static final Set<String> UNSEEN = Set.of("execve", "exit_group", "rt_sigreturn");

    public RecordedProfile {
        Set<String> all = new TreeSet<>(calls);
        all.addAll(UNSEEN);
        calls = Set.copyOf(all);
        command = command.length() <= MAX_COMMAND ? command : command.substring(0, MAX_COMMAND) + "…";
    }

    /**
     * Writes {@code profile.json} under the name given, and its seccomp file beside it: {@code My Prog.json} gets
     * {@code my-prog.seccomp.json}. Files of these names are replaced.
     */
    public void write(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        String profile = profileName(stem);
        String seccomp = profile + ".seccomp.json";
        Files.writeString(file.resolveSibling(seccomp), seccomp());
        Files.writeString(file, profile(profile, seccomp));
    }

    /** Lower case letters, digits and hyphens, as profiles are named. */
    private static String profileName(String stem) {
        String plain =
                stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        String bounded = plain.length() > 32 ? plain.substring(0, 32) : plain;
        return bounded.isEmpty() ? "recorded" : bounded;
    }

    private String profile(String name, String seccomp) throws IOException {
        return json(out -> {
            out.writeNumberField("schema", 1);
            out.writeStringField("name", name);
            out.writeStringField("base", base);
            out.writeStringField("description", "As " + base + ", with the system calls that this used: " + command);
            out.writeStringField("seccomp", seccomp);
        });
    }

    private String seccomp() throws IOException {
        return json(out -> {
            out.writeNumberField("schema", 1);
            out.writeArrayFieldStart("rules");
            out.writeEndArray();
            out.writeArrayFieldStart("only");
            out.writeStartObject();
            out.writeArrayFieldStart("names");
            for (String call : new TreeSet<>(calls)) {
                out.writeString(call);
            }
            out.writeEndArray();
            out.writeStringField("reason", "Used by " + command);
            out.writeEndObject();
            out.writeEndArray();
        });
    }

    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    private static String json(Content content) throws IOException {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.setPrettyPrinter(printer);
            out.writeStartObject();
            content.write(out);
            out.writeEndObject();
        }
        return text.append("\n").toString();
    }
}
