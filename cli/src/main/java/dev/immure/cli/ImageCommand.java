package dev.immure.cli;

import picocli.CommandLine.Command;

/** {@code immure image}: the content store. */
@Command(
        name = "image",
        description = "Bring images into the local store, sign them, look at them, check them, remove them.",
        subcommands = {
            ImageImportCommand.class,
            ImagePackCommand.class,
            ImageSignCommand.class,
            ImageAttestCommand.class,
            ImagePullCommand.class,
            ImageListCommand.class,
            ImageInspectCommand.class,
            ImageCheckCommand.class,
            ImageRemoveCommand.class,
            ImageCollectCommand.class
        },
        footer = {"", "Example:", "  immure image import oci:./build/app:v1 team/app:v1"})
final class ImageCommand extends CommandGroup {}
