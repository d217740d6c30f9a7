package dev.immure.cli.pipeline;

import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.StoreNames;
import dev.immure.signing.TrustPolicy;
import dev.immure.signing.VerificationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Images of the store that stay open and verified between runs. One is looked at anew, signatures and tree and all, when the
 * names of the store have changed, when its trust policy was read anew, and after {@link #AGE} in any case: certificates
 * expire and files rot while nobody renames anything.
 */
final class KeptImages {
    static final Duration AGE = Duration.ofSeconds(30);

    private static final int MOST = 64;

    private final ContentStore store;
    private final LongSupplier nanoTime;
    /** The one that was not used for the longest time comes first. */
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    KeptImages(ContentStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** A trust policy is only ever the same as itself. */
    private record Key(ImageReference image, TrustPolicy trust) {}

    /** An image, and how many runs are in it. */
    private static final class Kept {
        private final OpenImage image;
        private final StoreNames names;
        private final long since;
        private int runs;
        private boolean dropped;

        Kept(OpenImage image, StoreNames names, long since) {
            this.image = image;
            this.names = names;
            this.since = since;
        }
    }

    ImageUse use(ImageReference image, RunSetting setting, Function<ImageSource, VerificationResult> verifier) {
        if (!(image instanceof ImageReference.Stored)) {
            OpenImage once = ImageOpening.open(store, image, setting, verifier);
            return new ImageUse(once, once::close, Optional.empty());
        }
        Key key = new Key(image, setting.trust());
        StoreNames names = store.names();
        long now = nanoTime.getAsLong();
        Optional<Kept> known = take(key, names, now);
        if (known.isPresent()) {
            return use(known.get());
        }
        // Two that come at once both verify; the later one's stays.
        Kept fresh = new Kept(ImageOpening.open(store, image, setting, verifier), names, now);
        keep(key, fresh);
        return use(fresh);
    }

    /** Closes all that no run is in, and lets nobody else into the others. */
    void forget() {
        drop(List.copyOf(all()));
    }

    private synchronized List<Key> all() {
        return List.copyOf(kept.keySet());
    }

    private synchronized Optional<Kept> take(Key key, StoreNames names, long now) {
        Optional<Kept> found = Optional.ofNullable(kept.get(key))
                .filter(one -> one.names.equals(names) && now - one.since < AGE.toNanos());
        found.ifPresent(one -> one.runs++);
        return found;
    }

    private void keep(Key key, Kept fresh) {
        List<Key> old = new ArrayList<>();
        synchronized (this) {
            fresh.runs++;
            Kept before = kept.put(key, fresh);
            if (before != null) {
                before.dropped = true;
                closeUnused(before);
            }
            kept.keySet().stream().limit(Math.max(0, kept.size() - MOST)).forEach(old::add);
        }
        drop(old);
    }

    private synchronized void drop(List<Key> keys) {
        for (Key key : keys) {
            Kept one = kept.remove(key);
            if (one != null) {
                one.dropped = true;
                closeUnused(one);
            }
        }
    }

    private ImageUse use(Kept one) {
        return new ImageUse(one.image, () -> leave(one), Optional.of(() -> enter(one)));
    }

    /** Of one that a run is in, and so open. */
    private synchronized ImageUse enter(Kept one) {
        one.runs++;
        return use(one);
    }

    private synchronized void leave(Kept one) {
        one.runs--;
        closeUnused(one);
    }

    private static void closeUnused(Kept one) {
        if (one.dropped && one.runs == 0) {
            one.image.close();
        }
    }
}
