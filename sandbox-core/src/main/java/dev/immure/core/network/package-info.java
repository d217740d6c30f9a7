/** The network of a sandbox: what is asked for, the rules and addresses that follow from it, and putting them up. */
@NullMarked
package dev.immure.core.network;

import org.jspecify.annotations.NullMarked;
