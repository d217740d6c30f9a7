/** What this kernel and host can do, each finding with its evidence, and the id ranges that sandboxes get. */
@NullMarked
package dev.immure.core.host;

import org.jspecify.annotations.NullMarked;
