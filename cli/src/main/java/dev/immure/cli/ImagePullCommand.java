package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code immure image pull}: says what to use until Immure speaks to registries. */
@Command(
        name = "pull",
        description = "Fetch an image from a registry. Not in this version: the answer says what to use instead.",
        footer = {"", "Example:", "  immure image pull docker://registry.example/team/app:v1"})
final class ImagePullCommand implements Callable<Integer> {
    @Mixin
    final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "docker://HOST[:PORT]/REPO[:TAG|@sha256:…].")
    private String image = "";

    @Override
    public Integer call() {
        throw new ImmureException(new Fault(
                CliFault.NOT_YET,
                "cannot pull",
                image,
                "this version of Immure does not speak to registries",
                "Copy it with `skopeo copy " + image + " oci:DIR:TAG`, then `immure image import oci:DIR:TAG NAME`"));
    }
}
