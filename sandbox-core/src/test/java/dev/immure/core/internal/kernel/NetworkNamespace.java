package dev.immure.core.internal.kernel;

/** Lets a thread of a test stand in another network namespace (setns(2), CLONE_NEWNET: for one thread alone). */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private NetworkNamespace() {}

    /** The calling thread stays there to its end. */
    public static void enter(String name) {
        try (Fd namespace = Descriptors.open("/run/netns/" + name, Descriptors.O_RDONLY)) {
            SystemCall.invoke("setns", 308, namespace.number(), CLONE_NEWNET);
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }
}
