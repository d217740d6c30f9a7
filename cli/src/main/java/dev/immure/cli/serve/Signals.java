package dev.immure.cli.serve;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * SIGTERM, SIGINT and SIGHUP as wishes, one after the other. The JVM's own answer to all three is to end at once.
 *
 * <p>The JDK has no other way to be told of a signal than {@code sun.misc.Signal} of the module {@code jdk.unsupported};
 * by reflection, since javac warns of its name in a way that nothing silences.
 */
public final class Signals implements AutoCloseable {
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    private final List<Runnable> undo = new ArrayList<>();

    // Both guarded by this.
    private Runnable impatience = () -> {};
    private int ends;

    /** That hears nothing yet. */
    Signals() {}

    /** What is wanted of the service. */
    public enum Wish {
        END,
        RELOAD
    }

    /** From now on. */
    public static Signals take() {
        Signals signals = new Signals();
        signals.on("TERM", signals::end);
        signals.on("INT", signals::end);
        signals.on("HUP", () -> signals.wishes.add(Wish.RELOAD));
        return signals;
    }

    /** Waits for the next. */
    public Wish next() throws InterruptedException {
        return wishes.take();
    }

    /** What every wish to end but the first brings about; at once, when there was another one already. */
    public void onNext(Runnable hurry) {
        boolean late;
        synchronized (this) {
            impatience = hurry;
            late = ends > 1;
        }
        if (late) {
            hurry.run();
        }
    }

    /** Counted: whoever takes the first from the queue is often faster than the thread that has put it there. */
    void end() {
        Optional<Runnable> hurry;
        synchronized (this) {
            ends++;
            hurry = ends > 1 ? Optional.of(impatience) : Optional.empty();
        }
        if (hurry.isEmpty()) {
            wishes.add(Wish.END);
        }
        hurry.ifPresent(Runnable::run);
    }

    private void on(String name, Runnable act) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object caught = signal.getConstructor(String.class).newInstance(name);
            InvocationHandler run = (proxy, method, arguments) -> {
                act.run();
                return null;
            };
            Object ours = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, run);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, caught, ours);
            undo.add(() -> restore(signal, handler, caught, before));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no signals", e);
        }
    }

    private static void restore(Class<?> signal, Class<?> handler, Object caught, Object before) {
        try {
            signal.getMethod("handle", signal, handler).invoke(null, caught, before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no signals", e);
        }
    }

    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
