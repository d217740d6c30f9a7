package dev.immure.signing.internal.tuf;

import java.util.Optional;

/** Where the files of a repository lie. What it gives is believed only as far as it is signed. */
public interface TufRepository extends AutoCloseable {
    /**
     * A whole file; empty when the repository says that it has none.
     *
     * @param path below the repository, such as {@code 3.snapshot.json}; made of checked parts
     * @param limit the most bytes that are taken
     * @throws dev.immure.core.ImmureException with LIMIT, FETCH
     */
    Optional<byte[]> fetch(String path, int limit);

    @Override
    void close();
}
