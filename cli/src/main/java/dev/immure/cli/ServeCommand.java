package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.serve.Service;
import dev.immure.cli.serve.ServiceFolder;
import dev.immure.cli.serve.Signals;
import dev.immure.cli.serve.http.HttpDoor;
import dev.immure.cli.serve.wire.NativeDoor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(
            names = "--socket-dir",
            paramLabel = "DIR",
            description = "Folder of the sockets: who may enter it may ask. Made with mode 0700 where it is missing."
                    + " Default /run/immure for root, else $XDG_RUNTIME_DIR/immure.")
    @Nullable
    private Path socketDirectory;

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        AtomicReference<Configuration> configuration = new AtomicReference<>(global.configuration());
        ServiceFolder folder = ServiceFolder.open(Optional.ofNullable(socketDirectory)
                .orElseGet(() -> Places.current().sockets()));
        try (Signals signals = Signals.take();
                folder;
                Service service = Service.of(configuration.get().serve())) {
            service.add(HttpDoor.at(folder.socket("api.sock"), new ServedCalls(configuration::get), service.queue()));
            service.add(new NativeDoor(folder.socket("client.sock"), Main::run, service.queue()));
            console.error().println("immure: ready on " + folder.path());
            for (Signals.Wish wish = signals.next(); wish != Signals.Wish.END; wish = signals.next()) {
                reload(configuration, service);
            }
            console.error().println("immure: ending");
            signals.onNext(service.queue()::endAll);
            service.drain(configuration.get().serve().drainTime());
        }
        return ExitStatus.OK;
    }

    /** What cannot be used is told, and what was read before stays in force. */
    private void reload(AtomicReference<Configuration> configuration, Service service) {
        Reload.of(global::configuration, console.error()).ifPresent(read -> {
            configuration.set(read);
            service.queue().configure(read.serve());
        });
    }
}
