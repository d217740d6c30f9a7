package dev.immure.core.image;

/** How a layer's tar is stored. Told from the media type alone: guessing by magic bytes lets two tools see two layers. */
public enum LayerCompression {
    NONE,
    GZIP,
    ZSTD;

    /**
     * For a layer that is to be unpacked. A signature manifest's layers do not go through here.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#FOREIGN_LAYER}, {@link ImageFault#ENCRYPTED_LAYER} or
     *     {@link ImageFault#LAYER_MEDIA_TYPE}
     */
    public static LayerCompression of(Descriptor layer) {
        String type = layer.mediaType();
        return switch (type) {
            case MediaTypes.OCI_LAYER, MediaTypes.DOCKER_LAYER -> NONE;
            case MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP -> GZIP;
            case MediaTypes.OCI_LAYER_ZSTD, MediaTypes.DOCKER_LAYER_ZSTD -> ZSTD;
            default -> throw refusal(type).at("cannot unpack the layer", layer.digest(), "its media type is " + type);
        };
    }

    private static ImageFault refusal(String mediaType) {
        if (mediaType.endsWith("+encrypted")) {
            return ImageFault.ENCRYPTED_LAYER;
        }
        boolean foreign = mediaType.contains(".nondistributable.") || mediaType.contains(".rootfs.foreign.");
        return foreign ? ImageFault.FOREIGN_LAYER : ImageFault.LAYER_MEDIA_TYPE;
    }
}
