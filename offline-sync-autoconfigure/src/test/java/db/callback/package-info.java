/**
 * Where Flyway finds an application's callbacks by itself.
 */
@NullMarked
package db.callback;

import org.jspecify.annotations.NullMarked;
