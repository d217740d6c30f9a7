package dev.immure.policy;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/**
 * All that a compiled policy depends on.
 *
 * @param sources of names, sizes and contents of the files, in order
 */
record SourcesKey(String name, PolicyOrigin origin, Digest sources) {
    static SourcesKey of(String name, PolicyOrigin origin, SortedMap<String, byte[]> files) {
        // A digest for each file first, so that no content can pass for the name of the next one.
        StringBuilder all = new StringBuilder();
        files.forEach((file, content) -> all.append(Digest.of(content))
                .append(' ')
                .append(file.length())
                .append(' ')
                .append(file)
                .append('\n'));
        return new SourcesKey(name, origin, Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
