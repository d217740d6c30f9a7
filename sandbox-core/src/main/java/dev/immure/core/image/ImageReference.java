package dev.immure.core.image;

import dev.immure.core.ImmureException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a user names an image on the command line: a transport of containers-transports(5), or a name in the store. A path is
 * kept as {@code written} too: what is shown, recorded and decided on is what the user said.
 */
public sealed interface ImageReference {
    /** As the user would write it. */
    @Override
    String toString();

    /** An OCI image layout in a directory: {@code oci:DIR[:TAG]}. DIR holds no colon. */
    record OciLayout(Path directory, Optional<String> tag, Path written) implements ImageReference {
        public OciLayout {
            Objects.requireNonNull(directory, "directory is null");
            Objects.requireNonNull(tag, "tag is null");
            Objects.requireNonNull(written, "written is null");
        }

        public OciLayout(Path directory, Optional<String> tag) {
            this(directory, tag, directory);
        }

        @Override
        public String toString() {
            return "oci:" + written + suffix(tag);
        }
    }

    /** An OCI image layout in a tar file: {@code oci-archive:FILE[:TAG]}. */
    record OciArchive(Path file, Optional<String> tag, Path written) implements ImageReference {
        public OciArchive {
            Objects.requireNonNull(file, "file is null");
            Objects.requireNonNull(tag, "tag is null");
            Objects.requireNonNull(written, "written is null");
        }

        public OciArchive(Path file, Optional<String> tag) {
            this(file, tag, file);
        }

        @Override
        public String toString() {
            return "oci-archive:" + written + suffix(tag);
        }
    }

    /** What {@code docker save} writes: {@code docker-archive:FILE[:TAG]}; TAG is a tag or {@code NAME:TAG}. */
    record DockerArchive(Path file, Optional<String> tag, Path written) implements ImageReference {
        public DockerArchive {
            Objects.requireNonNull(file, "file is null");
            Objects.requireNonNull(tag, "tag is null");
            Objects.requireNonNull(written, "written is null");
        }

        public DockerArchive(Path file, Optional<String> tag) {
            this(file, tag, file);
        }

        @Override
        public String toString() {
            return "docker-archive:" + written + suffix(tag);
        }
    }

    /** What {@code skopeo copy … dir:DIR} writes: {@code dir:DIR}, one image and its signatures, without a name. */
    record Directory(Path directory, Path written) implements ImageReference {
        public Directory {
            Objects.requireNonNull(directory, "directory is null");
            Objects.requireNonNull(written, "written is null");
        }

        public Directory(Path directory) {
            this(directory, directory);
        }

        @Override
        public String toString() {
            return "dir:" + written;
        }
    }

    /**
     * An image of a registry: {@code docker://HOST[:PORT]/PATH[:TAG|@sha256:…]}, written out: {@code docker://busybox} is
     * {@code docker://docker.io/library/busybox}. Never both a tag and a digest.
     *
     * @param path of the repository within the registry
     */
    record Remote(RegistryHost host, String path, Optional<String> tag, Optional<Digest> digest)
            implements ImageReference {
        private static final RegistryHost HUB = new RegistryHost("docker.io", 0);

        public Remote {
            Objects.requireNonNull(host, "host is null");
            Objects.requireNonNull(digest, "digest is null");
            if (tag.isPresent() && digest.isPresent()) {
                throw malformed(host + "/" + path, "it has both a tag and a digest");
            }
            new ImageName(host + "/" + path, tag);
        }

        /** The name of the repository, as signatures name it. */
        public ImageName name() {
            return new ImageName(host + "/" + path, tag);
        }

        public String tagOrLatest() {
            return tag.orElse("latest");
        }

        @Override
        public String toString() {
            return "docker://" + name() + digest.map(d -> "@" + d).orElse("");
        }

        /** By the rules of docker's command line, which everybody's fingers know. */
        private static Remote parse(String text, String rest) {
            if (!rest.startsWith("//")) {
                throw malformed(text, "docker: is followed by //");
            }
            String body = rest.substring(2);
            int at = body.indexOf('@');
            Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(digestOf(text, body.substring(at + 1)));
            String named = at < 0 ? body : body.substring(0, at);
            int colon = named.lastIndexOf(':');
            // The colon of a port has a slash somewhere after it.
            boolean tagged = colon > named.lastIndexOf('/');
            Optional<String> tag = tagged ? Optional.of(named.substring(colon + 1)) : Optional.empty();
            return split(text, tagged ? named.substring(0, colon) : named, tag, digest);
        }

        private static Remote split(String text, String name, Optional<String> tag, Optional<Digest> digest) {
            int slash = name.indexOf('/');
            String first = slash < 0 ? "" : name.substring(0, slash);
            boolean isHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
            String path = isHost ? name.substring(slash + 1) : name;
            try {
                RegistryHost host = isHost ? RegistryHost.parse(first) : HUB;
                boolean hub = host.equals(HUB) || host.equals(new RegistryHost("index.docker.io", 0));
                return hub
                        ? new Remote(HUB, path.indexOf('/') < 0 ? "library/" + path : path, tag, digest)
                        : new Remote(host, path, tag, digest);
            } catch (IllegalArgumentException e) {
                throw malformed(text, String.valueOf(e.getMessage()));
            }
        }
    }

