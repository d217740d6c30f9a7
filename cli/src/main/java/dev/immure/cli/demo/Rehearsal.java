package dev.immure.cli.demo;

import java.nio.file.Path;

/**
 * A signed image to rehearse a run with, where the cache of loaded classes is made: at installation, when there is no other
 * image. Leaves the folder of a demo below java.io.tmpdir: a public key, a state folder and the image in it.
 */
public final class Rehearsal {
    private static final String IMAGE = "rehearsal:v1";

    private Rehearsal() {}

    public static void main(String[] arguments) {
        DemoWorkshop workshop = DemoWorkshop.open();
        Path root = workshop.root("state");
        workshop.pack(root, IMAGE);
        workshop.sign(root, IMAGE);
    }
}
