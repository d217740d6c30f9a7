package dev.immure.core.host;

/** Where newuidmap(1) and newgidmap(1) lie: in the places of the system, not in PATH, which is anybody's to set. */
public final class MapperPrograms {
    private MapperPrograms() {}

    public static String users() {
        return place("newuidmap");
    }

    public static String groups() {
        return place("newgidmap");
    }

    private static String place(String name) {
        return CallersIds.place(new LiveKernel(), name).orElse("/usr/bin/" + name);
    }
}