    /** An image of the local store: {@code NAME[:TAG]} or {@code NAME@sha256:…}; never both a tag and a digest. */
    record Stored(ImageName name, Optional<Digest> digest) implements ImageReference {
        public Stored {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(digest, "digest is null");
            if (name.tag().isPresent() && digest.isPresent()) {
                throw ImageFault.REFERENCE.at(
                        "cannot use the image reference", name + "@" + digest.get(), "it has both a tag and a digest");
            }
        }

        @Override
        public String toString() {
            return digest.map(d -> name + "@" + d).orElse(name.toString());
        }
    }

    /**
     * Parses a reference.
     *
     * @throws ImmureException {@link ImageFault#REFERENCE}, {@link ImageFault#TRANSPORT} or {@link ImageFault#NAME}
     */
    static ImageReference parse(String text) {
        return parse(text, Path::of);
    }

    /**
     * The same for a user who stands elsewhere.
     *
     * @param place where a path of his lies
     */
    static ImageReference parse(String text, Function<String, Path> place) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw malformed(text, text.isEmpty() ? "it is empty" : "it holds a NUL");
        }
        int colon = text.indexOf(':');
        String transport = colon < 0 ? "" : text.substring(0, colon);
        if (!ImageName.isTransport(transport)) {
            return stored(text);
        }
        String rest = text.substring(colon + 1);
        return switch (transport) {
            case "oci" -> {
                Path written = path(text, rest);
                yield new OciLayout(place.apply(written.toString()), tag(text, rest), written);
            }
            case "oci-archive" -> {
                Path written = path(text, rest);
                yield new OciArchive(place.apply(written.toString()), tag(text, rest), written);
            }
            case "docker" -> Remote.parse(text, rest);
            case "dir" -> {
                Path written = wholePath(text, rest);
                yield new Directory(place.apply(written.toString()), written);
            }
            case "docker-archive" -> {
                Path written = path(text, rest);
                yield new DockerArchive(place.apply(written.toString()), tag(text, rest), written);
            }
            default ->
                throw ImageFault.TRANSPORT.at(
                        "cannot use the image reference",
                        text,
                        "the transport " + transport + ": is not yet supported");
        };
    }

    private static Stored stored(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            return new Stored(ImageName.parse(text), Optional.empty());
        }
        return new Stored(ImageName.parse(text.substring(0, at)), Optional.of(digestOf(text, text.substring(at + 1))));
    }

    private static Digest digestOf(String text, String digest) {
        try {
            return Digest.parse(digest);
        } catch (IllegalArgumentException e) {
            throw malformed(text, String.valueOf(e.getMessage()));
        }
    }

    private static Path path(String text, String rest) {
        int colon = rest.indexOf(':');
        return wholePath(text, colon < 0 ? rest : rest.substring(0, colon));
    }

    private static Path wholePath(String text, String path) {
        if (path.isEmpty()) {
            throw malformed(text, "the path is missing");
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw malformed(text, "that is not a path: " + e.getReason());
        }
    }

    private static Optional<String> tag(String text, String rest) {
        int colon = rest.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String tag = rest.substring(colon + 1);
        if (!RefName.isValid(tag)) {
            throw malformed(text, "\"" + tag + "\" is not a reference name of image-spec");
        }
        return Optional.of(tag);
    }

    private static String suffix(Optional<String> tag) {
        return tag.map(t -> ":" + t).orElse("");
    }

    private static ImmureException malformed(String text, String why) {
        return ImageFault.REFERENCE.at("cannot use the image reference", '"' + text + '"', why);
    }
}
