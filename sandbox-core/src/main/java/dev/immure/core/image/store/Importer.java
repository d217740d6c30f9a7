package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ResolvedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies one image, and what is attached to it, into a stage of the store. */
final class Importer {
    private final StoreDirectory store;
    private final Stage stage;
    private final ImageSource source;
    private final Limits limits;
    private final BlobCopier copier;

    Importer(StoreDirectory store, Stage stage, ImageSource source, Limits limits) {
        this.store = store;
        this.stage = stage;
        this.source = source;
        this.limits = limits;
        this.copier = new BlobCopier(store, stage, source, limits);
    }

    /** What is to be named how, once the stage is committed. */
    Map<ImageName, Descriptor> take(ImageName name) {
        ResolvedImage image = source.image();
        ImageManifest manifest = image.manifest();
        Descriptor top = Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size());
        copier.document(top);
        copier.document(manifest.config());
        LayerWork work = new LayerWork(store, stage, source, limits);
        for (int i = 0; i < manifest.layers().size(); i++) {
            work.takeWithBlob(manifest.layers().get(i), image.config().diffIds().get(i));
        }
        List<Descriptor> subjects = new ArrayList<>(List.of(top));
        image.index().ifPresent(index -> {
            copier.document(index);
            subjects.add(Descriptor.of(index.mediaType(), index.digest(), index.size()));
        });
        Descriptor named = subjects.getLast();
        Map<ImageName, Descriptor> names =
                new LinkedHashMap<>(new AttachmentImporter(stage, source, limits, copier).take(name, named, subjects));
        names.put(name, named);
        return names;
    }
}
