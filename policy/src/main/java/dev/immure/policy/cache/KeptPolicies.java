package dev.immure.policy.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyMemory;
import dev.immure.policy.PolicyOutline;
import dev.immure.policy.PolicySchema;
import dev.immure.policy.ReadyPolicies;
import dev.immure.policy.internal.data.Members;
import dev.immure.policy.internal.data.Places;
import dev.immure.policy.internal.data.PolicyReader;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.SourceLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Policies as data, kept on this host under the digest of all that they were made of: the files, those of the policies that
 * come with Immure, and the version of Immure that read them. So a file that changed in a single byte is read anew.
 */
public final class KeptPolicies implements PolicyMemory {
    /** Raised when the same files come to another policy, or are written down in another way. */
    private static final int FORM = 3;

    /** Two files each. */
    private static final int MOST = 2 * 64;

    private static final String OUTLINE = "-outline";
    private static final int MAX_BYTES = 8 << 20;
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 4, 1_000_000);
    private static final JsonFactory FACTORY = new JsonFactory();

    private final SealedFiles files;
    private final String engine;
    private final boolean isInJar;

    /**
     * @param path a directory of its own, made when something is kept
     * @param engine version of this Immure
     */
    public KeptPolicies(Path path, String engine) {
        this.files = new SealedFiles(path, MOST, MAX_BYTES);
        String build = Build.of(PolicyBundle.class);
        this.engine = Objects.requireNonNull(engine, "engine is null") + " " + build;
        this.isInJar = !build.isEmpty();
    }

    @Override
    public Optional<PolicyOutline> outline(SortedMap<String, byte[]> sources) {
        return files.find(name(sources) + OUTLINE).flatMap(OutlineText::read);
    }

    @Override
    public Optional<Policy> recall(SortedMap<String, byte[]> sources) {
        String name = name(sources);
        return files.find(name).flatMap(kept -> read(kept, name));
    }

    @Override
    public void remember(SortedMap<String, byte[]> sources, Policy policy) {
        String name = name(sources);
        byte[] kept = write(policy);
        // What cannot be read back would only be in the way.
        if (read(kept, name).filter(policy::equals).isPresent()) {
            files.keep(name, kept);
            files.keep(name + OUTLINE, OutlineText.write(PolicyOutline.of(policy)));
        }
    }

    /** Over lengths, names and bytes, so that no two sets of files are the same text. */
    private String name(SortedMap<String, byte[]> sources) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        line(text, "immure-kept-policy " + FORM + " " + CanonicalJson.VERSION + " " + engine);
        append(text, "", sources);
        // Those of a jar are as old as the jar, whose size and time are in the line above.
        if (!isInJar) {
            for (String ready : ReadyPolicies.names()) {
                append(text, ready + "/", ReadyPolicies.files(ready).orElseThrow());
            }
        }
        return Digest.of(text.toByteArray()).hex();
    }

    private static void append(ByteArrayOutputStream text, String prefix, SortedMap<String, byte[]> files) {
        line(text, files.size() + " files");
        files.forEach((name, content) -> {
            // A name may hold anything that a file system lets it hold.
            byte[] bytes = (prefix + name).getBytes(StandardCharsets.UTF_8);
            line(text, bytes.length + " " + content.length);
            text.writeBytes(bytes);
            text.writeBytes(content);
        });
    }

    private static void line(ByteArrayOutputStream text, String line) {
        text.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The canonical form, and before it where its words are written: one line each. */
    private static byte[] write(Policy policy) {
        List<SourceLine> places = Places.of(policy);
        List<String> names = places.stream().map(SourceLine::file).distinct().toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("files");
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("places");
            for (SourceLine place : places) {
                json.writeStartArray();
                json.writeNumber(names.indexOf(place.file()));
                json.writeNumber(place.line());
                json.writeString(place.column());
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        out.write('\n');
        out.writeBytes(CanonicalJson.of(policy));
        return out.toByteArray();
    }

    private static Optional<Policy> read(byte[] kept, String on) {
        int end = 0;
        while (end < kept.length && kept[end] != '\n') {
            end++;
        }
        if (end == kept.length) {
            return Optional.empty();
        }
        try {
            Members document = new Members(StrictJson.parseObject(Arrays.copyOf(kept, end), LIMITS));
            Places places = Places.read(document.texts("files", Limits.FILES * 2), document.items("places"));
            byte[] policy = Arrays.copyOfRange(kept, end + 1, kept.length);
            return Optional.of(
                    new PolicyReader(PolicySchema.facts(), PolicySchema.obligations()).read(policy, places, on));
        } catch (JsonException | ImmureException e) {
            return Optional.empty();
        }
    }
}
