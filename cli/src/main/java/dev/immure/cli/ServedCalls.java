package dev.immure.cli;

import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.DecisionReport;
import dev.immure.cli.render.VerificationReport;
import dev.immure.cli.serve.Calls;
import dev.immure.cli.serve.NoTerminal;
import dev.immure.cli.serve.RunEnd;
import dev.immure.cli.serve.RunOrder;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.bundle.PolicyChoice;
import dev.immure.signing.VerificationTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Requests to the service become what a command line would have asked for. */
final class ServedCalls implements Calls {
    private final Supplier<Configuration> configuration;
    private final Function<RunSetting, RunPipeline> pipelines;

    /**
     * @param configuration as it is at the time of a call
     * @param pipelines where runs of a setting take place
     */
    ServedCalls(Supplier<Configuration> configuration, Function<RunSetting, RunPipeline> pipelines) {
        this.configuration = configuration;
        this.pipelines = pipelines;
    }

    @Override
    public RunOrder run(JsonObject json, ServiceCaller sender, Console console) throws JsonException {
        ApiCaller caller = new ApiCaller(sender);
        Asked asked = asked(new ServedRequest(json, caller), caller);
        RunSetting setting = RunSettings.of(configuration.get(), caller, asked.options(), PolicyChoice.Use.LAUNCH);
        return new RunOrder(
                sender,
                asked.image(),
                listener -> new RunEnd.Ended(pipelines.apply(setting).run(asked.wish(), console, listener)));
    }

    @Override
    public Reply check(JsonObject json, ServiceCaller sender) throws JsonException {
        ApiCaller caller = new ApiCaller(sender);
        Asked asked = asked(new ServedRequest(json, caller), caller);
        RunSetting setting = RunSettings.of(configuration.get(), caller, asked.options(), PolicyChoice.Use.ASK);
        PolicyDecision decision = pipelines.apply(setting).decide(asked.wish());
        return new Reply(
                new DecisionReport(decision, Optional.of(setting.policy())), decision instanceof PolicyDecision.Permit);
    }

    @Override
    public Reply verify(JsonObject json, ServiceCaller sender) throws JsonException {
        ApiCaller caller = new ApiCaller(sender);
        ServedRequest request = new ServedRequest(json, caller);
        ImageReference image = request.reference(request.image());
        TrustOptions trust = trust(request);
        boolean manifestOnly = request.flag("manifest-only");
        request.refuseOthers();
        VerificationReport report = VerifyCommand.report(
                configuration.get(),
                trust,
                new RegistryOptions(caller),
                image,
                manifestOnly ? ImageReading.MANIFEST_ONLY : ImageReading.WHOLE,
                VerificationTime.now());
        return new Reply(report, report.refusal().isEmpty());
    }

    /** What a request for a run says. */
    private record Asked(RunOptions options, RunWish wish, String image) {}

    private static Asked asked(ServedRequest request, ApiCaller caller) throws JsonException {
        String image = request.image();
        List<String> command = request.texts("command");
        RunOptions options = new RunOptions(caller, NoTerminal.HERE);
        place(request, options);
        files(request, options);
        limits(request, options);
        network(request, options);
        walls(request, options);
        options.trust.take(trust(request));
        request.refuseOthers();
        return new Asked(options, options.toWish(image, command), image);
    }

    /** Whom to trust is the operator's to say, unless the caller could say it himself: both are files. */
    private static TrustOptions trust(ServedRequest request) throws JsonException {
        return TrustOptions.of(request.file("key"), request.file("trust"));
    }

    private static void place(ServedRequest request, RunOptions options) throws JsonException {
        options.policy.policy = request.text("policy");
        options.profile = request.text("profile");
        options.environment = request.texts("env");
        options.workingDirectory = request.text("workdir");
        options.user = request.text("user");
        options.entrypoint = request.text("entrypoint");
        options.hostname = request.text("hostname");
        options.interactive = request.flag("interactive");
    }

    private static void files(ServedRequest request, RunOptions options) throws JsonException {
        options.volumes = request.texts("volume");
        options.tmpfs = request.texts("tmpfs");
        options.copyIn = request.texts("copy-in");
        options.copyOut = request.texts("copy-out");
        options.readOnly = request.flag("read-only");
    }

    private static void limits(ServedRequest request, RunOptions options) throws JsonException {
        options.memory = request.text("memory");
        options.cpus = request.text("cpus");
        options.cpuset = request.text("cpuset-cpus");
        options.pids = request.text("pids-limit");
        options.ulimits = request.texts("ulimit");
        options.disk = request.text("disk");
        options.output = request.text("output-limit");
        options.timeLimit = request.text("time-limit");
        options.extraTime = request.text("extra-time");
        options.wallLimit = request.text("wall-limit");
    }

    private static void network(ServedRequest request, RunOptions options) throws JsonException {
        options.network = request.text("network");
        options.allowNet = request.texts("allow-net");
        options.dns = request.texts("dns");
        options.bandwidthIn = request.text("bandwidth-in");
        options.bandwidthOut = request.text("bandwidth-out");
        options.trafficLimit = request.text("traffic-limit");
    }

    private static void walls(ServedRequest request, RunOptions options) throws JsonException {
        options.securityOptions = request.texts("security-opt");
        options.capAdd = request.texts("cap-add");
        options.capDrop = request.texts("cap-drop");
        options.bestEffort = request.texts("best-effort");
    }
}
