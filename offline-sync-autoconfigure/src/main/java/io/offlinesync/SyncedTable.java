package io.offlinesync;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a Spring Data JDBC entity whose table offline clients may keep a copy of.
 * <p>
 * Table and column names come from Spring Data's mapping, the names and form of the JSON
 * from Jackson's. The entity needs an {@code @Id} of type {@link java.util.UUID}
 * (preferred), {@link String}, {@link Long} or {@link Integer}, and must be flat: one
 * row, one record.
 *
 * <pre class="code">
 * &#64;SyncedTable
 * &#64;Table("todo")
 * public record Todo(&#64;Id UUID uid, String title, boolean done) {
 * }
 * </pre>
 *
 * @see SyncedRepository
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncedTable {

	/**
	 * What happens when a record was changed on both sides. Ignored for an entity that
	 * has a {@link ConflictResolver} bean.
	 * @return the strategy, newest write wins per record by default
	 */
	ConflictStrategy conflict() default ConflictStrategy.LAST_WRITER_WINS;

	/**
	 * Which fields a client's {@code where} may name, besides the id. Conditions of
	 * policies and of the application's own code are not limited by it. A name that is no
	 * field that clients see and the database can compare is refused at startup.
	 * @return the fields' names in JSON, or empty, which is the default, for all that
	 * clients see
	 */
	String[] filterable() default {};

}
