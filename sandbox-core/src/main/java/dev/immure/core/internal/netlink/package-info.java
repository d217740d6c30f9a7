/** netlink(7) as bytes: messages for interfaces, addresses, routes, queueing and nf_tables, and the answers to them. */
@NullMarked
package dev.immure.core.internal.netlink;

import org.jspecify.annotations.NullMarked;
