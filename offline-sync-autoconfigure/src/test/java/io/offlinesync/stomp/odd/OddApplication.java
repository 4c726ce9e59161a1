package io.offlinesync.stomp.odd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An application whose names are as odd as they get.
 */
@SpringBootApplication
public class OddApplication {

	/**
	 * The tables of the entities.
	 */
	public static final String SCHEMA = """
			create table "__proto__" ("constructor" text primary key, "__proto__" text, "to""String" int);
			create table "Ünï.çødé %% {x}" (id int8 primary key, "select" text);
			""";

	/**
	 * Names that mean something in JavaScript and in SQL.
	 *
	 * @param constructor the id
	 * @param proto a text
	 * @param number a number
	 */
	@SyncedTable
	@Table("__proto__")
	public record Proto(@Id @Column("constructor") @JsonProperty("constructor") String constructor,
			@Column("__proto__") @JsonProperty("__proto__") @Nullable String proto,
			@Column("to\"String") @JsonProperty("toString\"; drop table x; --") @Nullable Integer number) {

	}

	/**
	 * Names beyond ASCII.
	 *
	 * @param id the id
	 * @param text a text
	 */
	@SyncedTable
	@Table("Ünï.çødé %% {x}")
	public record Unicode(@Id Long id, @Column("select") @JsonProperty("💥") @Nullable String text) {

	}

}
