package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.runs.RunNote;
import dev.immure.cli.serve.Recovery;
import dev.immure.cli.serve.Service;
import dev.immure.cli.serve.ServiceFolder;
import dev.immure.cli.serve.Signals;
import dev.immure.cli.serve.http.HttpDoor;
import dev.immure.cli.serve.wire.NativeDoor;
import dev.immure.core.Escape;
import dev.immure.core.unix.NotifySocket;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure serve}. */
@Command(
        name = "serve",
        description =
                "Stay resident and answer requests on Unix sockets. SIGTERM: take no more, let runs end, then end;"
                        + " again: end them now. SIGHUP: read the configuration anew.",
        footer = {"", "Example:", "  immure serve --socket-dir /run/immure"})
final class ServeCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final ServiceOptions sockets = new ServiceOptions();

    private final NotifySocket manager =
            NotifySocket.of(System.getenv(), ProcessHandle.current().pid());

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        AtomicReference<Configuration> configuration = new AtomicReference<>(global.configuration());
        try (Signals signals = Signals.take();
                ServiceFolder folder = ServiceFolder.open(sockets.directory())) {
            Path api = folder.socket(ServiceOptions.API);
            try (Service service = Service.of(configuration.get().serve(), api)) {
                recover(configuration.get());
                service.add(HttpDoor.at(
                        api, new ServedCalls(configuration::get, service.queue()::pipeline), service.queue()));
                service.add(new NativeDoor(
                        folder.socket("client.sock"), Main.serving(configuration::get), service.queue()));
                console.error().println("immure: ready on " + folder.path());
                manager.ready();
                service.beat(manager);
                serve(signals, configuration, service);
            }
        }
        return ExitStatus.OK;
    }

    private void serve(Signals signals, AtomicReference<Configuration> configuration, Service service)
            throws InterruptedException {
        for (Signals.Wish wish = signals.next(); wish != Signals.Wish.END; wish = signals.next()) {
            manager.reloading();
            reload(configuration, service);
            manager.ready();
        }
        console.error().println("immure: ending");
        manager.stopping();
        signals.onNext(service.queue()::endAll);
        service.drain(configuration.get().serve().drainTime());
    }

    /** Before anybody is served: what a service that was killed has left. */
    private void recover(Configuration now) {
        Recovery found = Recovery.run(now.root(), now.audit(), now.recording(), now.cgroupParent());
        for (RunNote note : found.lost()) {
            console.error()
                    .println("immure: lost run " + note.run() + " of " + Escape.control(note.image())
                            + ": its owner died before it saw the end");
        }
        for (String run : found.remaining()) {
            console.error().println("immure: processes of the lost run " + run + " do not end");
        }
    }

    /** What cannot be used is told, and what was read before stays in force. */
    private void reload(AtomicReference<Configuration> configuration, Service service) {
        Reload.of(global::configuration, console.error()).ifPresent(read -> {
            configuration.set(read);
            service.queue().configure(read.serve());
        });
    }
}
