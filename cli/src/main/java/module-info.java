import org.jspecify.annotations.NullMarked;

/** The immure command. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.cli {
    requires static org.jspecify;
    requires dev.immure.core;
    requires dev.immure.signing;
    requires dev.immure.profiles;
    requires dev.immure.policy;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires jdk.net;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.unixdomain.server;
    requires org.eclipse.jetty.util;
}
