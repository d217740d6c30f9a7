package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.runs.RunNote;
import dev.immure.cli.serve.Recovery;
import dev.immure.cli.serve.Service;
import dev.immure.cli.serve.ServiceFolder;
import dev.immure.cli.serve.Signals;
import dev.immure.cli.serve.TlsSettings;
import dev.immure.cli.serve.http.HttpDoor;
import dev.immure.cli.serve.http.TlsDoor;
import dev.immure.cli.serve.wire.NativeDoor;
import dev.immure.core.Escape;
import dev.immure.core.unix.NotifySocket;
import dev.immure.core.unix.PacketListener;
import dev.immure.core.unix.PassedSockets;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
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
    private static final String CLIENT = "client.sock";

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
            PassedSockets passed =
                    PassedSockets.of(System.getenv(), ProcessHandle.current().pid());
            Path api = folder.path().resolve(ServiceOptions.API);
            Optional<PacketListener> client = passed.client(folder.path().resolve(CLIENT));
            boolean apiPassed = passed.placeApi(api);
            try (Service service = Service.of(configuration.get().serve(), api)) {
                recover(configuration.get());
                ServedCalls calls = new ServedCalls(configuration::get, service.queue()::pipeline);
                HttpDoor http = apiPassed
                        ? HttpDoor.onInput(api, calls, service.queue())
                        : HttpDoor.at(folder.socket(ServiceOptions.API), calls, service.queue());
                service.add(http);
                service.add(new NativeDoor(
                        () -> client.orElseGet(() -> PacketListener.bind(folder.socket(CLIENT))),
                        Main.serving(configuration::get),
                        service.queue()));
                Optional<TlsDoor> tls = configuration.get().serve().tls().map(settings -> tls(http, settings));
                tls.ifPresent(service::add);
                console.error()
                        .println("immure: ready on " + folder.path()
                                + tls.map(ServeCommand::told).orElse(""));
                manager.ready();
                service.beat(manager);
                serve(signals, configuration, service, tls);
            }
        }
        return ExitStatus.OK;
    }

    private void serve(
            Signals signals, AtomicReference<Configuration> configuration, Service service, Optional<TlsDoor> tls)
            throws InterruptedException {
        for (Signals.Wish wish = signals.next(); wish != Signals.Wish.END; wish = signals.next()) {
            manager.reloading();
            reload(configuration, service, tls);
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

    private static TlsDoor tls(HttpDoor http, TlsSettings settings) {
        return http.over(settings.listen(), TlsFiles.read(settings));
    }

    private static String told(TlsDoor door) {
        return " and https:/" + door.address();
    }

    /** What cannot be used is told, and what was read before stays in force. */
    private void reload(AtomicReference<Configuration> configuration, Service service, Optional<TlsDoor> tls) {
        Reload.of(() -> reread(tls), console.error()).ifPresent(read -> {
            if (!listening(read).equals(listening(configuration.get()))) {
                console.error().println("immure: the TLS door is opened, moved and closed by a restart alone");
            }
            configuration.set(read);
            service.queue().configure(read.serve());
        });
    }

    private static Optional<InetSocketAddress> listening(Configuration configuration) {
        return configuration.serve().tls().map(TlsSettings::listen);
    }

    /** Certificates with it: one that has been renewed has the name of the old one. A door that was not there takes a restart. */
    private Configuration reread(Optional<TlsDoor> tls) {
        Configuration read = global.configuration();
        read.serve().tls().map(TlsFiles::read).ifPresent(identity -> tls.ifPresent(door -> door.use(identity)));
        return read;
    }
}
