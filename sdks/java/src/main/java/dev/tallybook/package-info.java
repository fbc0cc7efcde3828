/**
 * A client of Tallybook. {@link dev.tallybook.Tallybook} is where to begin; what is sent and
 * answered is in {@link dev.tallybook.model}.
 */
@NullMarked
package dev.tallybook;

import org.jspecify.annotations.NullMarked;
