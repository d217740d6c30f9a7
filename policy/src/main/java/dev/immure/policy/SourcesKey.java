package dev.immure.policy;

import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a compiled policy depends on. The files themselves: a process that asks once would take longer to digest than to
 * hold them.
 *
 * @param files content by name
 */
record SourcesKey(String name, PolicyOrigin origin, SortedMap<String, ByteBuffer> files) {
    static SourcesKey of(String name, PolicyOrigin origin, SortedMap<String, byte[]> files) {
        SortedMap<String, ByteBuffer> contents = new TreeMap<>();
        files.forEach((file, content) -> contents.put(file, ByteBuffer.wrap(content)));
        return new SourcesKey(name, origin, contents);
    }

    /** Of names and sizes: to read the contents is left to {@code equals}. */
    @Override
    public int hashCode() {
        int hash = name.hashCode();
        for (var file : files.entrySet()) {
            hash = 31 * (31 * hash + file.getKey().hashCode()) + file.getValue().remaining();
        }
        return hash;
    }
}
