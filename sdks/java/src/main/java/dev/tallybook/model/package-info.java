/**
 * What the API takes and answers, as immutable records. Amounts are {@link java.math.BigDecimal}
 * with the scale that was printed.
 */
@NullMarked
package dev.tallybook.model;

import org.jspecify.annotations.NullMarked;
