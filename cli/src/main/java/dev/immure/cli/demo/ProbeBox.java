package dev.immure.cli.demo;

import dev.immure.cli.pipeline.RunListener;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.render.Console;
import dev.immure.core.audit.Receipt;
import dev.immure.core.resource.CgroupParent;
import dev.immure.profiles.SecurityProfile;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The probe in an image of its own, signed with a key of its own, to be run under any profile; gone when it is closed. */
public final class ProbeBox implements AutoCloseable {
    private static final String IMAGE = "doctor/probe:v1";

    private final DemoWorkshop workshop = DemoWorkshop.open();
    private final RunListener listener;
    private final SecurityProfile profile;
    private final Optional<CgroupParent> cgroupParent;

    /**
     * @param listener told of each sandbox, so that a signal can end it
     * @param cgroupParent empty for the cgroup that Immure itself runs in
     */
    public ProbeBox(RunListener listener, SecurityProfile profile, Optional<CgroupParent> cgroupParent) {
        this.listener = listener;
        this.profile = profile;
        this.cgroupParent = cgroupParent;
        boolean done = false;
        try {
            workshop.pack(root(), IMAGE);
            workshop.sign(root(), IMAGE);
            done = true;
        } finally {
            if (!done) {
                workshop.close();
            }
        }
    }

    /** What a run said on its standard output, and its receipt. */
    public record Said(String output, Receipt receipt) {}

    /** The whole tour: every attempt at every wall. */
    public Said tour() {
        return run(Demo.outside());
    }

    /** One of the probe's tools. */
    public Said run(List<String> command) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(output, false, StandardCharsets.UTF_8);
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(InputStream.nullInputStream(), printed, nowhere);
        Receipt receipt = new RunPipeline(setting())
                .run(Demo.wish(IMAGE, command), console, listener)
                .receipt();
        printed.flush();
        return new Said(output.toString(StandardCharsets.UTF_8), receipt);
    }

    /** The lines of the probe that are attempts. */
    public static List<Attempt> attempts(Stream<String> lines) {
        return lines.map(Attempt::parse).flatMap(Optional::stream).toList();
    }

    private Path root() {
        return workshop.root("state");
    }

    private RunSetting setting() {
        return Demo.setting(workshop, root(), profile, cgroupParent);
    }

    @Override
    public void close() {
        workshop.close();
    }
}
