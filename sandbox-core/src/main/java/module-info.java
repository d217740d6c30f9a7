import org.jspecify.annotations.NullMarked;

/** Images, the launch plan, the launch. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.core {
    requires static org.jspecify;
    requires java.net.http;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.jnrproject.ffi;
    requires org.jnrproject.jffi;
    requires org.apache.commons.compress;
    requires com.github.luben.zstd_jni;

    exports dev.immure.core;
    exports dev.immure.core.audit;
    exports dev.immure.core.audit.tree;
    exports dev.immure.core.disk;
    exports dev.immure.core.host;
    exports dev.immure.core.image;
    exports dev.immure.core.image.pack;
    exports dev.immure.core.image.registry;
    exports dev.immure.core.image.store;
    exports dev.immure.core.image.tree;
    exports dev.immure.core.json;
    exports dev.immure.core.launch;
    exports dev.immure.core.network;
    exports dev.immure.core.plan;
    exports dev.immure.core.resource;
    exports dev.immure.core.runtime;
    exports dev.immure.core.state;
    exports dev.immure.core.unix;
    exports dev.immure.core.yaml;
}
