package dev.immure.cli.serve.wire;

import dev.immure.cli.serve.Door;
import dev.immure.cli.serve.RunQueue;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import dev.immure.core.unix.PacketListener;
import dev.immure.core.unix.PacketSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the native client knocks. Whom it works for the kernel says; whoever can connect was let in by the folder of the
 * socket. Nobody waits here for a turn: who finds no place is sent to the Java program.
 */
public final class NativeDoor implements Door {
    /** Each has two threads and four descriptors. */
    private static final int MOST_CLIENTS = 512;

    /** So that no user keeps the others out. */
    private static final int MOST_OF_ONE = 64;

    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Supplier<PacketListener> opener;
    private final Commands commands;
    private final RunQueue queue;
    // Platform threads: a call into the kernel by jnr-ffi would hold the carrier of a virtual one.
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("immure-client-", 0).factory());
    private final CallerIds own = CallerIds.current();
    private final Surroundings here = Surroundings.current();
    private final AtomicReference<@Nullable PacketListener> listener = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> accepting = new AtomicReference<>();
    private final Map<Integer, Integer> clients = new HashMap<>();

    /** @param socket is made when the door opens; its folder says who may come in */
    public NativeDoor(Path socket, Commands commands, RunQueue queue) {
        this(() -> PacketListener.bind(socket), commands, queue);
    }

    /** @param opener of what is listened on when the door opens */
    public NativeDoor(Supplier<PacketListener> opener, Commands commands, RunQueue queue) {
        this.opener = opener;
        this.commands = commands;
        this.queue = queue;
    }

    @Override
    public void open() {
        PacketListener opened = opener.get();
        listener.set(opened);
        accepting.set(Thread.ofPlatform().daemon().name("immure-native-door").start(() -> accept(opened)));
    }

    private void accept(PacketListener from) {
        try (from) {
            for (Optional<PacketSocket> next = from.accept(); next.isPresent(); next = from.accept()) {
                admit(next.get());
            }
        }
    }

    /** Without a word to those who find no place: a client that hears nothing has lost nothing. */
    private void admit(PacketSocket client) {
        CallerIds caller;
        try {
            caller = client.peer();
        } catch (ImmureException e) {
            client.close();
            return;
        }
        if (!enter(caller.uid())) {
            client.close();
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    new ClientSession(client, commands, queue, threads).serve(caller, own, here);
                } finally {
                    leave(caller.uid());
                }
            });
        } catch (OutOfMemoryError e) {
            // No thread (pthread_create(3), EAGAIN): no place for this one, and the door stays open for the next.
            System.getLogger(NativeDoor.class.getName()).log(System.Logger.Level.ERROR, "no thread for a client", e);
            leave(caller.uid());
            client.close();
        }
    }

    private synchronized boolean enter(int uid) {
        int all = clients.values().stream().mapToInt(Integer::intValue).sum();
        int most = uid == own.uid() ? MOST_CLIENTS : MOST_OF_ONE;
        if (all >= MOST_CLIENTS || clients.getOrDefault(uid, 0) >= most) {
            return false;
        }
        clients.merge(uid, 1, Integer::sum);
        return true;
    }

    private synchronized void leave(int uid) {
        clients.computeIfPresent(uid, (ignored, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void shut() {
        PacketListener opened = listener.getAndSet(null);
        if (opened != null) {
            opened.stop();
        }
    }

    /** Lets go of everybody: a client whose service ends says so. */
    @Override
    public void close() {
        shut();
        Thread thread = accepting.getAndSet(null);
        if (thread != null) {
            join(thread);
        }
        threads.shutdown();
        awaitAnswers();
    }

    /** Every run has ended by now: what is left is to tell so, and commands that are no runs. */
    private void awaitAnswers() {
        try {
            threads.awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
