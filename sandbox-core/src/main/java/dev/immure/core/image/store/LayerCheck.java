package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.BlobStream;
import dev.immure.core.image.layer.Budget;
import dev.immure.core.image.layer.LayerReader;
import dev.immure.core.image.layer.Ownership;
import dev.immure.core.internal.kernel.HostRoot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * One layer of an image, to be read through and compared with what the manifest and the configuration say of it. Makes
 * nothing: the tree is not unpacked.
 *
 * @param layer its descriptor in the manifest
 * @param diffId of its content, by the configuration
 */
public record LayerCheck(ImageSource source, Descriptor layer, Digest diffId, Limits limits) {
    public LayerCheck {
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(layer, "layer is null");
        Objects.requireNonNull(diffId, "diffId is null");
        Objects.requireNonNull(limits, "limits is null");
    }

    /** @throws ImmureException when size, digest or diff_id is another, or the layer is beyond a limit */
    public void run() {
        LayerReader reader = new LayerReader(limits, new Budget(limits), Ownership.of(HostRoot.isCaller()));
        try (BlobStream blob = new BlobStream(source.open(layer), layer, OutputStream.nullOutputStream())) {
            reader.verify(blob, layer, diffId);
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot read the layer", layer.digest(), String.valueOf(e.getMessage()), e);
        }
    }
}
