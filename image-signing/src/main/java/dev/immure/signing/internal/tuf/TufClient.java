package dev.immure.signing.internal.tuf;

import dev.immure.core.image.Digest;
import dev.immure.signing.fault.TufFault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The workflow of a client (TUF 1.0, section 5): from a root that is trusted to one file that is. Writes nothing; what it
 * returns is to be written down together.
 */
public final class TufClient {
    /** New roots in one update; a repository has one or two a year. */
    private static final int MAX_ROOTS = 256;

    private static final int MAX_TIMESTAMP = 16 << 10;
    private static final int MAX_SNAPSHOT = 1 << 20;
    private static final int MAX_TARGETS = 4 << 20;
    private static final int MAX_TARGET = 8 << 20;
    private static final String SNAPSHOT = "snapshot.json";
    private static final String TARGETS = "targets.json";

    private final TufRepository repository;
    private final Instant now;

    private TufClient(TufRepository repository, Instant now) {
        this.repository = repository;
        this.now = now;
    }

    /**
     * Follows the repository to the target.
     *
     * @param root a root that is trusted because the user gives it
     * @param before what earlier updates accepted
     * @param now when, for expiry
     * @throws dev.immure.core.ImmureException with a {@link TufFault}
     */
    public static TufUpdate update(byte[] root, TufRepository repository, Accepted before, Instant now, String target) {
        return new TufClient(repository, now).update(root, before, target);
    }

    private TufUpdate update(byte[] given, Accepted before, String target) {
        Root root = newest(Root.parse(given, "the given root").requireSelfSigned());
        root.metadata().requireAtLeast(before.root()).requireFresh(now);
        Accepted floor = before.under(onlineKeys(root));
        Metadata timestamp = timestamp(root, floor);
        MetaEntry snapshotEntry = entry(MetaEntry.all(timestamp), SNAPSHOT, timestamp);
        Metadata snapshot = snapshot(root, snapshotEntry, floor);
        Map<String, MetaEntry> files = MetaEntry.all(snapshot);
        requireNoneOlder(files, floor, snapshot);
        Targets targets = targets(root, entry(files, TARGETS, snapshot));
        FileInfo info = targets.require(target);
        byte[] content = target(target, info, root.consistentSnapshot());
        Map<String, Long> versions = new HashMap<>();
        files.forEach((name, file) -> versions.put(name, file.version()));
        return new TufUpdate(
                content,
                new Accepted(
                        root.metadata().version(), timestamp.version(), snapshot.version(), floor.keys(), versions),
                timestamp.expires());
    }

    /** 5.3: one root after the other, none left out, each signed by the keys of the one before. */
    private Root newest(Root trusted) {
        Root root = trusted;
        for (int step = 0; step < MAX_ROOTS; step++) {
            String file = root.metadata().version() + 1 + ".root.json";
            Optional<byte[]> next = repository.fetch(file, Root.MAX_FILE);
            if (next.isEmpty()) {
                return root;
            }
            root = root.requireNext(Root.parse(next.get(), file));
        }
        throw TufFaults.refused(
                TufFault.LIMIT, "the chain of roots", "it goes on for more than " + MAX_ROOTS + " versions");
    }

    /** 5.4. */
    private Metadata timestamp(Root root, Accepted floor) {
        String file = "timestamp.json";
        Metadata timestamp = Metadata.parse(required(file, MAX_TIMESTAMP), "timestamp", file)
                .requireSigned(root.timestamp(), "the timestamp role")
                .requireAtLeast(floor.timestamp());
        long snapshot = entry(MetaEntry.all(timestamp), SNAPSHOT, timestamp).version();
        if (snapshot < floor.snapshot()) {
            throw older(timestamp, SNAPSHOT, snapshot, floor.snapshot());
        }
        return timestamp.requireFresh(now);
    }

    /** 5.5. */
    private Metadata snapshot(Root root, MetaEntry entry, Accepted floor) {
        String file = entry.version() + "." + SNAPSHOT;
        byte[] bytes = named(root, entry, SNAPSHOT, MAX_SNAPSHOT);
        return Metadata.parse(entry.info().require(bytes, file), "snapshot", file)
                .requireSigned(root.snapshot(), "the snapshot role")
                .requireVersion(entry.version())
                .requireAtLeast(floor.snapshot())
                .requireFresh(now);
    }

    /** 5.5.5: nothing that was listed disappears or becomes older. */
    private static void requireNoneOlder(Map<String, MetaEntry> files, Accepted floor, Metadata snapshot) {
        floor.files().forEach((name, accepted) -> {
            long version = entry(files, name, snapshot).version();
            if (version < accepted) {
                throw older(snapshot, name, version, accepted);
            }
        });
    }

    /** 5.6. */
    private Targets targets(Root root, MetaEntry entry) {
        String file = entry.version() + "." + TARGETS;
        byte[] bytes = named(root, entry, TARGETS, MAX_TARGETS);
        return new Targets(Metadata.parse(entry.info().require(bytes, file), "targets", file)
                .requireSigned(root.targets(), "the targets role")
                .requireVersion(entry.version())
                .requireFresh(now));
    }

    /** 5.7. */
    private byte[] target(String path, FileInfo info, boolean consistentSnapshot) {
        for (String place : Targets.places(path, info, consistentSnapshot)) {
            Optional<byte[]> content = repository.fetch(place, info.limit(MAX_TARGET, path));
            if (content.isPresent()) {
                return info.require(content.get(), place);
            }
        }
        throw TufFaults.refused(TufFault.MISSING, path, "the repository does not have it");
    }

    /** Under which name a file lies is no matter of trust: what it must be is signed. */
    private byte[] named(Root root, MetaEntry entry, String name, int most) {
        int limit = entry.info().limit(most, name);
        Optional<byte[]> plain = root.consistentSnapshot() ? Optional.empty() : repository.fetch(name, limit);
        return plain.orElseGet(() -> required(entry.version() + "." + name, limit));
    }

    private byte[] required(String file, int limit) {
        return repository
                .fetch(file, limit)
                .orElseThrow(() -> TufFaults.refused(TufFault.MISSING, file, "the repository does not have it"));
    }

    private static MetaEntry entry(Map<String, MetaEntry> entries, String name, Metadata in) {
        return Optional.ofNullable(entries.get(name))
                .orElseThrow(() -> TufFaults.refused(TufFault.MISSING, in.file(), "it does not name " + name));
    }

    private static RuntimeException older(Metadata in, String name, long version, long accepted) {
        return TufFaults.refused(
                TufFault.ROLLBACK,
                in.file(),
                "it names version " + version + " of " + name + ", and version " + accepted + " was accepted before");
    }

    /** A digest of who signs timestamp and snapshot. */
    private static String onlineKeys(Root root) {
        String both = root.timestamp().definition() + "\n" + root.snapshot().definition();
        return Digest.of(both.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
